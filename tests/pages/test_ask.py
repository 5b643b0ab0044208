"""Ask as it is drawn: questions, what came of them, what is done with them; and that the page is only a window."""

from streamlit.testing.v1 import AppTest

from agents import vouching
from agents.answer import Answer
from agents.model.answer import Written
from core import conversations, feedback, verified
from core.context import Context
from core.login.rights import asker_of
from core.run import run_sql
from core.saved.queries import saved_queries
from core.store.users import User
from pages import _ask_details, opened
from pages._ask_answer import TABS
from tests.pages.conftest import Screen

WAREHOUSE, BUYER = "Warehouse Manager", "Procurement Specialist"


def asked(page: AppTest, question: str) -> AppTest:
    return page.chat_input[0].set_value(question).run()


def click(page: AppTest, label: str) -> AppTest:
    return next(one for one in page.button if label in one.label).click().run()


def said(page: AppTest) -> str:
    every = (*page.markdown, *page.caption, *page.text, *page.info, *page.warning, *page.error)
    return "\n".join(one.value for one in every)


def context(screen: Screen, user: User, persona: str = WAREHOUSE) -> Context:
    return screen.context.for_asker(asker_of(user, persona))


def latest(ctx: Context) -> str:
    """The id of the last question."""
    return conversations.turns_of(ctx, conversations.page_of(ctx)[0].id)[-1].id


def test_before_the_first_question_the_page_says_what_can_be_asked(screen: Screen) -> None:
    page = screen.open("ask", screen.user("Viewer", (WAREHOUSE,)))
    assert page.title[0].value == "Ask"
    assert "What do you want to know?" in page.subheader[0].value
    assert "What you ask is kept here" in said(page)
    assert len([one for one in page.button if one.key and one.key.startswith("begin-")]) >= 3


def test_an_answer_can_be_checked_and_followed_up(screen: Screen) -> None:
    page = asked(screen.open("ask", screen.user("Manager", (WAREHOUSE,))), "revenue by warehouse this year")
    assert "Understood as: Revenue by warehouse" in said(page)
    assert [tab.label for tab in page.tabs] == list(TABS)
    assert len(page.dataframe) == 1
    assert len(page.get("plotly_chart")) == 1
    page = click(page, "top 3 of those")
    assert "the first 3 by revenue" in said(page)
    assert len(page.dataframe) == 2


def test_what_is_kept_is_there_after_a_reload_and_nobody_elses(screen: Screen) -> None:
    ann, bob = screen.user("Manager", (WAREHOUSE, BUYER)), screen.user("Analyst", (WAREHOUSE,))
    asked(screen.open("ask", ann), "revenue by warehouse this year")
    kept = conversations.page_of(context(screen, ann))[0].id
    again = screen.open("ask", ann, conversation=kept)
    assert "Understood as: Revenue by warehouse" in said(again)
    theirs = screen.open("ask", bob, conversation=kept)
    assert "There is no conversation here that you may open" in said(theirs)
    assert "Understood as" not in said(theirs)
    as_buyer = again.sidebar.selectbox[0].set_value(BUYER).run()
    assert "Understood as" not in said(as_buyer)
    back = screen.open("ask", ann, conversation=kept)
    assert back.sidebar.selectbox[0].value == WAREHOUSE


def test_a_conversation_is_opened_renamed_deleted_and_brought_back(screen: Screen) -> None:
    ann = screen.user("Viewer", (WAREHOUSE,))
    page = asked(screen.open("ask", ann), "revenue by warehouse this year")
    ctx = context(screen, ann)
    first = conversations.page_of(ctx)[0]
    conversations.rename(ctx, first.id, "Depots [x](y)")
    page = click(page.run(), "New conversation")
    assert "Understood as" not in said(page)
    page = click(page, "Depots \\[x\\]")
    assert "Understood as: Revenue by warehouse" in said(page)
    page = page.menu_button(key=f"talk-menu-{first.id}").click("Delete").run()
    assert "Understood as" not in said(page)
    assert not conversations.page_of(ctx)
    page = click(page, "Undo")
    assert "Understood as: Revenue by warehouse" in said(page)


def test_what_is_unclear_is_clicked(screen: Screen) -> None:
    page = asked(screen.open("ask", screen.user("Viewer", (WAREHOUSE,))), "revenue by wharehose of Zzyzx")
    assert "I do not know" in said(page)
    page = asked(page, "start over")
    assert "What do you want to know?" in page.subheader[0].value
    assert "Understood as" not in said(page)


def test_a_thumb_is_kept_with_its_reason(screen: Screen) -> None:
    ann = screen.user("Viewer", (WAREHOUSE,))
    page = asked(screen.open("ask", ann), "revenue by warehouse this year")
    page.feedback[0].set_value(0).run()
    ctx = context(screen, ann)
    given = feedback.given(ctx, latest(ctx))
    assert given is not None
    assert given.verdict == "down"
    assert "What would be right?" in [one.label for one in page.text_input]


