"""The narrow views: what they give is added up by hand, and nobody reads more than their tools and warehouses."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import duckdb
import pytest

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import NotAllowed, Unknown
from core.semantic.compile.view import Only
from core.views import read_view
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-06-30"


@pytest.fixture
def ctx(tmp_path: Path):  # type: ignore[no-untyped-def]
    given = {"app.today": DAY, "warehouse.file": str(sample_db(2_000, DAY, 7)), "app.home": str(tmp_path)}
    opened = open_context(load_config(ROOT, given), terminal("Warehouse Manager"))
    yield opened
    opened.close()


def by_hand(sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(sample_db(2_000, DAY, 7)), read_only=True) as connection:
        return connection.execute(sql).fetchall()


INBOUND = """
    SELECT h.warehouse_code, l.product_code, h.expected_delivery_date, sum(l.order_quantity - l.received_quantity)
    FROM purchase_order_header h JOIN purchase_order_line l USING (purchase_order_prefix, purchase_order_number)
    WHERE h.actual_delivery_date IS NULL AND h.status IN ('Open', 'Partial')
    GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""
DEMAND = """
    SELECT h.warehouse_code, l.product_code, h.order_date, sum(l.order_quantity)
    FROM sales_order_header h JOIN sales_order_line l USING (sales_order_prefix, sales_order_number)
    WHERE h.status <> 'Cancelled' GROUP BY 1, 2, 3 ORDER BY 1, 2, 3
"""


@pytest.mark.parametrize(
    ("persona", "view", "sql"),
    [("Warehouse Manager", "inbound", INBOUND), ("Field Engineer", "inbound", INBOUND),
     ("Procurement Specialist", "demand", DEMAND)],
)  # fmt: skip
def test_a_view_gives_what_is_declared(ctx: Context, persona: str, view: str, sql: str) -> None:
    table = read_view(ctx.for_asker(terminal(persona)), view)
    assert list(table.rows) == by_hand(sql)
    assert isinstance(table.rows[0][2], date)


def test_a_limited_asker_sees_their_warehouse_only(ctx: Context) -> None:
    limited = replace(terminal("Warehouse Manager"), warehouses=("WH002",))
    table = read_view(ctx.for_asker(limited), "inbound")
    assert list(table.rows) == [row for row in by_hand(INBOUND) if row[0] == "WH002"]
    assert table.rows


@pytest.mark.parametrize(
    ("persona", "view"),
    [("Finance Analyst", "demand"), ("Finance Analyst", "inbound"), ("Finance Analyst", "demand_spread")],
)
def test_nobody_reads_another_personas_view(ctx: Context, persona: str, view: str) -> None:
    with pytest.raises(NotAllowed, match=view):
        read_view(ctx.for_asker(terminal(persona)), view)


def test_an_unknown_view_is_named(ctx: Context) -> None:
    with pytest.raises(Unknown, match="inbound"):
        read_view(ctx, "inbund")


def test_a_part_of_a_view_is_read_by_its_keys(ctx: Context) -> None:
    only = Only(among={"warehouse_code": ["WH002"]}, between={"day": (date(2026, 5, 1), date(2026, 5, 31))})
    wanted = [row for row in by_hand(DEMAND) if row[0] == "WH002" and str(row[2]).startswith("2026-05")]
    assert wanted
    assert list(read_view(ctx, "demand", only, most=100_000).rows) == wanted
    with pytest.raises(Unknown, match="warehouse"):
        read_view(ctx, "demand", Only(among={"warehouse": ["WH002"]}))


def test_a_view_of_a_view_sums_it_up(ctx: Context) -> None:
    only = Only(between={"day": (date(2026, 4, 1), date(2026, 6, 29))})
    spread = read_view(ctx, "demand_spread", only, most=100_000)
    by_day = read_view(ctx, "demand", only, most=100_000)
    daily = {}
    for warehouse, product, day, units in by_day.rows:
        daily.setdefault((warehouse, product), {})[day] = units
    assert [row[:2] for row in spread.rows] == sorted(daily)
    for warehouse, product, units, squares, most, days, first in spread.rows:
        found = daily[warehouse, product]
        wanted = (sum(found.values()), sum(one * one for one in found.values()), max(found.values()), len(found))
        assert (units, squares, most, days) == wanted
        assert first == min(found)


def test_a_limited_asker_has_a_limited_sum(ctx: Context) -> None:
    limited = replace(terminal("Procurement Specialist"), warehouses=("WH002",))
    assert {row[0] for row in read_view(ctx.for_asker(limited), "demand_spread").rows} == {"WH002"}


def test_who_sees_the_tables_anyway_reads_the_view(ctx: Context) -> None:
    buyer = read_view(ctx.for_asker(terminal("Procurement Specialist")), "inbound")
    assert list(buyer.rows) == by_hand(INBOUND)
