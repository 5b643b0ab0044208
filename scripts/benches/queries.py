"""Questions from Query to table, beside the same SQL straight on DuckDB; and that SQL beside one written by hand."""

import math
from collections.abc import Iterable, Iterator, Sequence
from decimal import Decimal

from core.run import run_query
from scripts.benches.desk import AS_OF, Asking, Desk, asking, say
from scripts.benches.questions import QUESTIONS, Question
from scripts.benches.rows import Row, timed
from scripts.benches.timing import Times, in_turn

LONG, MOST_TIMES, MOST_MS = 100.0, 1.2, 15.0


def queries(desk: Desk) -> Iterator[Row]:
    for orders in desk.orders:
        with asking(desk, desk.database(orders)) as at:
            for question in QUESTIONS:
                say(f"{orders:,} orders: {question.name}")
                yield from _question(desk, at.as_persona(question.persona), question, orders)


def _question(desk: Desk, at: Asking, question: Question, orders: int) -> Iterator[Row]:
    query, hand = question.query, question.by_hand(AS_OF)
    compiled = run_query(at.ctx, query).table.sql
    cursor = at.straight.cursor()
    agrees = same_answer(cursor.execute(compiled).fetchall(), cursor.execute(hand).fetchall())
    times = in_turn(
        {
            "asked": lambda: run_query(at.ctx, query),
            "compiled": lambda: cursor.execute(compiled).fetchall(),
            "hand": lambda: cursor.execute(hand).fetchall(),
        },
        desk.rounds, desk.seconds, before=at.forget,
    )  # fmt: skip
    cursor.close()
    yield _asked(f"{orders:,} orders", question.name, times["asked"], times["compiled"])
    yield timed(
        f"SQL, {orders:,}", question.name, "written by hand" if agrees else "ANOTHER ANSWER by hand",
        times["compiled"], times["hand"], more={"agrees": agrees},
    )  # fmt: skip


def _asked(part: str, what: str, ours: Times, floor: Times) -> Row:
    """A short question is judged by the milliseconds on top, a long one by how many times as long it takes."""
    if floor.cpu_ms > LONG:
        goal, met = f"< {MOST_TIMES} ×", ours.cpu_ratio(floor) < MOST_TIMES
    else:
        goal, met = f"< {MOST_MS:g} ms on top", ours.cpu_over(floor) < MOST_MS
    return timed(part, what, "its SQL, straight", ours, floor, goal=goal, met=met)


def same_answer(left: Sequence[tuple[object, ...]], right: Sequence[tuple[object, ...]]) -> bool:
    """The same rows in the same order; figures up to the last digits of a float."""
    return len(left) == len(right) and all(
        len(mine) == len(theirs) and all(map(_same, _plain(mine), _plain(theirs)))
        for mine, theirs in zip(left, right, strict=True)
    )


def _plain(row: Iterable[object]) -> list[object]:
    return [float(value) if isinstance(value, int | Decimal) else value for value in row]


def _same(mine: object, theirs: object) -> bool:
    if isinstance(mine, float) and isinstance(theirs, float):
        return math.isclose(mine, theirs, rel_tol=1e-9)
    return mine == theirs
