"""What every warehouse does alike: one suite, a row in `BACKENDS` for each."""

import time
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import Invalid, QuartermasterError, Unavailable
from core.warehouse.base import Cancel, Checked, Result, Warehouse
from tests.contract.warehouses import BACKENDS, Backend

TABLES = (
    """CREATE TABLE thing (id integer, name varchar(50), price decimal(10,2), ratio double precision,
       made date, seen timestamp, sold boolean)""",
    """INSERT INTO thing VALUES
       (1, 'Schraube M8 × 40 — ☂', 0.10, 0.25, DATE '2024-02-29', TIMESTAMP '2024-02-29 23:59:59.5', true),
       (2, '', -99999999.99, -1e-3, DATE '1999-12-31', TIMESTAMP '1999-12-31 00:00:00', false),
       (3, NULL, NULL, NULL, NULL, NULL, NULL)""",
    "CREATE TABLE many (i integer)",
    "INSERT INTO many SELECT i FROM generate_series(1, 100000) AS g(i)",
)
SLOW = "SELECT sum((a.i * b.i + c.i) % 7) AS s FROM many a, many b, many c"


@pytest.fixture(params=BACKENDS)
def backend(request: pytest.FixtureRequest) -> Backend:
    return BACKENDS[request.param](request)


@pytest.fixture
def warehouse(backend: Backend, tmp_path: Path) -> Iterator[Warehouse]:
    backend.fill(tmp_path, TABLES)
    opened = backend.open(tmp_path)
    yield opened
    opened.close()


Ask = Callable[..., Result]


@pytest.fixture
def ask(warehouse: Warehouse) -> Ask:
    def run(
        sql: str, *, limit: int = 10_000, timeout: float | None = None, cancel: Cancel | None = None, on: object = None
    ) -> Result:
        chosen: Warehouse = on or warehouse  # type: ignore[assignment]
        checked = Checked(f"{sql} LIMIT {limit + 1}", chosen.dialect, frozenset(), limit)
        return chosen.run(checked, timeout=timeout, cancel=cancel)

    return run


def test_every_type_arrives_exactly(ask: Ask) -> None:
    result = ask("SELECT id, name, price, ratio, made, seen, sold FROM thing ORDER BY id")
    assert result.columns == ("id", "name", "price", "ratio", "made", "seen", "sold")
    assert result.types == ("integer", "text", "decimal", "number", "date", "timestamp", "boolean")
    first = (1, "Schraube M8 × 40 — ☂", Decimal("0.10"), 0.25, date(2024, 2, 29))
    assert result.rows[0] == (*first, datetime(2024, 2, 29, 23, 59, 59, 500_000), True)
    assert result.rows[1][1:4] == ("", Decimal("-99999999.99"), -1e-3)
    assert result.rows[2] == (3, None, None, None, None, None, None)
    kinds = [int, str, Decimal, float, date, datetime, bool]
    assert [type(value) for value in result.rows[0]] == kinds


def test_sums_keep_their_kind(ask: Ask) -> None:
    result = ask("SELECT sum(i) AS total, count(*) AS n, sum(price) AS money FROM many LEFT JOIN thing ON id = i")
    assert result.types == ("integer", "integer", "decimal")
    assert result.rows == ((5_000_050_000, 100_000, Decimal("-99999999.89")),)
    assert type(result.rows[0][0]) is int


def test_no_rows_still_have_columns(ask: Ask) -> None:
    result = ask("SELECT id, made FROM thing WHERE id > 100")
    assert (result.columns, result.types, result.rows, result.truncated) == (
        ("id", "made"),
        ("integer", "date"),
        (),
        False,
    )


@pytest.mark.parametrize("rows", [12_500, pytest.param(100_000, marks=pytest.mark.long)])
def test_many_rows_come_whole_however_they_are_paged(ask: Ask, rows: int) -> None:
    result = ask(f"SELECT i FROM many WHERE i <= {rows} ORDER BY i", limit=rows)
    assert [row[0] for row in result.rows] == list(range(1, rows + 1))
    assert not result.truncated


def test_one_row_more_than_the_limit_is_told_and_not_shown(ask: Ask) -> None:
    assert ask("SELECT id FROM thing", limit=3).truncated is False
    cut = ask("SELECT id FROM thing ORDER BY id", limit=2)
    assert (cut.truncated, cut.rows) == (True, ((1,), (2,)))


