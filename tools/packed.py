"""A result as text for another process and back again: nothing is lost, not a decimal and not a day."""

import base64
import gzip
import json
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from decimal import Decimal

from pydantic import TypeAdapter

from core.errors import Invalid
from core.warehouse.base import Value
from tools.found import Found

MOST = 5_500_000  # bytes: a function on AWS Lambda hands back six megabytes at most
_FOUND = TypeAdapter(Found)
_READERS: Mapping[str, Callable[[str], Value]] = {
    "n": Decimal, "t": datetime.fromisoformat, "d": date.fromisoformat,
}  # fmt: skip
_MARKS = {Decimal: "n", datetime: "t", date: "d"}


def packed(found: Found) -> str:
    """Compressed; cells that JSON has no type for are marked with their own."""
    plain = _FOUND.dump_python(found, mode="json")
    for kept, sheet in zip(found.sheets, plain["sheets"], strict=True):
        sheet["table"]["rows"] = [[_marked(cell) for cell in row] for row in kept.table.rows]
    text = base64.b64encode(gzip.compress(json.dumps(plain).encode(), 5)).decode()
    if len(text) > MOST:
        raise Invalid(f"The result is longer than {MOST:,} bytes: ask for one warehouse, or for less of it.")
    return text


def unpacked(text: str) -> Found:
    plain = json.loads(gzip.decompress(base64.b64decode(text)))
    rows = [[tuple(_plain(cell) for cell in row) for row in sheet["table"].pop("rows")] for sheet in plain["sheets"]]
    for sheet in plain["sheets"]:
        sheet["table"]["rows"] = ()
    found = _FOUND.validate_python(plain)
    sheets = tuple(
        replace(sheet, table=replace(sheet.table, rows=tuple(own)))
        for sheet, own in zip(found.sheets, rows, strict=True)
    )
    return replace(found, sheets=sheets)


def _marked(cell: Value) -> object:
    mark = _MARKS.get(type(cell))
    return cell if mark is None else {mark: str(cell) if mark == "n" else cell.isoformat()}  # type: ignore[union-attr]  # the others are days and times


def _plain(cell: object) -> Value:
    if not isinstance(cell, dict):
        return cell  # type: ignore[return-value]  # JSON's own types
    ((mark, text),) = cell.items()
    return _READERS[mark](text)
