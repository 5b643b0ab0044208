"""What is kept meets a changed vocabulary, another period and other rights; and what changed since the last visit."""

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.dashboards import SPANS, kpis, read_boards
from core.errors import Invalid, NotAllowed
from core.login.people import TERMINAL, add_person
from core.login.rights import asker_of
from core.run import run_query
from core.saved import visits
from core.saved.freshened import freshened
from core.saved.names import free_name
from core.saved.queries import Kept
from core.saved.running import run_kept, takes_period, with_period
from core.semantic.query import Query
from core.store.loads import Load, record_load
from core.store.user_list import parse_user
from core.store.users import User
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
WAREHOUSE, FINANCE = "Warehouse Manager", "Finance Analyst"
EVERYWHERE = Query.from_json("""{
    "measures": ["turnover", {"measure": "orders", "where": {"is": "sales_order.slow"}, "date": "sales_order.day"}],
    "by": ["shop", "date:month"], "order": "-turnover", "limit": 3, "per": ["shop"],
    "where": {"and": [{"field": "shop.code", "op": "in", "value": ["shop"]},
                      {"not": {"or": [{"is": "sales_order.slow"}, {"period": {"last_days": 3}}]}}]},
    "having": {"measure": "turnover", "value": 3}}""")
RENAMED = {"turnover": "revenue", "shop": "warehouse", "shop.code": "warehouse.code",
           "sales_order.slow": "sales_order.overdue", "sales_order.day": "sales_order.order_date"}  # fmt: skip


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    home = tmp_path_factory.mktemp("home")
    given = {"app.home": str(home), "app.today": "2026-06-30", "warehouse.file": str(sample_db(orders=600))}
    opened = open_context(load_config(ROOT, given), terminal("nobody"))
    yield opened
    opened.close()


def user(ctx: Context, name: str, role: str = "Analyst", **more: object) -> User:
    entry = {"email": f"{name}@example.com", "name": name, "role": role, "personas": [WAREHOUSE], "workspace": "main"}
    return add_person(ctx.store, TERMINAL, parse_user({**entry, **more}, tuple(ctx.model.personas)), ctx.now(), cost=4)


def kept(body: str, persona: str = WAREHOUSE) -> Kept:
    return Kept("query", body, persona)


def test_new_names_are_put_in_wherever_a_query_has_names(ctx: Context) -> None:
    model = ctx.model.model_copy(update={"renamed_from": RENAMED})
    found = freshened(EVERYWHERE, model)
    assert dict(found.renamed) == RENAMED
    text = found.query.to_json()
    assert not [old for old in RENAMED if f'"{old}"' in text.replace('"value":["shop"]', "")]
    assert '"value":["shop"]' in text  # a value is no name
    assert "'turnover' is called 'revenue' now" in found.notes


def test_what_is_missing_is_named_with_what_is_near(ctx: Context) -> None:
    found = freshened(Query.from_json('{"measures": ["revenu"], "by": ["warehouse"]}'), ctx.model)
    assert found.missing == (("figure", "revenu"),)
    assert "'revenue'" in found.notes
    with pytest.raises(Invalid, match="no longer in the vocabulary"):
        run_kept(ctx, user(ctx, "mia"), kept('{"measures": ["revenu"]}'))


def test_nothing_has_changed_in_the_questions_of_today(ctx: Context) -> None:
    folder = ROOT / "dashboards"
    for board in read_boards(folder).values():
        for panel in board.charts:
            assert freshened(panel.query, ctx.model).notes == ""


def test_a_renamed_figure_is_run_and_said(ctx: Context) -> None:
    changed = replace(ctx, model=ctx.model.model_copy(update={"renamed_from": {"turnover": "revenue"}}))
    answered = run_kept(changed, user(ctx, "ren"), kept('{"measures": ["turnover"]}'))
    assert "is called 'revenue' now" in answered.interpretation
    assert answered.table.columns[0].name == "revenue"


def test_it_is_run_as_its_persona_under_the_readers_rights(ctx: Context) -> None:
    by_warehouse = kept('{"measures": ["orders"], "by": ["warehouse"]}')
    limited = user(ctx, "lim", warehouses=["WH002"])
    assert [row[0] for row in run_kept(ctx, limited, by_warehouse).table.rows] == ["WH002"]
    with pytest.raises(NotAllowed, match="made as Finance Analyst"):
        run_kept(ctx, limited, kept('{"measures": ["sales_amount"]}', FINANCE))
    with pytest.raises(NotAllowed, match="Manager"):
        run_kept(ctx, limited, Kept("sql", "SELECT 1 AS one", WAREHOUSE))


@pytest.mark.parametrize(
    ("body", "takes", "where"),
    [
        ('{"measures":["revenue"]}', True, '{"period":{"calendar":"month","offset":-1}}'),
        (
            '{"measures":["orders"],"where":{"and":[{"is":"sales_order.overdue"},'
            '{"period":{"last_days":9},"date":"sales_order.delivery_date"}]}}',
            True,
            '{"and":[{"is":"sales_order.overdue"},'
            '{"period":{"calendar":"month","offset":-1},"date":"sales_order.delivery_date"}]}',
        ),
        ('{"measures":["fill_rate"]}', True, None),
        ('{"measures":["stock_value"]}', False, None),
        ('{"rows":"sales_order"}', False, None),
    ],
)
def test_a_period_takes_the_place_of_its_own(ctx: Context, body: str, takes: bool, where: str | None) -> None:
    assert takes_period(kept(body), ctx.model) is takes
    if where:
        made = with_period(Query.from_json(body), SPANS[1])
        assert json.loads(made.to_json())["where"] == json.loads(where)


def test_free_names_count_on() -> None:
    assert free_name("A", []) == "A"
    assert free_name("A", ["a", "A 2"]) == "A 3"
    assert free_name("A 2", ["a 2", "B"]) == "A 3"
    assert len(free_name("x" * 120, ["x" * 120])) <= 120


def test_what_came_and_went_since_the_last_visit_is_told(ctx: Context) -> None:
    ann = user(ctx, "ann")
    me = ctx.for_asker(asker_of(ann))
    board, now = read_boards(ROOT / "dashboards")[WAREHOUSE], ctx.now()
    found = kpis(me, board, SPANS[0])
    assert visits.news(me, ann, board, SPANS[0], found, now).since is None
    row = visits._seen(me, board, SPANS[0], found)
    overdue = row.members["Overdue orders"]
    assert len(overdue) == int(row.figures["Overdue orders"])
    before = row.model_copy(
        update={
            "figures": {**row.figures, "Overdue orders": row.figures["Overdue orders"] - 2},
            "members": {**row.members, "Overdue orders": (*overdue[3:], ("SO-GONE",))},
        }
    )
    moved = {one.title: one for one in visits._moved(me, board, SPANS[0], found, before, row)}
    assert set(moved) == {"Overdue orders"}
    late = moved["Overdue orders"]
    assert (late.came, late.went, late.good) == (3, 1, None)
    assert late.show is not None
    assert run_query(me, late.show).table.total_rows == 3
    loads = [
        Load(table, "f.csv", 5, now, now + timedelta(minutes=1), "a", "loaded", "g")
        for table in ("product", "invoices")
    ]
    record_load(ctx.store, *loads)
    later = visits.news(me, ann, board, SPANS[0], found, now + timedelta(hours=1))
    assert (later.since, [load.table for load in later.loads], later.moved) == (now, ["product"], ())
