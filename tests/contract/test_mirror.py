"""The mirror: whole, checked, incremental, gone on with after an interruption, and swapped in under a running app."""

from collections.abc import Callable, Iterator
from contextlib import closing
from datetime import date
from decimal import Decimal
from pathlib import Path

import psycopg
import pytest

from core.context import Context, open_context
from core.errors import Unavailable
from core.jobs.execution import TERMINAL, system
from core.jobs.job import Job
from core.jobs.jobs import Jobs
from core.jobs.worker import Worker
from core.semantic.compile.copying import Copy, copies
from core.semantic.model import Column, RowRule, Table
from core.semantic.read import load_model
from core.warehouse.base import Cancel, Checked, Warehouse
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.generations import current
from core.warehouse.mirror import Mirror, Mirrored
from core.warehouse.redshift.connector import RedshiftWarehouse
from tests.contract.jobs_process import ROOT, config_of
from tests.contract.test_jobs import wait
from tests.contract.warehouses import StandIn

FILL = (
    "CREATE TABLE orders (prefix varchar(5), number integer, day date, amount decimal(10,2), note varchar(50))",
    """INSERT INTO orders SELECT CASE WHEN i % 2 = 0 THEN 'A' ELSE 'B''s' END, i, DATE '2026-01-01' + i % 90,
       i * 0.01, CASE WHEN i % 3 = 0 THEN 'ünï ☂' END FROM generate_series(1, 1000) AS g(i)""",
    "CREATE TABLE bare (code varchar(5), amount integer)",
    "INSERT INTO bare VALUES ('x', 1), (NULL, 2)",
)
KINDS = {"prefix": "varchar(5)", "number": "integer", "day": "date", "amount": "decimal(10,2)", "note": "varchar(50)?"}


def table(name: str, key: tuple[str, ...], columns: dict[str, str]) -> Copy:
    made = {column: Column.model_validate(kind) for column, kind in columns.items()}
    return Copy(Table(name=name, meaning="", key=key, columns=made, rows=RowRule(shared=True)), date(2026, 6, 30))


TABLES = (
    table("orders", ("prefix", "number"), KINDS),
    table("bare", ("code",), {"code": "varchar(5)?", "amount": "integer"}),
    table("absent", ("code",), {"code": "varchar(5)"}),
)
Make = Callable[..., Mirrored]


@pytest.fixture
def source(redshift: StandIn, tmp_path: Path) -> Iterator[Warehouse]:
    redshift.filled = ()
    redshift.fill(tmp_path, FILL)
    redshift.filled = ()  # these tests write into it
    with closing(RedshiftWarehouse.open(redshift.settings(refresh_seconds=0.001))) as opened:
        yield opened


@pytest.fixture
def make(source: Warehouse, tmp_path: Path) -> Make:
    return lambda batch=300, full=False: Mirror(source, tmp_path, lambda _: None, batch).make(TABLES, full=full)


def change(redshift: StandIn, sql: str) -> None:
    with psycopg.connect(redshift.server, autocommit=True) as owner:
        owner.execute(sql)


def rows(home: Path, sql: str) -> tuple[tuple[object, ...], ...]:
    with closing(DuckDBWarehouse.open(home=home)) as mirror:
        return mirror.run(Checked(sql, "duckdb", frozenset(), 10_000)).rows


def test_a_copy_has_every_row_as_it_is(make: Make, source: Warehouse, tmp_path: Path) -> None:
    assert [(name, how, count) for name, how, count in make().tables] == [
        ("orders", "copied", 1000),
        ("bare", "copied", 2),
    ]
    everything = "SELECT prefix, number, day, amount, note FROM orders ORDER BY number"
    there = source.run(Checked(everything, "redshift", frozenset(), 10_000))
    assert rows(tmp_path, everything) == there.rows
    assert rows(tmp_path, "SELECT amount FROM bare WHERE code IS NULL") == ((2,),)


def test_only_what_changed_is_copied_again(make: Make, redshift: StandIn, tmp_path: Path) -> None:
    make()
    assert [how for _, how, _ in make().tables] == ["unchanged", "unchanged"]
    change(redshift, "INSERT INTO orders VALUES ('C', 1, DATE '2026-06-01', 5, NULL), ('C', 2, NULL, NULL, 'x')")
    assert make().tables[0] == ("orders", "grown", 1002)
    change(redshift, "UPDATE orders SET amount = amount + 1 WHERE number = 500")
    assert make().tables[0] == ("orders", "copied", 1002)
    assert rows(tmp_path, "SELECT amount FROM orders WHERE number = 500 AND prefix = 'A'") == rows_of("6.00")
    assert [how for _, how, _ in make(full=True).tables] == ["copied", "copied"]


def rows_of(text: str) -> tuple[tuple[object, ...], ...]:
    return ((Decimal(text),),)


class Interrupted(Exception):
    pass