def test_a_wrong_query_is_a_sentence_without_a_path(ask: Ask, tmp_path: Path) -> None:
    for sql in ("SELECT nothing FROM thing", "SELECT * FROM nowhere", "SELECT FROM WHERE", "SELECT nofunction(1)"):
        with pytest.raises(Invalid) as caught:
            ask(sql)
        text = str(caught.value)
        assert text.endswith(".")
        assert "\n" not in text
        assert str(tmp_path) not in text
    with pytest.raises(Invalid, match="nothing"):
        ask("SELECT nothing FROM thing")


def test_an_error_quotes_no_value_of_the_data(ask: Ask) -> None:
    with pytest.raises(QuartermasterError) as caught:
        ask("SELECT CAST(name AS integer) AS n FROM thing")
    assert "Schraube" not in str(caught.value)


def test_a_query_over_its_time_is_stopped(ask: Ask) -> None:
    began = time.monotonic()
    with pytest.raises(Unavailable, match=r"0\.3 seconds"):
        ask(SLOW, timeout=0.3)
    assert time.monotonic() - began < 60  # by itself it takes for ever
    assert ask("SELECT count(*) AS n FROM thing").rows == ((3,),)


def test_cancel_stops_that_query_and_no_other(ask: Ask) -> None:
    cancel = Cancel()
    with ThreadPoolExecutor(2) as pool:
        cancelled = pool.submit(ask, SLOW, cancel=cancel)
        other = pool.submit(ask, SLOW, timeout=1.5)
        time.sleep(0.4)
        cancel.now()
        with pytest.raises(Unavailable, match="cancelled"):
            cancelled.result(timeout=60)
        with pytest.raises(Unavailable, match=r"1\.5 seconds"):
            other.result(timeout=60)


def test_cancelled_before_it_begins(ask: Ask) -> None:
    cancel = Cancel()
    cancel.now()
    with pytest.raises(Unavailable, match="cancelled"):
        ask(SLOW, cancel=cancel)


def test_many_threads_get_their_own_answers(ask: Ask) -> None:
    def one(n: int) -> int:
        value = ask(f"SELECT sum(i) AS s FROM many WHERE i <= {n}").rows[0][0]
        assert isinstance(value, int)
        return value

    with ThreadPoolExecutor(16) as pool:
        assert list(pool.map(one, range(1, 61))) == [n * (n + 1) // 2 for n in range(1, 61)]


@pytest.mark.parametrize(
    "sql",
    ["INSERT INTO thing (id) VALUES (9)", "DELETE FROM thing", "DROP TABLE thing", "CREATE TABLE other (i integer)"],
)
def test_nothing_can_be_written(warehouse: Warehouse, ask: Ask, sql: str) -> None:
    with pytest.raises(QuartermasterError):
        warehouse.run(Checked(sql, warehouse.dialect, frozenset(), 10))
    assert ask("SELECT count(*) AS n FROM thing").rows == ((3,),)
    assert set(warehouse.catalog()) == {"thing", "many"}


def test_sql_of_another_dialect_is_refused(warehouse: Warehouse) -> None:
    with pytest.raises(Invalid, match="klingon"):
        warehouse.run(Checked("SELECT 1", "klingon", frozenset(), 10))


def test_the_catalog_has_our_types(warehouse: Warehouse) -> None:
    assert warehouse.catalog()["thing"] == {
        "id": "integer",
        "name": "text",
        "price": "decimal",
        "ratio": "number",
        "made": "date",
        "seen": "timestamp",
        "sold": "boolean",
    }


def test_every_table_says_how_fresh_it_is(warehouse: Warehouse) -> None:
    fresh = warehouse.freshness()
    assert set(fresh) == {"thing", "many"}
    assert all(at.utcoffset() == timedelta(0) for at in fresh.values())
    assert fresh["many"] <= datetime.now(UTC)


def test_new_data_have_another_generation(backend: Backend, warehouse: Warehouse, ask: Ask, tmp_path: Path) -> None:
    before = warehouse.generation
    assert warehouse.generation == before
    warehouse.close()
    backend.fill(tmp_path, (*TABLES, "DELETE FROM thing WHERE id = 1"))
    again = backend.open(tmp_path)
    try:
        assert again.generation != before
        assert ask("SELECT count(*) AS n FROM thing", on=again).rows == ((2,),)
    finally:
        again.close()


def test_closed_means_closed_and_what_is_under_way_ends(warehouse: Warehouse, ask: Ask) -> None:
    with ThreadPoolExecutor(1) as pool:
        running = pool.submit(ask, "SELECT sum(a.i % b.i) AS s FROM many a JOIN many b ON b.i <= 200")
        time.sleep(1)  # until it is under way, or over, on a machine that is busy with something else
        warehouse.close()
        warehouse.close()
        with pytest.raises(Unavailable, match="closed"):
            ask("SELECT 1 AS one")
        assert len(running.result().rows) == 1
