"""Speaks the Anthropic Messages wire: server-sent events, tool use, errors in Anthropic's envelope."""

import json
from typing import Any

from tests.wire.heard import Fail, Heard, Result, Use
from tests.wire.server import Wire

KINDS = {401: "authentication_error", 429: "rate_limit_error", 529: "overloaded_error", 400: "invalid_request_error"}
STOPS = {"end": "end_turn", "length": "max_tokens", "tool": "tool_use"}


class AnthropicWire(Wire):
    stream_type = "text/event-stream"
    index = 0

    def hear(self, raw: bytes) -> Heard:
        assert self.path.split("?")[0] == "/v1/messages", self.path
        body = json.loads(raw)
        system = body.get("system", "")
        system_text = system if isinstance(system, str) else "".join(block["text"] for block in system)
        stable = (
            json.dumps([body.get("tools"), system], separators=(",", ":")).encode() if b"cache_control" in raw else b""
        )
        return Heard(
            raw,
            {name.lower(): value for name, value in self.headers.items()},
            system_text,
            _text(body["messages"][0]["content"]),
            {tool["name"]: tool["input_schema"] for tool in body.get("tools", [])},
            tuple(_results(body["messages"])),
            stable,
        )

    def fail(self, act: Fail) -> None:
        kind = KINDS.get(act.status, "api_error")
        content = json.dumps({"type": "error", "error": {"type": kind, "message": act.says}}).encode()
        headers = {"retry_after": act.retry_after} if act.retry_after else {}
        self.whole(act.status, content, "application/json", **headers)

    def opening(self, heard: Heard) -> None:
        used = self.record.usage(heard, 0)
        self.index = 0
        message = {
            "id": f"msg_{len(self.record.heard)}",
            "type": "message",
            "role": "assistant",
            "model": json.loads(heard.raw)["model"],
            "content": [],
            "stop_reason": None,
            "stop_sequence": None,
            "usage": {
                "input_tokens": used["new"],
                "cache_read_input_tokens": used["read"],
                "cache_creation_input_tokens": used["written"],
                "output_tokens": 1,
            },
        }
        self.event("message_start", message=message)
        self.event("ping")

    def block(self, parts: list[str], closed: bool) -> None:
        if not parts:
            return
        self.event("content_block_start", index=self.index, content_block={"type": "text", "text": ""})
        for part in parts:
            self.event("content_block_delta", index=self.index, delta={"type": "text_delta", "text": part})
        if closed:
            self.event("content_block_stop", index=self.index)
            self.index += 1

    def tool_call(self, heard: Heard, act: Use) -> None:
        call = {"type": "tool_use", "id": f"toolu_{heard.turn}_{len(self.record.heard)}", "name": act.tool, "input": {}}
        self.event("content_block_start", index=self.index, content_block=call)
        for part in (lambda text: [text[:7], text[7:]])(act.raw or json.dumps(act.arguments)):
            self.event(
                "content_block_delta", index=self.index, delta={"type": "input_json_delta", "partial_json": part}
            )
        self.event("content_block_stop", index=self.index)
        self.index += 1

    def ending(self, heard: Heard, made: int, stopped: str) -> None:
        self.event(
            "message_delta",
            delta={"stop_reason": STOPS[stopped], "stop_sequence": None},
            usage={"output_tokens": made // 4 + 1},
        )
        self.event("message_stop")

    def event(self, kind: str, **content: Any) -> None:
        self.write(f"event: {kind}\ndata: {json.dumps({'type': kind, **content})}\n\n".encode())


def _text(content: Any) -> str:
    return content if isinstance(content, str) else "".join(block.get("text", "") for block in content)


def _results(messages: list[dict[str, Any]]) -> list[Result]:
    names: dict[str, str] = {}
    found = []
    for message in messages:
        for block in message["content"] if isinstance(message["content"], list) else []:
            if block["type"] == "tool_use":
                names[block["id"]] = block["name"]
            if block["type"] == "tool_result":
                name = names[block["tool_use_id"]]
                found.append(Result(name, _text(block["content"]), bool(block.get("is_error"))))
    return found