def test_interrupted_it_goes_on_where_it_was(make: Make, source: Warehouse, tmp_path: Path) -> None:
    asked: list[str] = []

    def stop_after(number: int) -> Callable[[str], None]:
        def say(text: str) -> None:
            asked.append(text)
            if len(asked) == number:
                raise Interrupted

        return say

    with pytest.raises(Interrupted):
        Mirror(source, tmp_path, stop_after(2), 100).make(TABLES)
    assert current(tmp_path) is None
    asked.clear()
    Mirror(source, tmp_path, stop_after(0), 100).make(TABLES)
    assert asked[0] == "orders: 300 rows"
    assert rows(tmp_path, "SELECT count(*), count(DISTINCT (prefix, number)) FROM orders") == ((1000, 1000),)


def test_an_open_app_moves_on_to_it(make: Make, redshift: StandIn, tmp_path: Path) -> None:
    make()
    count = Checked("SELECT count(*) AS n FROM orders", "duckdb", frozenset(), 10)
    with closing(DuckDBWarehouse.open(home=tmp_path)) as app:
        before = app.generation
        change(redshift, "DELETE FROM orders WHERE number > 900")
        assert app.run(count).rows == ((1000,),)
        made = make()
        assert (app.run(count).rows, app.generation) == (((900,),), made.generation)
        assert app.generation != before
        assert app.freshness()["orders"] >= app.freshness()["bare"]


def test_a_copy_with_other_figures_is_not_published(
    make: Make, redshift: StandIn, source: Warehouse, tmp_path: Path
) -> None:
    """Somebody writes all the time."""
    made = make()

    def write(_text: str) -> None:
        change(redshift, "UPDATE orders SET amount = amount + 1")

    with pytest.raises(Unavailable, match="keeps changing"):
        Mirror(source, tmp_path, write, 300).make(TABLES, full=True)
    pointer = current(tmp_path)
    assert pointer is not None
    assert pointer.generation == made.generation


def test_cancelled_nothing_is_published(source: Warehouse, tmp_path: Path) -> None:
    cancel = Cancel()
    cancel.now()
    with pytest.raises(Unavailable, match="cancelled"):
        Mirror(source, tmp_path, lambda _: None, cancel=cancel).make(TABLES)
    assert current(tmp_path) is None


def test_every_table_of_the_vocabulary_can_be_mirrored(redshift: StandIn, source: Warehouse, tmp_path: Path) -> None:
    """Among them those with a column that is called as the table is."""
    tables = load_model(ROOT / "semantic").tables
    redshift.filled = ()
    kinds = {"double": "double precision"}
    made = [
        f"CREATE TABLE {table.name} ({', '.join(f'{n} {kinds.get(c.type, c.type)}' for n, c in table.columns.items())})"
        for table in tables.values()
    ]
    redshift.fill(tmp_path, made)
    redshift.filled = ()
    for table in tables.values():
        one = {name: _some(column.kind) for name, column in table.columns.items()}
        change(redshift, f"INSERT INTO {table.name} ({', '.join(one)}) VALUES ({', '.join(one.values())})")
    for _ in range(2):
        done = Mirror(source, tmp_path, lambda _: None).make(copies(tables.values(), date(2026, 6, 30)), full=True)
        assert sorted(done.tables) == sorted((name, "copied", 1) for name in tables)


def _some(kind: str) -> str:
    texts = {"text": "'x'", "date": "DATE '2026-06-01'", "timestamp": "TIMESTAMP '2026-06-01 10:00:00'"}
    return {**texts, "time": "TIME '10:00:00'", "boolean": "true"}.get(kind, "7")


@pytest.fixture
def desk(redshift: StandIn, tmp_path: Path) -> Iterator[tuple[Context, Jobs]]:
    """The program, with its data over there."""
    redshift.filled = ()
    redshift.fill(
        tmp_path,
        (
            "CREATE TABLE vendors (id integer, vendor_code text, vendor_name text, gstin text, status text)",
            "INSERT INTO vendors SELECT i, 'V' || i, 'Vendor ' || i, NULL, 'active' FROM generate_series(1, 50) g(i)",
        ),
    )
    redshift.filled = ()
    given = config_of(tmp_path, f"sqlite:///{tmp_path}/state.db")
    config = given.model_copy(update={"warehouse": redshift.settings(refresh_seconds=0.001)})
    with closing(open_context(config, system("Warehouse Manager", TERMINAL))) as ctx:
        jobs = Jobs.open(ctx.config, ctx.store)
        worker = Worker.start(ctx, jobs, ())
        yield ctx, jobs
        worker.stop()
        jobs.close()


def test_as_a_job_it_is_made_once(desk: tuple[Context, Jobs], redshift: StandIn) -> None:
    ctx, jobs = desk
    day = system("Warehouse Manager", TERMINAL)

    def done(key: str) -> Job:
        job_id = jobs.submit("mirror", {"full": False}, day, key)
        return wait(lambda: (job := jobs.get(job_id, day)).over and job)

    first = done("monday")
    assert (first.error, first.result) == ("", "Mirrored: 1 table, 50 rows; 1 of them changed.")
    change(redshift, "INSERT INTO vendors VALUES (51, 'V51', 'Vendor 51', NULL, 'active')")
    assert done("monday") == first
    assert done("tuesday").result == "Mirrored: 1 table, 51 rows; 1 of them changed."
    assert rows(ctx.config.warehouse_home, "SELECT count(*) FROM vendors") == ((51,),)
