"""Questions while the warehouse is away: what was read before, with its age; the mirror where allowed; a sentence."""

from collections.abc import Callable, Iterator
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import BudgetSpent, NotAllowed
from core.language.known import known_values
from core.run import run_query, run_sql
from core.semantic.query import Group, Query, Term
from core.warehouse.away import Away
from core.warehouse.generations import new_generation
from core.warehouse.redshift.connector import RedshiftWarehouse
from core.warehouse.resilient import Resilient
from core.warehouse.settings import Warehouse as Settings
from tests.contract.warehouses import PASSWORD, READER, StandIn

ROOT = Path(__file__).resolve().parents[2]
VENDORS = (
    "CREATE TABLE vendors (id integer, vendor_code text, vendor_name text, gstin text, status text)",
    "INSERT INTO vendors VALUES (1, 'V1', 'Acme', 'x', 'active'), (2, 'V2', 'Bolts', 'y', 'blocked')",
)
MORE = "INSERT INTO vendors VALUES (3, 'V3', 'Nuts', 'z', 'active')"
COUNT = Query(measures=(Term(agg="count", of="vendor"),))
Open = Callable[..., Context]


@pytest.fixture
def opened(redshift: StandIn, tmp_path: Path) -> Iterator[Open]:
    redshift.fill(tmp_path, VENDORS)
    contexts: list[Context] = []

    def open_one(**settings: str) -> Context:
        place = {"host": "localhost", "port": str(redshift.relay.port), "database": "warehouse"}
        given = {f"warehouse.redshift.{key}": value for key, value in place.items()}
        given |= {"warehouse.redshift.user": READER, "warehouse.redshift.password": PASSWORD}
        given |= {key if "." in key else f"warehouse.remote.{key}": value for key, value in settings.items()}
        given |= {"warehouse.backend": "redshift", "app.home": str(tmp_path / "home"), "app.today": "2026-06-30"}
        contexts.append(open_context(load_config(ROOT, given), terminal("Finance Analyst")))
        return contexts[-1]

    yield open_one
    redshift.relay.refusing = False
    for context in contexts:
        context.close()


def gone(redshift: StandIn) -> None:
    redshift.relay.refusing = True
    redshift.relay.drop()


def mirrored(folder: Path) -> None:
    with new_generation(folder / "home" / "warehouse") as draft, duckdb.connect(str(draft.path)) as connection:
        for statement in (*VENDORS, MORE):
            connection.execute(statement)


def test_a_question_is_answered_and_paid_for_by_the_second(opened: Open) -> None:
    ctx = opened()
    answered = run_query(ctx, COUNT)
    assert answered.table.rows == ((2,),)
    assert answered.table.note == ""
    (cost,) = ctx.ledger.of_trace(answered.trace_id, ctx.asker.email or "anonymous")
    assert (cost.service, cost.unit) == ("redshift", "rpu_seconds")
    assert answered.amount > 0


def test_a_spent_budget_stops_what_costs_and_all_that_is_read_is_paid_for(opened: Open) -> None:
    ctx = opened(**{"cost.budgets.day": "10", "cost.prices.redshift_rpu_hour": "50", "warehouse.row_limit": "1"})
    run_query(ctx, COUNT)
    first = ctx.ledger.day().amount
    known_values(ctx)
    values = ctx.ledger.day().amount
    listed = run_query(ctx, Query(rows="vendor", by=(Group(dimension="vendor.code"),)))
    assert listed.table.total_rows == 2  # counted by a second statement
    assert len(ctx.ledger.of_trace(listed.trace_id, ctx.asker.email)) == 2
    assert 0 < first < values < ctx.ledger.day().amount
    ctx.ledger.settle(ctx.ledger.allow("", Decimal("0")), "", [ctx.tariff.redshift(Decimal(3600))])
    for spend in (lambda: run_sql(ctx, "SELECT count(*) FROM vendors"), lambda: run_query(ctx, COUNT, fresh=True)):
        with pytest.raises(BudgetSpent):
            spend()
    ctx.values.forget()
    with pytest.raises(BudgetSpent):
        known_values(ctx)
    assert run_query(ctx, COUNT).table.cached  # which costs nothing


def test_what_was_read_before_is_shown_with_its_age(opened: Open, redshift: StandIn) -> None:
    ctx = opened(attempts="1")
    run_query(ctx, COUNT)
    gone(redshift)
    answered = run_query(ctx, COUNT, fresh=True)
    assert answered.table.rows == ((2,),)
    assert answered.table.cached
    assert answered.table.note.endswith("This is what was read less than a minute ago.")


def test_what_was_not_read_before_is_a_sentence(opened: Open, redshift: StandIn) -> None:
    ctx = opened(attempts="1")
    run_query(ctx, COUNT)
    gone(redshift)
    with pytest.raises(Away, match="warehouse"):
        run_query(ctx, Query(measures=COUNT.measures, limit=7))


def test_the_mirror_answers_where_that_is_allowed_and_says_so(opened: Open, redshift: StandIn, tmp_path: Path) -> None:
    mirrored(tmp_path)
    ctx = opened(attempts="1", mirror_when_away="true")
    gone(redshift)
    answered = run_query(ctx, COUNT)
    assert answered.table.rows == ((3,),)
    assert "This comes from the mirror, loaded 20" in answered.table.note
    redshift.relay.refusing = False
    assert run_query(ctx, COUNT).table.rows == ((2,),)


def test_an_empty_mirror_is_none(opened: Open, redshift: StandIn) -> None:
    ctx = opened(attempts="1", mirror_when_away="true")
    gone(redshift)
    with pytest.raises(Away):
        run_query(ctx, COUNT)


def test_hand_written_sql_is_guarded_and_run_over_there(opened: Open) -> None:
    ctx = opened()
    assert run_sql(ctx, "SELECT vendor_code FROM vendors ORDER BY 1 DESC").table.rows == (("V2",), ("V1",))
    with pytest.raises(NotAllowed):
        run_sql(ctx, "DELETE FROM vendors")


def test_what_is_known_of_the_tables_outlasts_the_warehouse(redshift: StandIn, tmp_path: Path) -> None:
    redshift.fill(tmp_path, VENDORS)
    settings: Settings = redshift.settings(refresh_seconds=0.01, attempts=1, failures=2)
    warehouse = Resilient.of(RedshiftWarehouse.open(settings), settings)
    before = warehouse.generation, warehouse.catalog(), warehouse.freshness()
    gone(redshift)
    try:
        for _ in range(4):
            assert (warehouse.generation, warehouse.catalog(), warehouse.freshness()) == before
    finally:
        redshift.relay.refusing = False
        warehouse.close()
