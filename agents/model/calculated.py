"""The workbench's calculating tools for a model: used under the asker's rights, and how their results are written."""

import json
from collections.abc import Iterator

from pydantic import BaseModel

from agents.execution import run
from agents.model.figures import Shown
from agents.model.sent import MOST, written
from agents.tool_answer import understood
from core.context import Context
from core.errors import Invalid, NotFound, Unknown
from core.table import Table, TableColumn
from core.warehouse.base import Cancel, Value
from tools.found import Found
from tools.registry import Used
from tools.worked import Worked


def use_shown(
    ctx: Context, name: str, given: BaseModel, rows: int, cancel: Cancel, shown: Shown
) -> tuple[Used, str]:  # fmt: skip
    """One of them, once: what came of it, and the text for the model, whose tables `shown` keeps."""
    try:
        used = run(ctx, name, given.model_dump(exclude_unset=True), cancel=cancel)
    except (Invalid, NotFound, Unknown) as error:
        if rows:
            raise
        # What would fit instead are names from the data.
        raise Invalid(f"{name} cannot be used with these arguments.") from error
    tables, text = _written(used, rows)
    shown.tables.extend(tables)
    return used, text


def _written(used: Used, rows: int) -> tuple[list[Table], str]:
    """With no rows allowed, no value from the data either: only what it consists of."""
    found = used.found
    figures = _figures(found) if rows else Table((), (), 0, "")
    tables, sheets = [figures, _said(found)] if rows else [], []
    for one in found.sheets:
        part, text = written(one.table, one.name, rows, MOST // max(len(found.sheets), 1))
        tables.append(part)
        sheets.append(text)
    head = {
        "means": understood(used) if rows else used.tool.says,
        "figures": [_figure(one, told=rows > 0) for one in found.figures],
        "method": found.method if rows else "",
        "assumed": [f"{one.name}: {one.value}" for one in found.assumptions] if rows else [],
        "not_known": list(found.unknown) if rows else [],
    }
    return tables, f'{json.dumps(head, ensure_ascii=False)[:-1]}, "tables": [{", ".join(sheets)}]}}'


def _figure(one: Worked, *, told: bool) -> dict[str, str | float | None]:
    named: dict[str, str | float | None] = {"name": one.name, "unit": one.unit}
    return named | ({"value": one.value, "note": one.note} if told else {})


def _figures(found: Found) -> Table:
    columns = (TableColumn("figure", "Figure", "text", role="key"), TableColumn("value", "Value", "number"))
    rows: list[tuple[Value, ...]] = [(one.name, one.value) for one in found.figures]
    return Table(columns, tuple(rows), len(rows), "")


def _said(found: Found) -> Table:
    """Words with numbers in them, such as "over 14 days"."""
    return Table((TableColumn("text", "Text", "text"),), tuple((one,) for one in _texts(found)), 0, "")


def _texts(found: Found) -> Iterator[str]:
    yield found.method
    yield from found.unknown
    yield from (f"{one.name}: {one.value}" for one in found.assumptions)
    yield from (one.note for one in found.figures if one.note)
