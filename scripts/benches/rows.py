"""What is measured, as rows of one table: ours beside a floor, the ratio of the two, and the goal."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from scripts.benches.timing import Times

Unit = Literal["ms", "rows/s", "answers/s", "MB", "tokens", "USD"]


@dataclass(frozen=True)
class Row:
    """`ratio` is how many times the floor's time or memory ours takes, `on_top` the processor's milliseconds more.

    Goals of time are judged by the processor, so that a busy machine says the same; `met` is None where there is none.
    """

    part: str
    what: str
    beside: str
    unit: Unit
    ours: float
    floor: float
    ratio: float
    cpu_ratio: float | None = None
    on_top: float | None = None
    goal: str = ""
    met: bool | None = None
    more: Mapping[str, object] = field(default_factory=dict)


def timed(part: str, what: str, beside: str, ours: Times, floor: Times, **other: object) -> Row:
    more = {"overhead_ms": ours.over(floor), "cpu_ms": ours.cpu_ms, "floor_cpu_ms": floor.cpu_ms}
    more |= {"rounds": len(ours.wall)} | dict(other.pop("more", None) or {})  # type: ignore[call-overload]
    measured = (ours.ms, floor.ms, ours.ratio(floor), ours.cpu_ratio(floor), ours.cpu_over(floor))
    return Row(part, what, beside, "ms", *measured, more=more, **other)  # type: ignore[arg-type]


def plain(part: str, what: str, beside: str, unit: Unit, ours: float, floor: float, **other: object) -> Row:
    """Less of the unit is better."""
    return Row(part, what, beside, unit, ours, floor, ours / max(floor, 1e-9), **other)  # type: ignore[arg-type]


HEADS = ("part", "what", "beside", "ours", "floor", "unit", "ratio", "CPU ratio", "CPU on top", "goal", "met")


def as_table(rows: Sequence[Row]) -> str:
    lines = [HEADS, *(_cells(row) for row in rows)]
    widths = [max(len(line[place]) for line in lines) for place in range(len(HEADS))]
    numbers = {3, 4, 6, 7, 8}
    laid = [
        "  ".join(
            cell.rjust(w) if n in numbers else cell.ljust(w)
            for n, (cell, w) in enumerate(zip(line, widths, strict=True))
        )
        for line in (HEADS, tuple("-" * width for width in widths), *lines[1:])
    ]
    return "\n".join(line.rstrip() for line in laid)


def _cells(row: Row) -> tuple[str, ...]:
    met = {True: "yes", False: "NO", None: ""}[row.met]
    cpu = "" if row.cpu_ratio is None else f"{row.cpu_ratio:.2f}"
    on_top = "" if row.on_top is None else f"{row.on_top:.1f}"
    return (
        row.part, row.what, row.beside, _number(row.ours), _number(row.floor), row.unit, f"{row.ratio:.2f}", cpu,
        on_top, row.goal, met,
    )  # fmt: skip


def _number(value: float) -> str:
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:.4g}"
