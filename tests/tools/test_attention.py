"""The worklists of the day: each item once, under its most pressing reason, and only what the asker sees."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.run import run_query
from core.semantic.query import Is, Query, Term
from tests.sample_data.fixture import sample_db
from tools import stock_attention, supplier_attention
from tools.buying.shrink import Rate
from tools.buying.worse import fell
from tools.registry import use

DAY = "2026-06-30"


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    given = {
        "app.today": DAY,
        "warehouse.file": str(sample_db(2_000, DAY, 7)),
        "app.home": str(tmp_path_factory.mktemp("home")),
    }
    opened = open_context(load_config(Path(__file__).parents[2], given), terminal("Warehouse Manager"))
    yield opened
    opened.close()


def test_items_stand_once_under_their_most_pressing_reason(ctx: Context) -> None:
    found = use(ctx, "review_stock", {"days": 30}).found
    rows = found.sheet("Attention").records()
    reasons = [stock_attention.REASONS.index(str(row["reason"])) for row in rows]
    assert reasons == sorted(reasons)
    assert len({(row["warehouse_code"], row["product_code"]) for row in rows}) == len(rows)
    figures = {one.name: one.known() for one in found.figures}
    every = use(ctx, "review_stock", {"days": 14}).found.figures
    assert {one.name: one.known() for one in every}["Order overdue"] == figures["Order overdue"]  # on any look ahead
    low = run_query(ctx, Query(measures=(Term(measure="items", where=Is(**{"is": "item.low_stock"})),))).table
    out = run_query(ctx, Query(measures=(Term(measure="items", where=Is(**{"is": "item.out_of_stock"})),))).table
    assert (figures["Low stock"], figures["Out of stock"]) == (low.rows[0][0], out.rows[0][0])  # as on Home and Ask
    for row in rows:
        stock, by = int(str(row["stock"])), row["order_by"]
        assert (row["reason"] == stock_attention.OUT) == (stock == 0 and float(str(row["daily"])) > 0)
        if stock == 0:
            assert (row["chance"], row["out_on"]) == (1.0, None) or not row["daily"]
        if row["reason"] == stock_attention.LATE:
            assert isinstance(by, date)
            assert by < date.fromisoformat(DAY)
        if row["reason"] == stock_attention.LOW:
            assert stock < int(str(row["minimum"]))
            assert not row["suggested"]
    limited = ctx.for_asker(replace(ctx.asker, warehouses=("WH002",)))
    seen = use(limited, "review_stock", {"days": 30}).found.sheet("Attention").records()
    assert seen == [row for row in rows if row["warehouse_code"] == "WH002"]


def test_suppliers_by_kind_and_money(ctx: Context) -> None:
    buyer = ctx.for_asker(terminal("Procurement Specialist"))
    found = use(buyer, "review_suppliers", {}).found
    rows = found.sheet("Attention").records()
    order = [(supplier_attention.KINDS.index(str(row["kind"])), -float(str(row["money"]))) for row in rows]
    assert order == sorted(order)
    assert {row["kind"] for row in rows} >= {"late deliveries", "saving", "single source"}
    savings = use(buyer, "identify_cost_savings", {}).found.sheet("Savings").rows
    assert sum(row["kind"] == "saving" for row in rows) == len(savings)


def test_a_fall_that_chance_may_bring_is_none() -> None:
    assert fell(Rate(18, 20), Rate(10, 20)) == pytest.approx(0.4)
    assert fell(Rate(18, 20), Rate(16, 20)) == 0.0
    assert fell(Rate(4, 4), Rate(0, 4)) == 0.0  # too few to tell
    assert fell(Rate(10, 20), Rate(18, 20)) == 0.0
    assert fell(Rate(20, 20), Rate(20, 20)) == 0.0
