"""Conversations, feedback, verified questions, synonyms and sums of quality, the same on SQLite and PostgreSQL."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from sqlalchemy import text, update

from agents import vouching
from agents.answer import Answer
from agents.answering import Answering
from core import audit, conversations, feedback, overlay, verified
from core.access import Asker
from core.config import load_config
from core.context import Context, open_context
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Unknown
from core.living import Living
from core.overlay import Synonym
from core.quality import quality_of
from core.semantic.query import Query
from core.store import conversations as kept
from core.store import quality
from core.store.open import Store
from core.store.quality import Evaluation
from core.store.schema import VerifiedRow
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
NOBODY = Asker("", "Viewer")
WHO = "Warehouse Manager"


@pytest.fixture
def ctx(emptied: Store, tmp_path: Path) -> Iterator[Context]:
    given = {"app.home": str(tmp_path), "app.today": "2026-06-30", "warehouse.file": str(sample_db())}
    url = emptied.engine.url.render_as_string(hide_password=False)
    opened = open_context(load_config(ROOT, {**given, "store.url": url}), NOBODY)
    yield opened
    opened.close()


@pytest.fixture
def answering(ctx: Context) -> Iterator[Answering]:
    opened = Answering(ctx)
    yield opened
    opened.close()


def asks(ctx: Context, email: str = "ann@x", role: str = "Analyst", persona: str = WHO, **more: object) -> Context:
    return ctx.for_asker(Asker(persona, role, "main", email=email, **more))  # type: ignore[arg-type]


def ask(answering: Answering, ctx: Context, question: str, conversation: str | None = None) -> tuple[str, str, Answer]:
    running = answering.begin(ctx, question, conversation)
    return running.conversation, running.id, running.result(60)


def test_a_conversation_is_kept_and_refers_back(ctx: Context, answering: Answering) -> None:
    ann = asks(ctx)
    talk, first, whole = ask(answering, ann, "revenue by warehouse last month")
    _, second, half = ask(answering, ann, "only WH001", talk)
    assert half.query is not None and len(half.tables[0].rows) == 1 < len(whole.tables[0].rows)
    turns = answering.turns(ann, talk)
    assert [(turn.number, turn.id, turn.status) for turn in turns] == [(1, first, "answered"), (2, second, "answered")]
    assert turns[0].text == whole.text and turns[0].trace_id == whole.trace_id
    assert Query.from_json(turns[0].query or "") == whole.query
    (listed,) = conversations.page_of(ann)
    assert (listed.title, listed.turns) == ("revenue by warehouse last month", 2)


def test_nothing_of_it_is_anybody_elses(ctx: Context, answering: Answering) -> None:
    talk, turn, _ = ask(answering, asks(ctx), "orders by warehouse")
    for other in (asks(ctx, "ben@x", "Owner"), asks(ctx, persona="Field Engineer")):
        assert not conversations.page_of(other)
        assert answering.find(other, turn) is None
        assert answering.under_way(other, talk) is None
        for look in (
            lambda other=other: conversations.conversation(other, talk),
            lambda other=other: answering.turns(other, talk),
            lambda other=other: answering.begin(other, "orders", talk),
            lambda other=other: answering.again(other, turn),
            lambda other=other: answering.cancel(other, turn),
            lambda other=other: conversations.rename(other, talk, "mine"),
            lambda other=other: conversations.delete(other, talk),
            lambda other=other: conversations.restore(other, talk),
            lambda other=other: conversations.page_of(other, below=talk),
            lambda other=other: feedback.give(other, turn, "up"),
            lambda other=other: feedback.given(other, turn),
            lambda other=other: vouching.verify(other, turn),
        ):
            with pytest.raises(NotFound):  # the same as of one that never was
                look()  # type: ignore[no-untyped-call]


def test_words_that_hold_figures_go_with_the_rights(ctx: Context, answering: Answering) -> None:
    talk, turn, before = ask(answering, asks(ctx), "revenue by warehouse last month")
    narrowed = asks(ctx, warehouses=("WH001",))
    (seen,) = answering.turns(narrowed, talk)
    assert (seen.question, seen.text, seen.interpretation) == ("revenue by warehouse last month", "", "")
    again = answering.again(narrowed, turn)
    assert len(again.tables[0].rows) == 1 < len(before.tables[0].rows)


def test_what_a_tool_found_and_why_it_changed_are_there_after_a_restart(ctx: Context, answering: Answering) -> None:
    ann = asks(ctx)
    talk, tool, risk = ask(answering, ann, "stock-out risk at WH001 in 30 days")
    _, why, changed = ask(answering, ann, "why did revenue change last month?", talk)
    later = Answering(ctx)
    try:
        again, explained = later.again(ann, tool), later.again(ann, why)
    finally:
        later.close()
    assert [one.found.sheets for one in again.used] == [one.found.sheets for one in risk.used] != []
    assert explained.why is not None and changed.why is not None
    assert (explained.why.splits, explained.text) == (changed.why.splits, changed.text)


def test_searched_paged_renamed_deleted_and_brought_back(ctx: Context, answering: Answering) -> None:
    ann = asks(ctx)
    talks = [ask(answering, ann, question)[0] for question in ("orders by warehouse", "stock of pumps", "100% of it?")]
    assert [one.id for one in conversations.page_of(ann)] == talks[::-1]
    assert [one.id for one in conversations.page_of(ann, below=talks[2], limit=1)] == [talks[1]]
    assert [one.id for one in conversations.page_of(ann, "Warehouses")] == [talks[0]]
    assert not conversations.page_of(ann, "%")[1:]
    conversations.rename(ann, talks[1], "Pumps  and taps")
    assert [one.title for one in conversations.page_of(ann, "TAPS")] == ["Pumps and taps"]
    conversations.delete(ann, talks[1])
    assert [one.id for one in conversations.page_of(ann)] == [talks[2], talks[0]]
    with pytest.raises(NotFound):
        answering.turns(ann, talks[1])
    conversations.restore(ann, talks[1])
    assert len(conversations.page_of(ann)) == 3
    with pytest.raises(Invalid, match="1 to 80"):
        conversations.rename(ann, talks[1], " ")


def test_pruning_takes_the_unused_and_the_deleted(ctx: Context, answering: Answering) -> None:
    ann = asks(ctx)
    gone, turn, _ = ask(answering, ann, "orders by warehouse")
    stays = ask(answering, ann, "orders by month")[0]
    feedback.give(ann, turn, "down")
    conversations.delete(ann, gone)
    later = ctx.now() + timedelta(seconds=1)
    assert kept.count_old(ctx.store, ctx.now() - timedelta(days=1), deleted=True) == 0
    assert (kept.count_old(ctx.store, later, deleted=True), kept.forget(ctx.store, later, deleted=True)) == (1, 1)
    with pytest.raises(NotFound):
        conversations.restore(ann, gone)
    assert [one.id for one in conversations.page_of(ann)] == [stays]
    assert kept.forget(ctx.store, later, deleted=False) == 1


def test_what_a_process_left_unfinished_was_interrupted(ctx: Context, answering: Answering, tmp_path: Path) -> None:
    ann = asks(ctx)
    other = Living(ctx.store, ctx.config.app.home)
    turn = conversations.begin_turn(ann, "orders by warehouse", None, other.name)
    assert answering.turns(ann, turn.conversation)[0].status == "running"
    with pytest.raises(Conflict, match="still being answered"):
        answering.begin(ann, "and by month", turn.conversation)
    other.leave()
    assert answering.turns(ann, turn.conversation)[0].status == "interrupted"
    with pytest.raises(Conflict, match="Ask it again"):
        answering.again(ann, turn.id)
    assert ask(answering, ann, "orders by warehouse", turn.conversation)[2].status == "answered"


def test_thumbs_can_be_changed(ctx: Context, answering: Answering) -> None:
    ann = asks(ctx)
    talk, turn, _ = ask(answering, ann, "orders by warehouse")
    feedback.give(ann, turn, "down", "wrong figure", " no ")
    feedback.give(ann, turn, "up")
    assert answering.turns(ann, talk)[0].verdict == "up"
    feedback.take_back(ann, turn)
    assert feedback.given(ann, turn) is None


def test_a_verified_question_answers_itself_and_is_offered(ctx: Context, answering: Answering) -> None:
    boss = asks(ctx, "boss@x", "Manager")
    ann = asks(ctx, warehouses=("WH001",))
    _, turn, _ = ask(answering, boss, "revenue by warehouse last month")
    made = vouching.verify(boss, turn, "agrees with the ledger")
    with pytest.raises(Conflict):
        vouching.verify(boss, turn)
    with pytest.raises(NotAllowed):
        vouching.verify(ann, ask(answering, ann, "orders")[1])
    same = ask(answering, ann, "show me the revenue per warehouse for last month")[2]
    assert (same.engine, same.vouched) == ("verified", made)
    assert len(same.tables[0].rows) == 1  # under her rights, not those of the boss
    other = ask(answering, ann, "revenue by warehouse xyzzy last month")[2]
    assert (other.status, [one.label for one in other.nearby]) == ("clarify", ["revenue by warehouse last month"])
    assert ask(answering, asks(ctx, persona="Finance Analyst"), "revenue by month")[2].vouched is None
    assert not verified.all_of(ctx.for_asker(Asker(WHO, "Manager", "elsewhere", email="c@x")))
    assert [one.ok for one in verified.check_all(boss)] == [True]
    assert verified.examples(boss, "revenue", 3) and not verified.examples(ann, "revenue", 3)
    with boss.store.transaction() as session:  # as an older program may have left it
        session.execute(update(VerifiedRow).values(query='{"measurements": ["revenue"]}'))
    assert ask(answering, ann, "revenue by warehouse xyzzy last month")[2].nearby == ()
    assert verified.examples(boss, "revenue", 3) == []
    assert ["measurements" in one.error for one in verified.check_all(boss)] == [True]
    verified.unverify(boss, made.id)
    assert not verified.all_of(boss)


def test_the_nearest_of_all_verified_questions_are_examples(ctx: Context) -> None:
    boss = asks(ctx, "boss@x", "Manager")
    wanted = Query.from_json('{"measures": ["revenue"], "by": ["warehouse"]}')
    oldest = verified.verify(boss, "revenue by warehouse", wanted)
    for most in range(1, 22):
        verified.verify(boss, f"{most} products", Query.from_json(f'{{"rows": "product", "limit": {most}}}'))
    assert verified.examples(boss, "revenue per warehouse", 3)[0] == ("revenue by warehouse", wanted)
    found = audit.search(ctx.store, Asker(WHO, "Owner"), audit.Wanted(action="verified.add"))
    with boss.store.transaction() as session:
        session.execute(text("ALTER TABLE audit RENAME TO audit_away"))
    try:
        with pytest.raises(Exception, match="audit"):
            verified.unverify(boss, oldest.id)
    finally:
        with boss.store.transaction() as session:
            session.execute(text("ALTER TABLE audit_away RENAME TO audit"))
    assert oldest in verified.all_of(boss) and found.total >= 22


def test_no_name_comes_by_way_of_a_verified_question(ctx: Context, answering: Answering) -> None:
    boss, ann = asks(ctx, "boss@x", "Manager"), asks(ctx, warehouses=("WH001",))
    vouching.verify(boss, ask(answering, boss, "orders from WH002 by month")[1])
    for who in (boss, ann):
        seen = vouching.shown(who, answering.readers.of(who))
        offered = ask(answering, who, "orders from xyzzy by month")[2].nearby
        assert bool(seen) == bool(offered) == (who is boss)


def test_a_synonym_is_understood_at_once_and_undone(ctx: Context, answering: Answering) -> None:
    ann, admin = asks(ctx), asks(ctx, "admin@x", "Admin")
    before = ask(answering, ann, "moolah by warehouse")[2]
    assert before.status == "clarify"
    with pytest.raises(NotAllowed):
        overlay.add(ann, Synonym("moolah", "measure", "revenue"))
    made = overlay.add(admin, Synonym(" moolah ", "measure", "revenue"))
    assert ask(answering, ann, "moolah by warehouse")[2].query == ask(answering, ann, "revenue by warehouse")[2].query
    assert "- moolah" in overlay.as_yaml(admin)
    overlay.undo(admin, made.version)
    assert ask(answering, ann, "moolah by warehouse")[2].reason == before.reason
    with pytest.raises(Conflict, match="undone already"):
        overlay.undo(admin, made.version)
    assert overlay.undo(admin, made.version + 1).change == "add"
    assert [change.change for change in overlay.history(admin)] == ["add", "remove", "add"]
    found = audit.search(ctx.store, admin.asker, audit.Wanted(action="vocabulary.add"))
    assert found.total == 2


def test_a_synonym_of_a_persona_that_is_gone_counts_for_nobody(ctx: Context) -> None:
    admin = asks(ctx, "admin@x", "Admin", "Finance Analyst")
    overlay.add(admin, Synonym("moolah", "measure", "revenue", WHO))
    left = {name: one for name, one in ctx.model.personas.items() if name != WHO}
    later = replace(admin, model=ctx.model.model_copy(update={"personas": left}))
    assert "moolah" not in overlay.as_yaml(later)
    overlay.add(later, Synonym("moolah", "measure", "revenue"))
    assert "moolah" in overlay.as_yaml(later)


CLASHES = [
    (Synonym("gold", "measure", "revenu"), Unknown, "Did you mean 'revenue'"),
    (Synonym("stock value", "measure", "revenue"), Conflict, "has a meaning already"),
    (Synonym("turnover", "measure", "revenue"), Conflict, "already"),
    (Synonym("by", "measure", "revenue"), Conflict, "part of the language"),
    (Synonym("!?", "measure", "revenue"), Invalid, "a word or a few"),
    (Synonym("gold", "measure", "revenue", "Nobody"), Unknown, "no persona"),
    (Synonym("gold", "measure", "revenue", "Finance Analyst"), Invalid, "does not see"),
    (Synonym("gold", "entity", "warehouse", WHO), Invalid, "Only a measure"),
]


def test_a_synonym_that_clashes_is_refused(ctx: Context) -> None:
    for wanted, error, says in CLASHES:
        with pytest.raises(error, match=says):
            overlay.add(asks(ctx, "admin@x", "Admin"), wanted)
    assert overlay.version(ctx) == 0


def test_a_synonym_of_one_persona_is_its_own(ctx: Context, answering: Answering) -> None:
    overlay.add(asks(ctx, "admin@x", "Admin"), Synonym("gold", "measure", "revenue", WHO))
    assert ask(answering, asks(ctx), "gold by warehouse")[2].status == "answered"
    assert ask(answering, asks(ctx, persona="Field Engineer"), "gold by warehouse")[2].status == "clarify"


def test_quality_counts_what_was_not_answered(ctx: Context, answering: Answering) -> None:
    ann, admin = asks(ctx), asks(ctx, "admin@x", "Admin")
    for question in ("Moolah by warehouse!", "moolah by warehouses", "delete all orders"):
        ask(answering, ann, question)
    feedback.give(ann, ask(answering, ann, "orders by warehouse")[1], "down", "misunderstood", "hm")
    quality.record(ctx.store, Evaluation(ctx.now(), "dev", "language engine", 10, 8, 1, 0.01, 0.02))
    with pytest.raises(NotAllowed):
        quality_of(ann)
    found = quality_of(admin)
    assert [(one.words, one.clarified, one.refused) for one in found.unanswered] == [
        ("moolah by warehouse", 2, 0), ("delete all order", 0, 1),
    ]  # fmt: skip
    assert [(one.question, one.feedback.reason) for one in found.feedback] == [("orders by warehouse", "misunderstood")]
    by_status = {one.status: (one.times, one.down) for one in found.days}
    assert by_status == {"answered": (1, 1), "clarify": (2, 0), "refused": (1, 0)}
    assert [(one.name, one.right) for one in found.evaluations] == [("dev", 8)]
