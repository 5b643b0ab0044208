"""The steps of a question by themselves: a cache hit, compiling, the guard; and the worker."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from statistics import median

from core.access import allowance, sees_tables
from core.run import run_query
from core.semantic.compile import compile_query
from core.warehouse.base import Checked
from core.warehouse.guard import check, check_tree
from core.warehouse.worker import Workers
from scripts.benches.desk import AS_OF, Asking, Desk, asking, say
from scripts.benches.questions import QUESTIONS, Question
from scripts.benches.rows import Row, timed
from scripts.benches.timing import Times, in_turn

GOALS = {"cache hit": 1.0, "compile": 5.0, "guard, compiled": 3.0, "guard, by hand": None}  # milliseconds
SMALL = "SELECT count(*) FROM product"


def parts(desk: Desk) -> Iterator[Row]:
    """Each step over all questions: the median one, and the slowest in the details."""
    found: dict[str, dict[str, tuple[Times, Times]]] = {}
    with asking(desk, desk.database(desk.orders[0])) as at:
        for question in QUESTIONS:
            say(f"The steps of: {question.name}")
            times = _steps(desk, at.as_persona(question.persona), question)
            for step in times.keys() - {"straight"}:
                found.setdefault(step, {})[question.name] = (times[step], times["straight"])
    for step in GOALS:
        if step in found:
            yield _row(step, found[step])


def _steps(desk: Desk, at: Asking, question: Question) -> dict[str, Times]:
    ctx, query, hand = at.ctx, question.query, question.by_hand(AS_OF)
    dialect, tables = ctx.warehouse.dialect, sees_tables(ctx.model, ctx.asker)
    compiled = compile_query(query, ctx.model, tables, AS_OF, dialect)
    limit = ctx.config.warehouse.row_limit
    narrow, wide = (allowance(ctx.model, ctx.asker, AS_OF, limit, compiled=made) for made in (False, True))
    sql = run_query(ctx, query).table.sql
    cursor = at.straight.cursor()
    runs: dict[str, Callable[[], object]] = {
        "cache hit": lambda: run_query(ctx, query),
        "compile": lambda: compile_query(query, ctx.model, tables, AS_OF, dialect),
        "guard, compiled": lambda: check_tree(compiled.tree, dialect, wide),
        "guard, by hand": lambda: check(hand, dialect, narrow),
        "straight": lambda: cursor.execute(sql).fetchall(),
    }
    times = in_turn(runs, desk.rounds * 2, desk.seconds)
    cursor.close()
    return times


def _row(step: str, questions: dict[str, tuple[Times, Times]]) -> Row:
    """The question in the middle stands for all."""
    order = sorted(questions, key=lambda name: questions[name][0].cpu_ms)
    ours, floor = questions[order[len(order) // 2]]
    each = {name: times.cpu_ms for name, (times, _) in questions.items()}
    goal = GOALS[step]
    middle = median(each.values())
    row = timed(
        "steps", step, "a question's SQL, straight", ours, floor, goal=f"< {goal:g} ms" if goal else "",
        met=middle < goal if goal else None, more={"each_cpu_ms": each, "slowest_cpu_ms": max(each.values())},
    )  # fmt: skip
    return replace(row, on_top=None)  # a step is no more of the question's SQL


def worker(desk: Desk) -> Iterator[Row]:
    """A hand-written statement in a process of its own, new or warm, beside the same in our own."""
    database = desk.database(desk.orders[0])
    with asking(desk, database) as at:
        say("The worker")
        ctx = at.ctx
        checked: Checked = check(SMALL, ctx.warehouse.dialect, allowance(ctx.model, ctx.asker, AS_OF))
        cursor, warm = at.straight.cursor(), Workers()

        def cold() -> None:
            new = Workers()
            try:
                new.run(database, checked, timeout=30)
            finally:
                new.close()

        runs = {
            "a new process": cold,
            "a warm process": lambda: warm.run(database, checked, timeout=30),
            "straight": lambda: cursor.execute(checked.sql).fetchall(),
        }
        try:
            times = in_turn(runs, desk.rounds, desk.seconds * 2)
        finally:
            warm.close()
            cursor.close()
    for name in ("a new process", "a warm process"):
        row = timed("worker", name, "the same SQL, straight", times[name], times["straight"])
        yield replace(row, cpu_ratio=None, on_top=None)  # another process's work is not seen here
