"""What lies near in meaning is offered and never taken: words that nobody knows, and wordings somebody vouched for."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from agents import vouching
from agents.answer import Answer
from agents.answering import Answering
from core import verified
from core.access import Asker
from core.config import load_config
from core.context import Context, open_context
from core.offered import who_sees_measure
from core.retrieval import terms
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
BOSS = Asker("Warehouse Manager", "Manager", "main", email="boss@x")


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    home = str(tmp_path_factory.mktemp("home"))
    given = {"app.home": home, "app.today": "2026-06-30", "warehouse.file": str(sample_db())}
    opened = open_context(load_config(ROOT, {**given, "embeddings.road": "numpy"}), BOSS)
    yield opened
    opened.close()


@pytest.fixture(scope="module")
def answering(ctx: Context) -> Iterator[Answering]:
    opened = Answering(ctx)
    yield opened
    opened.close()


def ask(answering: Answering, ctx: Context, question: str) -> tuple[str, Answer]:
    running = answering.begin(ctx, question)
    return running.id, running.result(60)


def test_an_unknown_word_is_offered_what_is_near_in_meaning(ctx: Context, answering: Answering) -> None:
    buyer = ctx.for_asker(Asker("Finance Analyst", "Analyst", "main", email="ann@x"))  # sees the fewest terms
    before = ask(answering, buyer, "proceeds by vendor")[1]
    assert (before.status, before.choices) == ("clarify", ())  # nothing is loaded yet, and nobody waits
    ctx.embedder.kept([term.phrase for term in terms.visible_terms(ctx.model, buyer.asker)])
    after = ask(answering, buyer, "proceeds by vendor")[1]
    assert after.status == "clarify"
    assert "sales amount by vendor" in [choice.question for choice in after.choices]
    assert not ask(answering, buyer, "what will the weather be tomorrow")[1].choices


def test_only_terms_that_the_asker_sees_are_offered(ctx: Context) -> None:
    for name, measure in (("spend", ctx.model.measures["spend"]), ("revenue", ctx.model.measures["revenue"])):
        may = who_sees_measure(ctx.model, measure)
        assert 0 < len(may) < len(ctx.model.personas)
        for persona in ctx.model.personas:
            seen = terms.visible_terms(ctx.model, Asker(persona, "Viewer", "main"))
            assert (name in {term.name for term in seen}) == (persona in may)


def test_a_near_wording_is_offered_and_never_answers(ctx: Context, answering: Answering) -> None:
    this, last = "revenue this year", "revenue last year"
    turn, _ = ask(answering, ctx, this)
    assert ctx.embedder.at_hand([this]) or ctx.embedder.kept([this]).shape[0] == 1
    similar = vouching.by_meaning(ctx, [this])
    assert similar is not None and similar(this, last) > 0.9
    vouching.verify(ctx, turn)
    same, other = ask(answering, ctx, this)[1], ask(answering, ctx, last)[1]
    assert same.vouched is not None and same.engine == "verified"
    assert other.vouched is None and other.engine == "language engine"
    assert other.query != same.query and other.tables[0].rows != same.tables[0].rows
    assert [choice.label for choice in other.nearby] == [this]


def test_other_words_of_the_same_meaning_are_offered(ctx: Context, answering: Answering) -> None:
    kept, asked = "late purchase orders by supplier", "which vendors deliver too late"
    assert verified.overlap(kept, asked) < verified.NEAR
    buyer = ctx.for_asker(Asker("Procurement Specialist", "Manager", "main", email="boss@x"))
    turn, answer = ask(answering, buyer, kept)
    assert answer.status == "answered"
    vouching.verify(buyer, turn)
    ctx.embedder.kept([kept])
    near = vouching.nearby(buyer, answering.readers.of(buyer), asked, verified.all_of(buyer))
    assert [choice.label for choice in near] == [kept]
