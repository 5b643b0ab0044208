"""A dimension's parts of a change as a table, for screens, files and programs alike."""

from collections.abc import Iterable
from dataclasses import replace
from decimal import Decimal

from core.change.parts import Part
from core.change.result import Change, Inside, Split
from core.table import Table, TableColumn
from core.warehouse.base import Value

NUMBER = "decimal"


def table_of(change: Change, split: Split) -> Table:
    """The last row is the whole: what the parts add up to."""
    figure = TableColumn("", "", NUMBER, change.unit)
    columns = [
        TableColumn("value", split.label, "text", role="key"),
        replace(figure, name="before", label=change.spelt[0], meaning=change.meaning),
        replace(figure, name="after", label=change.spelt[1], meaning=change.meaning),
        replace(figure, name="contribution", label="Part of the change"),
        TableColumn("share", "Share of the change", NUMBER, "ratio"),
    ]
    if change.ratio:
        columns += [replace(figure, name="rate", label="Rate effect"), replace(figure, name="mix", label="Mix effect")]
    rows = (*(_row(part, change.ratio) for part in split.parts), _whole(change, split))
    return Table(tuple(columns), rows, len(rows), split.sql)


def inside_of(change: Change, inside: Inside) -> Table:
    """The largest part by another dimension: its own two figures are the whole."""
    return table_of(replace(change, before=inside.before, after=inside.after, change=inside.change), inside.split)


def _row(part: Part, ratio: bool) -> tuple[Value, ...]:
    name = f"{part.label} ({part.kind})" if part.kind in ("new", "gone") else part.label
    effects = (part.rate, part.mix) if ratio else ()
    return (name, part.before, part.after, part.contribution, part.share, *effects)


def _whole(change: Change, split: Split) -> tuple[Value, ...]:
    effects = (_total(part.rate for part in split.parts), _total(part.mix for part in split.parts))
    share = Decimal(1) if change.change else None
    return ("All together", change.before, change.after, change.change, share, *(effects if change.ratio else ()))


def _total(values: Iterable[Decimal | None]) -> Decimal:
    return sum((value for value in values if value is not None), Decimal(0))
