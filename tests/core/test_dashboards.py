"""Every dashboard: its bars are as many rows as are behind them, its questions are understood, mistakes are named."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents.ask import Asking
from core.access import Asker
from core.config import load_config
from core.context import Context, open_context
from core.dashboards import SPANS, Board, kpis, one_of, panel_query, read_boards, rows_behind
from core.errors import Invalid
from core.run import run_query
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
        behind = rows_behind(panel, query, rows[0], ctx.model)
        assert behind is not None
        assert run_query(ctx, behind).table.total_rows > 0, panel.title


def test_a_count_is_as_many_rows_as_are_behind_it(context: Context) -> None:
    ctx, board = context.for_asker(context.asker.as_persona("Warehouse Manager")), BOARDS["Warehouse Manager"]
    panel = next(panel for panel in board.charts if panel.title == "Orders by status")
    only = one_of("warehouse", ["WH001"], ctx.model)
    query = panel_query(panel, QUARTER, only)
    for row in run_query(ctx, query).table.records():
        behind = rows_behind(panel, query, row, ctx.model)
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
