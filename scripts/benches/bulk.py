"""Rows by the million: making sample data, loading files, one question from the terminal, and ten times the data."""

import json
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from statistics import median

import duckdb

from core.run import run_query
from scripts.benches import children
from scripts.benches.children import Spent
from scripts.benches.desk import AS_OF, Desk, asking, generating, say
from scripts.benches.questions import QUESTIONS
from scripts.benches.rows import Row, plain
from scripts.benches.timing import in_turn
from scripts.sample_data.business import LEAST_ORDERS

FLOORS = ["-m", "scripts.benches.floors"]
Making = Callable[[], Spent]


def generate(desk: Desk) -> Iterator[Row]:
    """Sample data, beside DuckDB copying the same rows from another file."""
    for orders in desk.orders:
        source = desk.database(orders)

        def ours(orders: int = orders) -> Spent:
            return _made(desk, orders)

        def floor(source: Path = source) -> Spent:
            return children.run([*FLOORS, "copy", source, desk.folder("copied") / "copy.duckdb"])

        say(f"Making {orders:,} orders, and copying them")
        yield from _beside(desk, "generate", orders, "COPY FROM DATABASE", ours, floor, _rows(source))


def load(desk: Desk) -> Iterator[Row]:
    """CSV files with every check, beside DuckDB's COPY of the same files with none."""
    for orders in desk.orders:
        source, files = desk.database(orders), desk.folder("files")
        children.run([*FLOORS, "export", source, files])

        def ours(files: Path = files) -> Spent:
            return children.run(["scripts/load.py", "--home", desk.folder("home"), files])

        def floor(source: Path = source, files: Path = files) -> Spent:
            return children.run([*FLOORS, "load", source, files, desk.folder("copied") / "copy.duckdb"])

        say(f"Loading {orders:,} orders, and copying them")
        yield from _beside(desk, "load", orders, "bare COPY FROM", ours, floor, _rows(source))


def _beside(desk: Desk, part: str, orders: int, beside: str, ours: Making, floor: Making, rows: int) -> Iterator[Row]:
    spent = [(ours(), floor()) for _ in range(1 if desk.quick else 3)]
    (wall, bare), (cpu, bare_cpu), (peak, bare_peak) = _medians(spent)
    what = f"{orders:,} orders"
    more = {"rows": rows, "seconds": wall, "floor_seconds": bare, "cpu_seconds": cpu, "floor_cpu_seconds": bare_cpu}
    yield Row(part, what, beside, "rows/s", rows / wall, rows / bare, *_ratios(spent), more=more)
    yield plain(part, f"{what}, peak memory", beside, "MB", peak, bare_peak)


Pairs = Sequence[tuple[Spent, Spent]]


def _medians(spent: Pairs) -> list[tuple[float, float]]:
    """Of wall, processor and memory: ours and the floor's."""
    kinds = ("wall", "cpu", "peak_mb")
    return [(median(getattr(a, kind) for a, _ in spent), median(getattr(b, kind) for _, b in spent)) for kind in kinds]


def _ratios(spent: Pairs) -> tuple[float, float]:
    return median(a.wall / b.wall for a, b in spent), median(a.cpu / b.cpu for a, b in spent)


def _rows(database: Path) -> int:
    with duckdb.connect(str(database), read_only=True) as connection:
        tables = [name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()]
        counts = (connection.execute(f"SELECT count(*) FROM {table}").fetchall()[0][0] for table in tables)
        return sum(counts)


def terminal(desk: Desk) -> Iterator[Row]:
    """scripts/query.py from its start to its end, beside Python with DuckDB alone."""
    question = next(question for question in QUESTIONS if question.name == "share")
    asked, statement = desk.scratch / "query.json", desk.scratch / "statement.sql"
    asked.write_text(json.dumps(question.asked), encoding="utf-8")
    statement.write_text(question.by_hand(AS_OF), encoding="utf-8")
    home = {"QM_HOME": str(desk.folder("home"))}
    for orders in desk.orders:
        database = desk.database(orders)
        ours: list[str | Path] = ["scripts/query.py", asked, "--persona", question.persona, "--db", database]
        say(f"One question from the terminal at {orders:,} orders")
        spent = [
            (
                children.run([*ours, "--today", AS_OF.isoformat()], home),
                children.run([*FLOORS, "ask", database, statement]),
            )
            for _ in range(1 if desk.quick else 5)
        ]
        yield from _alone(f"{orders:,} orders", spent)


def _alone(what: str, spent: Pairs) -> Iterator[Row]:
    (wall, bare), _, (peak, bare_peak) = _medians(spent)
    beside = "Python with DuckDB"
    yield Row("terminal", what, beside, "ms", wall * 1000, bare * 1000, *_ratios(spent))
    yield plain("terminal", f"{what}, peak memory", beside, "MB", peak, bare_peak)


def growth(desk: Desk) -> Iterator[Row]:
    """The largest size beside a tenth of it: ten times the time is fair, ten times the memory is not."""
    large = desk.orders[-1]
    small = max(large // 10, LEAST_ORDERS)
    say(f"Ten times the data: {small:,} and {large:,} orders")
    beside, times, fair = f"{small:,} orders", large / small, f"< {large / small * 1.2:.3g} ×"
    asked = {orders: _all_questions(desk, orders) for orders in (large, small)}
    made = {orders: _made(desk, orders) for orders in (large, small)}
    for what, (most, least) in {
        "all questions": (asked[large], asked[small]),
        "generate": (made[large].wall * 1000, made[small].wall * 1000),
    }.items():
        met = most / least < times * 1.2  # a fifth for what a larger file costs: more levels, fewer hits of the cache
        yield plain("growth", f"{large:,} orders, {what}", beside, "ms", most, least, goal=fair, met=met)
    memory = f"{large:,} orders, generate, peak memory"
    yield plain("growth", memory, beside, "MB", made[large].peak_mb, made[small].peak_mb)


def _made(desk: Desk, orders: int) -> Spent:
    return children.run(generating(desk.folder("made") / "sample.duckdb", orders))


def _all_questions(desk: Desk, orders: int) -> float:
    with asking(desk, desk.database(orders)) as at:

        def every() -> None:
            for question in QUESTIONS:
                run_query(at.as_persona(question.persona).ctx, question.query)

        return in_turn({"all": every}, 3, 0, before=at.forget)["all"].ms
