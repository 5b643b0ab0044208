"""Every dashboard: its bars are as many rows as are behind them, its questions are understood, mistakes are named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.ask import Asking
from core.access import Asker
from core.config import load_config
from core.context import Context, open_context
from core.dashboards import SPANS, Board, Span, behind_tile, kpis, one_of, panel_query, read_boards, rows_behind
from core.errors import Invalid
from core.run import run_query
from core.semantic.period import Period
from core.semantic.query import Compare
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
BOARDS = read_boards(ROOT / "dashboards")
QUARTER = SPANS[2]


@pytest.fixture(scope="module")
def context(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    home = tmp_path_factory.mktemp("home")
    file = sample_db(orders=600, as_of="2026-06-30")
    config = load_config(ROOT, {"app.home": str(home), "warehouse.file": str(file), "app.today": "2026-06-30"})
    opened = open_context(config, Asker("", "Viewer", all_workspaces=True, email="ann@example.com"))
    yield opened
    opened.close()


@pytest.fixture(params=BOARDS.values(), ids=BOARDS)
def seen(request: pytest.FixtureRequest, context: Context) -> tuple[Context, Board]:
    board: Board = request.param
    return context.for_asker(context.asker.as_persona(board.persona)), board


def test_every_persona_has_one(context: Context) -> None:
    assert set(BOARDS) == set(context.model.personas)


def test_every_tile_has_a_figure_and_every_bar_its_rows(seen: tuple[Context, Board]) -> None:
    ctx, board = seen
    assert [tile.title for tile in kpis(ctx, board, QUARTER)] == [tile.title for tile in board.tiles]
    for panel in board.charts:
        query = panel_query(panel, QUARTER)
        rows = run_query(ctx, query).table.records()
        assert rows, panel.title
        behind = rows_behind(panel, query, rows[0], ctx)
        assert behind is not None
        assert run_query(ctx, behind).table.total_rows > 0, panel.title


def test_a_count_is_as_many_rows_as_are_behind_it(context: Context) -> None:
    ctx, board = context.for_asker(context.asker.as_persona("Warehouse Manager")), BOARDS["Warehouse Manager"]
    panel = next(panel for panel in board.charts if panel.title == "Orders by status")
    only = one_of("warehouse", ["WH001"], ctx.model)
    query = panel_query(panel, QUARTER, only)
    for row in run_query(ctx, query).table.records():
        behind = rows_behind(panel, query, row, ctx)
        assert behind is not None
        assert run_query(ctx, behind).table.total_rows == row["orders"], row


def test_every_suggested_question_is_understood(seen: tuple[Context, Board]) -> None:
    ctx, board = seen
    asking = Asking.open(ctx)
    assert [asking.ask(question).status for question in board.questions] == ["answered"] * len(board.questions)


def test_a_mistake_is_named_with_its_file_and_place(tmp_path: Path) -> None:
    (tmp_path / "x.yaml").write_text(
        "persona: P\ntiles: []\ncharts: [{titel: T, query: {measures: [m]}}]\nquestions: []"
    )
    with pytest.raises(Invalid, match=r"x\.yaml: charts\.0"):
        read_boards(tmp_path)


def test_what_is_not_final_is_not_compared(context: Context) -> None:
    """Orders of a month that is not over are not all delivered; a formula waits for its parts; "final" has an age."""
    ctx, board = context.for_asker(context.asker.as_persona("Warehouse Manager")), BOARDS["Warehouse Manager"]
    found = {kpi.title: kpi for kpi in kpis(ctx, board, SPANS[0])}
    assert (found["Fill rate"].change, found["Fill rate"].settles) == (None, 30)
    assert found["Revenue"].change is not None
    assert found["Revenue"].settles == 0
    assert 0 < len(found["Fill rate"].trend) < len(found["Revenue"].trend)
    long_ago = Span(
        label="", period=Period(calendar="month", offset=-3), compare=Compare(back=1, grain="month"), grain="day"
    )
    final = {kpi.title: kpi for kpi in kpis(ctx, board, long_ago)}
    assert final["Fill rate"].change is not None


def test_good_news_is_only_what_is_written_down(context: Context) -> None:
    found = {name: context.model.measures[name].good for name in ("spend", "revenue", "backorder", "invoice_amount")}
    assert found == {"spend": None, "revenue": "high", "backorder": "low", "invoice_amount": None}


def test_every_tile_opens_what_is_behind_it(seen: tuple[Context, Board]) -> None:
    ctx, board = seen
    for tile, kpi in zip(board.tiles, kpis(ctx, board, QUARTER), strict=True):
        behind = run_query(ctx, behind_tile(tile, board, QUARTER)).table
        assert behind.total_rows > 0, tile.title
        if tile.figure.where:
            assert behind.total_rows == kpi.value, tile.title


def test_the_rows_behind_a_bar_have_what_it_measures_and_add_up_to_it(context: Context) -> None:
    ctx, board = context.for_asker(context.asker.as_persona("Warehouse Manager")), BOARDS["Warehouse Manager"]
    for title, amount in (("Revenue over time", "sales_order_value"), ("Revenue by warehouse", "sales_order_value"),
                          ("Ten best-selling products", "sales_order_line_line_total")):  # fmt: skip
        panel = next(panel for panel in board.charts if panel.title == title)
        query = panel_query(panel, QUARTER)
        bar = run_query(ctx, query).table.records()[0]
        behind = rows_behind(panel, query, bar, ctx)
        assert behind is not None
        answered = run_query(ctx, behind)
        amounts = [row[amount] for row in answered.table.records()]
        assert sum(amounts) == bar["revenue"], title  # type: ignore[arg-type]
        assert amounts == sorted(amounts, reverse=True), title  # type: ignore[type-var]
        assert answered.interpretation.count("2026") <= 2, answered.interpretation