def test_a_verified_question_says_so_and_needs_no_second_word(screen: Screen) -> None:
    ann = screen.user("Manager", (WAREHOUSE,))
    page = asked(screen.open("ask", ann), "revenue by warehouse this year")
    assert "Save as verified" in [one.label for one in page.button]
    ctx = context(screen, ann)
    vouching.verify(ctx, latest(ctx), "Checked")
    page = asked(click(page, "New conversation"), "revenue per warehouse this year")
    assert "Save as verified" not in [one.label for one in page.button]
    assert any("Verified" in one.value for one in page.markdown)


def test_nobody_needs_to_vouch_for_ever(screen: Screen) -> None:
    ann = screen.user("Manager", (WAREHOUSE,))
    page = asked(screen.open("ask", ann), "revenue by warehouse this year")
    ctx = context(screen, ann)
    vouching.verify(ctx, latest(ctx))
    page = asked(page, "revenue by warehouse this year")
    page = click(page, "Unverify")
    assert verified.all_of(ctx) == []
    page = click(page, "Undo")
    assert [one.by for one in verified.all_of(ctx)] == [ann.email]
    assert "Unverify" in [one.label for one in page.button]


SQL = "SELECT warehouse_code, count(*) AS n FROM warehouse_product GROUP BY 1 ORDER BY 1"


def written_sql(ctx: Context, *_: object) -> Written:
    """In the place of a model that found no Query for it."""
    return Written("answered", "So many.", (run_sql(ctx, SQL),), model="claude")


def test_an_answer_by_sql_is_taken_away_pinned_and_shared(screen: Screen) -> None:
    opened.answering().model = written_sql
    ann = screen.user("Manager", (WAREHOUSE,))
    page = asked(screen.open("ask", ann), "stock rows by xyzzy")
    assert "So many" in said(page)
    labels = [one.label for one in page.button]
    assert [one for one in ("Pin", "Share", "CSV", "Excel", "PDF") if one not in labels] == []
    page = click(page, "CSV")
    assert any("rows" in one.label for one in page.download_button)
    click(page, "Share")
    (shared,) = saved_queries(screen.context.store, ann)
    assert (shared.kept.kind, shared.kept.body, shared.shared) == ("sql", SQL, True)


def test_what_a_tool_found_is_put_on_paper_and_its_question_shared(screen: Screen) -> None:
    ann = screen.user("Manager", (WAREHOUSE,))
    question = "stock-out risk at WH001 in 30 days"
    page = asked(screen.open("ask", ann), question)
    page = click(page, "PDF")
    assert any(one.label.endswith(".pdf") for one in page.download_button)
    page = click(page, "Share")
    assert any("?asks=stock-out%20risk" in one.value for one in page.code)
    theirs = screen.open("ask", screen.user("Viewer", (WAREHOUSE,)), asks=question)
    assert not theirs.metric
    assert click(theirs, "Ask it").metric


def test_what_is_said_of_an_answer_is_done(screen: Screen) -> None:
    ann, eve = screen.user("Analyst", (WAREHOUSE,)), screen.user("Viewer", (WAREHOUSE,))
    page = asked(asked(screen.open("ask", ann), "revenue by warehouse this year"), "export it as csv")
    assert any("csv" in one.label for one in page.download_button)
    theirs = asked(asked(screen.open("ask", eve), "revenue by warehouse this year"), "export it as csv")
    assert not theirs.download_button
    assert "role Analyst" in said(theirs)


def test_a_shared_answer_is_seen_with_the_readers_rights(screen: Screen) -> None:
    ann = screen.user("Analyst", (WAREHOUSE,))
    page = asked(screen.open("ask", ann), "revenue by warehouse this year")
    click(page, "Share")
    shared = saved_queries(screen.context.store, ann)
    assert [one.shared for one in shared] == [True]
    eve = screen.user("Viewer", (WAREHOUSE,), warehouses=["WH001"])
    theirs = screen.open("ask", eve, saved=shared[0].id)
    assert "Shared by" in said(theirs)
    assert len(theirs.dataframe) + len(theirs.metric) == 1
    stranger = screen.user("Viewer", (BUYER,), workspace="projects")
    assert "There is no saved query here" in said(screen.open("ask", stranger, saved=shared[0].id))


def test_places_are_drawn_whichever_picture_is_chosen(screen: Screen) -> None:
    page = asked(screen.open("ask", screen.user("Viewer", (WAREHOUSE,))), "warehouses with latitude and longitude")
    assert len(page.get("plotly_chart")) == 1
    page = page.segmented_control[0].set_value("bar").run()
    assert not page.error
    assert len(page.get("plotly_chart")) == 1


def test_words_of_a_question_are_marked_and_never_markup() -> None:
    answer = Answer("*revenue* [by](x) warehouse", "answered", marked=((0, 9), (18, 27)))
    assert _ask_details._marked(answer) == (
        ":primary-background[\\*revenue\\*] \\[by\\]\\(x\\) :primary-background[warehouse]"
    )


def test_a_doubtful_figure_is_marked_where_it_stands_and_nowhere_else() -> None:
    answer = Answer("how many", "answered", text="Of 1,500 items\n15 are late, 5 of them long.", doubtful=((28, 29),))
    assert answer.unchecked == ("5",)
    lines = _ask_details.with_doubts(answer).split("\n\n")
    assert lines[:2] == ["Of 1,500 items", "15 are late, :orange-background[5] of them long\\."]
