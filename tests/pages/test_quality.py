"""The Quality page: what was not answered, the word added with a click, runs, thumbs; the glossary knows the word."""

from datetime import timedelta

import pytest

from agents.answering import Answering
from core import feedback, overlay, verified
from core.access import Asker
from core.context import Context
from core.overlay import Synonym
from core.semantic.query import Query
from core.store import quality
from core.store.quality import Details, Evaluation, Missed, Share
from pages import opened
from tests.pages.conftest import Opened, Screen

WHO = "Warehouse Manager"


@pytest.fixture
def asked(screen: Screen) -> Context:
    """Somebody asked, in vain; and said what they think of it."""
    ctx = screen.context.for_asker(Asker(WHO, "Analyst", "operations", email="ann@example.com"))
    answering: Answering = opened.answering()
    for question in ("moolah by warehouse", "moolah per warehouse", "moolah by warehouse", "delete all orders"):
        answering.begin(ctx, question).result(60)
    turn = answering.begin(ctx, "orders by warehouse")
    turn.result(60)
    feedback.give(ctx, turn.id, "down", "misunderstood", "=not *that*")
    return ctx


def test_verified_questions_are_checked_with_a_click(screen: Screen, asked: Context, opens: Opened) -> None:
    boss = screen.context.for_asker(Asker(WHO, "Manager", "operations", email="boss@example.com"))
    verified.verify(boss, "revenue by warehouse", Query.model_validate({"measures": ["revenue"], "by": ["warehouse"]}))
    page = opens("quality", "Admin")
    page = next(one for one in page.button if one.label == "Check all of them").click().run()
    assert any("All 1 run and give the same columns" in one.value for one in page.success)


def record(ctx: Context) -> None:
    run = Evaluation(ctx.now() - timedelta(days=1), "dev", "language engine", 10, 8, 1, 0.01, 0.02)
    share = Share(kind="persona", name=WHO, questions=10, right=8, wrong=1)
    missed = Missed(question="what is late", persona=WHO, expect="answer", status="clarify", told="What do you mean?")
    quality.record(ctx.store, run)
    quality.record(ctx.store, Evaluation(ctx.now(), "dev", "language engine", 10, 9, 0, 0.01, 0.02),
                   Details(shares=(share,), missed=(missed,)))  # fmt: skip


def test_it_is_refused_to_those_below_an_admin(opens: Opened) -> None:
    page = opens("quality", "Manager")
    assert "needs the role Admin or above" in page.error[0].value and not page.tabs


def test_empty_it_says_what_will_be_there(opens: Opened) -> None:
    page = opens("quality", "Admin")
    says = " ".join(one.value for one in page.info)
    for text in (
        "Every question",
        "No evaluation",
        "Nobody has given a thumb",
        "Nothing was asked",
        "No word has been",
    ):
        assert text in says
    assert [one.value for one in page.metric] == ["0", "–", "–", "–"]


def test_what_was_asked_in_vain_is_grouped_and_a_word_added(opens: Opened, asked: Context) -> None:
    page = opens("quality", "Admin")
    assert any("by their words alone" in one.value for one in page.caption)
    assert any("moolah by warehouse" in one.value for one in page.markdown)
    teach = [one for one in page.button if "moolah" in one.label]
    assert len(teach) == 1  # two wordings, one group
    teach[0].click().run()
    assert next(one for one in page.text_input if one.label == "Word or phrase").value == "moolah"
    assert len(next(one for one in page.selectbox if one.label == "means").options) == len(overlay.targets(asked))
    admin = asked.for_asker(Asker(WHO, "Admin", email="admin@example.com"))
    made = overlay.add(admin, Synonym("moolah", "measure", "revenue"))
    page.run()
    assert not [one for one in page.button if "moolah" in one.label]  # it is understood by now
    assert any("means" in one.value and "Revenue" in one.value for one in page.markdown)
    next(one for one in page.button if one.key == f"synonym-undo-{made.version}").click().run()
    assert not page.error
    assert overlay.synonyms(asked) == ()
    assert [one for one in page.button if "moolah" in one.label]


def test_runs_shares_misses_thumbs_and_engines_are_told(opens: Opened, asked: Context) -> None:
    record(asked)
    page = opens("quality", "Admin")
    told = " ".join(str(one.value.to_dict()) for one in page.dataframe)
    for text in ("What do you mean?", WHO, "misunderstood", "language engine", "=not *that*"):
        assert text in told
    assert page.metric[3].value == "90.0 %"
    later = next(one for one in page.selectbox if one.label == "Period")
    later.set_value("Last 7 days").run()
    assert not page.exception


def test_the_glossary_knows_added_words(opens: Opened, screen: Screen) -> None:
    admin = screen.context.for_asker(Asker(WHO, "Admin", email="admin@example.com"))
    overlay.add(admin, Synonym("moolah", "measure", "revenue"))
    page = opens("glossary", "Viewer")
    assert "moolah" in str(page.dataframe[0].value.to_dict())
    assert not [one for one in page.button if one.key == "synonym-new"]
