"""What goes between the app and a worker process: one JSON object a message, never anything that runs when read."""

import json
import os
import struct
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.warehouse.base import Result, Value

Message = dict[str, Any]

_LENGTH = struct.Struct(">Q")
_PARSERS = {"decimal": Decimal, "date": date.fromisoformat, "timestamp": datetime.fromisoformat}


def send(stream: int, message: Message) -> None:
    """Write a message whole; the other side may read it in pieces."""
    body = json.dumps(message, default=str, separators=(",", ":")).encode()
    rest = memoryview(_LENGTH.pack(len(body)) + body)
    while rest:
        rest = rest[os.write(stream, rest) :]


class Inbox:
    """Collects the pieces of a message as they come."""

    def __init__(self, largest: int) -> None:
        self._largest = largest
        self._bytes = bytearray()

    def feed(self, piece: bytes) -> Message | None:
        """The message, once it is whole."""
        self._bytes += piece
        if len(self._bytes) < _LENGTH.size:
            return None
        (size,) = _LENGTH.unpack_from(self._bytes)
        if size > self._largest:
            raise OverflowError(size)
        if len(self._bytes) < _LENGTH.size + size:
            return None
        message: Message = json.loads(self._bytes[_LENGTH.size : _LENGTH.size + size])
        del self._bytes[: _LENGTH.size + size]
        return message


def receive(stream: int) -> Message | None:
    """The next message; None when the other side is gone."""
    inbox = Inbox(largest=1 << 24)
    while piece := os.read(stream, 1 << 16):
        if message := inbox.feed(piece):
            return message
    return None


def from_result(result: Result) -> Message:
    return {
        "columns": result.columns,
        "types": result.types,
        "rows": result.rows,
        "truncated": result.truncated,
        "seconds": result.seconds,
    }


def to_result(message: Message) -> Result:
    """Values by the type of their column, as the app's own connection would have given them."""
    parsers = [(place, _PARSERS[kind]) for place, kind in enumerate(message["types"]) if kind in _PARSERS]
    return Result(
        columns=tuple(message["columns"]),
        types=tuple(message["types"]),
        rows=tuple(_typed(row, parsers) for row in message["rows"]),
        truncated=bool(message["truncated"]),
        seconds=float(message["seconds"]),
    )


def _typed(row: list[Value], parsers: list[tuple[int, Any]]) -> tuple[Value, ...]:
    for place, parse in parsers:
        if row[place] is not None:
            row[place] = parse(row[place])
    return tuple(row)
