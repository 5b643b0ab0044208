"""Speaks the wire of Google's Gemini: generated content as server-sent events."""

import json
from typing import Any

from tests.wire.heard import Fail, Heard, Result, Use
from tests.wire.server import Wire

STOPS = {"end": "STOP", "length": "MAX_TOKENS", "tool": "STOP"}
KINDS = {401: "UNAUTHENTICATED", 429: "RESOURCE_EXHAUSTED"}


class GoogleWire(Wire):
    stream_type = "text/event-stream"

    def hear(self, raw: bytes) -> Heard:
        assert self.path.endswith(":streamGenerateContent?alt=sse"), self.path
        body = json.loads(raw)
        tools = [one for kind in body.get("tools", []) for one in kind["functionDeclarations"]]
        return Heard(
            raw,
            {name.lower(): value for name, value in self.headers.items()},
            _text(body.get("systemInstruction", {"parts": []})),
            _text(body["contents"][0]),
            {one["name"]: one.get("parametersJsonSchema") or one.get("parameters") for one in tools},
            tuple(_results(body["contents"])),
            b"",
        )

    def fail(self, act: Fail) -> None:
        error = {"code": act.status, "message": act.says, "status": KINDS.get(act.status, "INTERNAL")}
        headers = {"retry_after": act.retry_after} if act.retry_after else {}
        self.whole(act.status, json.dumps({"error": error}).encode(), "application/json", **headers)

    def opening(self, heard: Heard) -> None:
        pass

    def block(self, parts: list[str], closed: bool) -> None:
        for part in parts:
            self.piece([{"text": part}])

    def tool_call(self, heard: Heard, act: Use) -> None:
        self.piece([{"functionCall": {"name": act.tool, "args": act.arguments}}])

    def ending(self, heard: Heard, made: int, stopped: str) -> None:
        used = self.record.usage(heard, made)
        counted = {"promptTokenCount": used["new"], "candidatesTokenCount": used["made"]}
        self.piece([], finishReason=STOPS[stopped], usage={**counted, "totalTokenCount": sum(counted.values())})

    def piece(self, parts: list[dict[str, Any]], usage: dict[str, int] | None = None, **more: str) -> None:
        content = {"candidates": [{"index": 0, "content": {"role": "model", "parts": parts}, **more}]}
        said = content | ({"usageMetadata": usage} if usage else {})
        self.write(f"data: {json.dumps(said)}\n\n".encode())


def _text(content: dict[str, Any]) -> str:
    return "".join(part.get("text", "") for part in content["parts"])


def _results(contents: list[dict[str, Any]]) -> list[Result]:
    given = [part["functionResponse"] for one in contents for part in one["parts"] if "functionResponse" in part]
    return [Result(one["name"], str(next(iter(one["response"].values()))), False) for one in given]
