"""Speaks Amazon Bedrock's ConverseStream: binary event-stream frames, errors named in a header."""

import json
import struct
from typing import Any
from urllib.parse import unquote
from zlib import crc32

from tests.wire.heard import Fail, Heard, Result, Use
from tests.wire.server import Wire

KINDS = {
    400: "ValidationException",
    401: "UnrecognizedClientException",
    403: "AccessDeniedException",
    429: "ThrottlingException",
    503: "ServiceUnavailableException",
    529: "ServiceUnavailableException",
}
STOPS = {"end": "end_turn", "length": "max_tokens", "tool": "tool_use"}


class BedrockWire(Wire):
    stream_type = "application/vnd.amazon.eventstream"
    index = 0

    def hear(self, raw: bytes) -> Heard:
        assert unquote(self.path).endswith("/converse-stream"), self.path
        body = json.loads(raw)
        tools = body.get("toolConfig", {}).get("tools", [])
        stable = (
            json.dumps([tools, body.get("system")], separators=(",", ":")).encode() if b"cachePoint" in raw else b""
        )
        return Heard(
            raw,
            {name.lower(): value for name, value in self.headers.items()},
            "".join(block.get("text", "") for block in body.get("system", [])),
            "".join(block.get("text", "") for block in body["messages"][0]["content"]),
            {t["toolSpec"]["name"]: t["toolSpec"]["inputSchema"]["json"] for t in tools if "toolSpec" in t},
            tuple(_results(body["messages"])),
            stable,
        )

    def fail(self, act: Fail) -> None:
        headers = {"x-amzn-errortype": KINDS.get(act.status, "InternalServerException")}
        if act.retry_after:
            headers["retry-after"] = act.retry_after
        content = json.dumps({"message": act.says}).encode()
        self.whole(503 if act.status == 529 else act.status, content, "application/json", **headers)

    def opening(self, heard: Heard) -> None:
        self.index = 0
        self.event("messageStart", {"role": "assistant"})

    def block(self, parts: list[str], closed: bool) -> None:
        if not parts:
            return
        for part in parts:
            self.event("contentBlockDelta", {"contentBlockIndex": self.index, "delta": {"text": part}})
        if closed:
            self.event("contentBlockStop", {"contentBlockIndex": self.index})
            self.index += 1

    def tool_call(self, heard: Heard, act: Use) -> None:
        call = {"toolUseId": f"tooluse_{heard.turn}_{len(self.record.heard)}", "name": act.tool}
        self.event("contentBlockStart", {"contentBlockIndex": self.index, "start": {"toolUse": call}})
        written = {"toolUse": {"input": act.raw or json.dumps(act.arguments)}}
        self.event("contentBlockDelta", {"contentBlockIndex": self.index, "delta": written})
        self.event("contentBlockStop", {"contentBlockIndex": self.index})
        self.index += 1

    def ending(self, heard: Heard, made: int, stopped: str) -> None:
        used = self.record.usage(heard, made)
        self.event("messageStop", {"stopReason": STOPS[stopped]})
        tokens = {
            "inputTokens": used["new"],
            "outputTokens": used["made"],
            "totalTokens": sum(used.values()),
            "cacheReadInputTokens": used["read"],
            "cacheWriteInputTokens": used["written"],
        }
        self.event("metadata", {"usage": tokens, "metrics": {"latencyMs": 5}})

    def event(self, kind: str, content: dict[str, Any]) -> None:
        self.write(frame({":message-type": "event", ":event-type": kind, ":content-type": "application/json"}, content))


def frame(headers: dict[str, str], content: dict[str, Any]) -> bytes:
    """As in the AWS event-stream encoding: lengths and checksums around headers (all of them text) and the payload."""
    packed = b"".join(
        struct.pack("!B", len(name)) + name.encode() + struct.pack("!BH", 7, len(value)) + value.encode()
        for name, value in headers.items()
    )
    payload = json.dumps(content).encode()
    prelude = struct.pack("!II", 16 + len(packed) + len(payload), len(packed))
    message = prelude + struct.pack("!I", crc32(prelude)) + packed + payload
    return message + struct.pack("!I", crc32(message))


def _results(messages: list[dict[str, Any]]) -> list[Result]:
    names: dict[str, str] = {}
    found = []
    for block in (block for message in messages for block in message["content"]):
        if "toolUse" in block:
            names[block["toolUse"]["toolUseId"]] = block["toolUse"]["name"]
        if "toolResult" in block:
            result = block["toolResult"]
            text = "".join(part.get("text") or json.dumps(part.get("json")) for part in result["content"])
            found.append(Result(names[result["toolUseId"]], text, result.get("status") == "error"))
    return found
