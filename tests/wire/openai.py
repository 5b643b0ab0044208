"""Speaks the wire of OpenAI's chat completions, which many other servers speak too."""

import json
from typing import Any

from tests.wire.heard import Fail, Heard, Result, Use
from tests.wire.server import Wire

STOPS = {"end": "stop", "length": "length", "tool": "tool_calls"}
KINDS = {401: "invalid_api_key", 429: "rate_limit_exceeded"}


class OpenAIWire(Wire):
    stream_type = "text/event-stream"

    def hear(self, raw: bytes) -> Heard:
        assert self.path == "/v1/chat/completions", self.path
        body = json.loads(raw)
        said = {
            role: [one["content"] for one in body["messages"] if one["role"] == role] for role in ("system", "user")
        }
        return Heard(
            raw,
            {name.lower(): value for name, value in self.headers.items()},
            "".join(said["system"]),
            said["user"][0],
            {tool["function"]["name"]: tool["function"]["parameters"] for tool in body.get("tools", [])},
            tuple(_results(body["messages"])),
            b"",
        )

    def fail(self, act: Fail) -> None:
        error = {"message": act.says, "type": "error", "code": KINDS.get(act.status, "server_error"), "param": None}
        headers = {"retry_after": act.retry_after} if act.retry_after else {}
        self.whole(act.status, json.dumps({"error": error}).encode(), "application/json", **headers)

    def opening(self, heard: Heard) -> None:
        self.piece({"role": "assistant", "content": ""})

    def block(self, parts: list[str], closed: bool) -> None:
        for part in parts:
            self.piece({"content": part})

    def tool_call(self, heard: Heard, act: Use) -> None:
        written = act.raw or json.dumps(act.arguments)
        function = {"name": act.tool, "arguments": written[:7]}
        self.piece({"tool_calls": [{"index": 0, "id": f"call_{heard.turn}", "type": "function", "function": function}]})
        self.piece({"tool_calls": [{"index": 0, "function": {"arguments": written[7:]}}]})

    def ending(self, heard: Heard, made: int, stopped: str) -> None:
        used = self.record.usage(heard, made)
        self.piece({}, STOPS[stopped])
        usage = {"prompt_tokens": used["new"], "completion_tokens": used["made"]}
        self.event(choices=[], usage={**usage, "total_tokens": sum(usage.values())})
        self.write(b"data: [DONE]\n\n")

    def piece(self, delta: dict[str, Any], finished: str | None = None) -> None:
        self.event(choices=[{"index": 0, "delta": delta, "finish_reason": finished}])

    def event(self, **content: Any) -> None:
        head = {"id": "chatcmpl-1", "object": "chat.completion.chunk", "created": 1, "model": "gpt"}
        self.write(f"data: {json.dumps({**head, **content})}\n\n".encode())


def _results(messages: list[dict[str, Any]]) -> list[Result]:
    names = {call["id"]: call["function"]["name"] for one in messages for call in one.get("tool_calls") or ()}
    return [Result(names[one["tool_call_id"]], one["content"], False) for one in messages if one["role"] == "tool"]
