"""What people keep, on the pages: saved queries, own dashboards, what changed since the last visit."""

from datetime import timedelta

from streamlit.testing.v1 import AppTest

from core.login.rights import asker_of
from core.run import run_query
from core.saved import boards, queries
from core.saved.queries import Kept
from core.semantic.query import Query
from core.store.users import User
from core.table import TableColumn
from pages._gaps import filled
from tests.pages.conftest import Screen

REVENUE = '{"measures":[{"measure":"revenue"}],"by":[{"dimension":"warehouse"}]}'
SQL = "SELECT count(*) AS n FROM product"
WAREHOUSE, BUYER = "Warehouse Manager", "Procurement Specialist"


def kept(body: str = REVENUE, persona: str = WAREHOUSE, chart: str = "auto") -> Kept:
    return Kept("sql" if body.startswith("SELECT") else "query", body, persona, chart)


def saves(screen: Screen, user: User, name: str, what: Kept, **more: bool) -> str:
    return queries.save(screen.context.store, user, name, what, screen.context.now(), **more).id


def board(screen: Screen, user: User, *pinned: Kept, shared: bool = False) -> str:
    store, now = screen.context.store, screen.context.now()
    made = boards.make_board(store, user, "Monday", now, shared=shared)
    for number, one in enumerate(pinned):
        boards.pin(store, user, made.id, f"Tile {number}", one, now)
    return made.id


def click(page: AppTest, label: str) -> AppTest:
    return next(one for one in page.button if label in one.label).click().run()


def test_a_short_link_opens_what_was_saved_with_its_chart(screen: Screen) -> None:
    ann = screen.user("Analyst", (WAREHOUSE,))
    page = screen.open("explore", ann, saved=saves(screen, ann, "Where it comes from", kept(chart="table")))
    assert page.title[0].value == "Explore"
    assert page.multiselect(key="x-measures").value == ["revenue"]
    assert not page.get("plotly_chart")
    assert len(page.dataframe) == 1
    assert any(one.value.startswith("**In all** · Revenue") for one in page.markdown)


def test_a_link_to_what_is_not_theirs_looks_like_none(screen: Screen) -> None:
    ann, eve = screen.user("Analyst", (WAREHOUSE,)), screen.user("Manager", (WAREHOUSE,), workspace="projects")
    hidden = [saves(screen, ann, "Mine", kept()), saves(screen, ann, "Ours", kept(), shared=True), "0" * 16]
    said = {screen.open("explore", eve, saved=one).error[0].value for one in hidden}
    assert len(said) == 1
    assert "There is no saved query here" in said.pop()
    closed = board(screen, ann, kept(), shared=True)
    page = screen.open("dashboard", eve, board=closed)
    assert "There is no dashboard here" in page.error[0].value
    assert "Monday" not in str(page.selectbox[1].options)


def test_a_query_of_another_persona_is_opened_as_that_one(screen: Screen) -> None:
    ann = screen.user("Analyst", (WAREHOUSE, BUYER))
    spend = kept('{"measures":[{"measure":"spend"}]}', BUYER)
    page = screen.open("explore", ann, saved=saves(screen, ann, "Spend", spend))
    assert page.sidebar.selectbox[0].value == BUYER
    assert page.multiselect(key="x-measures").value == ["spend"]


def test_what_the_vocabulary_no_longer_has_is_said(screen: Screen) -> None:
    ann = screen.user("Analyst", (WAREHOUSE,))
    old = kept('{"measures":[{"measure":"revenue"},{"measure":"revenues_net"}]}')
    page = screen.open("explore", ann, saved=saves(screen, ann, "Old", old))
    assert "revenues\\_net" in page.warning[0].value
    assert page.multiselect(key="x-measures").value == ["revenue"]
    tiles = screen.open("dashboard", ann, board=board(screen, ann, old, kept()))
    assert "no longer in the vocabulary" in tiles.warning[0].value
    assert len(tiles.get("plotly_chart")) == 1


def test_saved_sql_fills_the_editor(screen: Screen) -> None:
    ann = screen.user("Manager", (WAREHOUSE,))
    page = screen.open("explore", ann, saved=saves(screen, ann, "Count", kept(SQL)))
    assert page.title[0].value == "SQL"
    assert page.text_area[0].value == SQL


def test_an_own_dashboard_runs_under_its_readers_rights(screen: Screen) -> None:
    ann = screen.user("Manager", (WAREHOUSE,))
    shared = board(screen, ann, kept(), kept(SQL), kept('{"measures":[{"measure":"revenue"}]}'), shared=True)
    mine = screen.open("dashboard", ann, board=shared)
    assert (len(mine.get("plotly_chart")), len(mine.metric), len(mine.warning)) == (1, 2, 0)
    eve = screen.user("Viewer", (WAREHOUSE,), warehouses=["WH001"])
    theirs = screen.open("dashboard", eve, board=shared)
    assert any("1 tile left out" in one.value for one in theirs.caption)
    assert [one.value == mine.metric[1].value for one in theirs.metric] == [False]
    bob = screen.user("Analyst", ("Finance Analyst",))
    assert "There is no dashboard here" in screen.open("dashboard", bob, board=shared).error[0].value


def test_home_has_shortcuts_and_says_what_changed(screen: Screen) -> None:
    ann = screen.user("Analyst", (WAREHOUSE,))
    home = screen.open("", ann)
    assert "From your next visit on" in home.info[0].value
    saves(screen, ann, "Late [ones](x)", kept())
    board(screen, ann)
    later = screen.context.now() + timedelta(minutes=40)
    object.__setattr__(screen.context, "now", lambda: later)
    home = screen.open("", ann)
    # Forty minutes before, which near midnight was another day.
    assert any(one.value.startswith("**Since ") for one in home.markdown)
    assert any("Nothing has changed" in one.value for one in home.markdown)
    assert "Monday" in [one.label for one in home.button]
    page = click(home, "Late \\[ones\\]")
    assert page.title[0].value == "Explore"
    assert page.multiselect(key="x-measures").value == ["revenue"]


def test_statements_are_there_after_the_session(screen: Screen) -> None:
    ann = screen.user("Manager", (WAREHOUSE,))
    page = screen.open("sql", ann)
    page.text_area[0].set_value(SQL)
    click(page, "Run")
    later = screen.open("sql", ann)
    later.session_state["sql-history"] = True
    later.run()
    assert [one.value for one in later.code] == [SQL]
    assert any("1 row" in one.value for one in later.caption)


def test_gaps_in_time_are_zero_where_figures_add_up(screen: Screen) -> None:
    ann = screen.user("Analyst", (WAREHOUSE,))
    ctx = screen.context.for_asker(asker_of(ann))
    text = (
        '{"measures":["revenue","fill_rate"],"by":["date:day"],'
        '"where":{"and":[{"field":"warehouse.code","value":"WH005"},{"period":{"last_days":60}}]}}'
    )
    table = run_query(ctx, Query.from_json(text)).table
    across = next(column for column in table.columns if column.role == "key")
    revenue, rate = table.columns[-2:]
    rows = range(len(table.rows))
    assert isinstance(across, TableColumn)
    for column, empty in ((revenue, 0), (rate, None)):
        points = filled(table, across, column, rows)
        days = [point.day for point in points]
        made_up = [point for point in points if point.row < 0]
        assert days == sorted(days)  # type: ignore[type-var]
        assert len(points) > len(table.rows)
        assert {point.value for point in made_up} == {empty}
