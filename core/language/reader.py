"""A question to its reading: link, fill the frame, judge. No model of language, no knowledge but the vocabulary."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from pydantic import ValidationError

from core.errors import Invalid
from core.language import (
    aggregates,
    alternatives,
    amounts,
    commands,
    extremes,
    groupings,
    marks,
    moments,
    names,
    nouns,
    outside,
    pairs,
    ranks,
    recent,
    roles,
    shape,
    shares,
    sorting,
    spans,
    state_days,
    states,
    why,
)
from core.language.account import unaccounted, undecided
from core.language.continued import carried
from core.language.either import settled
from core.language.follow import follow_up, is_follow_up, without_effect
from core.language.frame import Choice, Frame
from core.language.items import Item
from core.language.lexicon import lexicon_of
from core.language.link import Linker
from core.language.misfit import misfit, unmoved
from core.language.reading import Reading, Status, Turn
from core.language.refuse import command_to, forbidden
from core.language.relations import without_relations
from core.language.senses import Senses
from core.language.times import Times
from core.language.values import ValueIndex
from core.language.words import LONGEST, MOST, tokens, too_long
from core.semantic.compile.scope import Scope
from core.semantic.model import Persona
from core.semantic.query import Query, complaint

__all__ = ["Reader", "Reading", "Status", "Turn"]
YES_NO = {"is", "are", "do", "does", "did", "was", "were", "has", "have", "any", "will", "can"}
BACK = {"same", "the same", "same thing", "the same thing", "those", "these", "of those", "of these"}


@dataclass
class Reader:
    scope: Scope
    persona: Persona
    values: ValueIndex
    _linker: Linker = field(init=False)

    def __post_init__(self) -> None:
        model = self.scope.model
        senses = Senses(self.scope, self.persona, [])
        self._linker = Linker(
            model,
            lexicon_of(model),
            self.values,
            Times(self.scope.today),
            lambda s: senses.visible(s.kind, s.name),
        )

    def understand(self, question: str, earlier: Sequence[Turn] = ()) -> Reading:
        if too_long(question):
            most = f"{LONGEST:,} characters or {MOST} words"
            return Reading("clarify", reason=f"That is more than {most}. Ask in a sentence or two.")
        try:
            earlier = commands.remembered(earlier)
            told = commands.reading(question, earlier, self.scope)
            reading = told or why.reading(question, earlier, self._understood, self.scope.today)
            reading = self._with_what_was_kept(reading, earlier)
            return replace(reading, marked=marks.spans(question, reading.marked))
        except Invalid as error:  # such as a day before there were days
            return Reading("clarify", reason=error.message)

    def _with_what_was_kept(self, reading: Reading, earlier: Sequence[Turn]) -> Reading:
        before = next((turn.query for turn in reversed(earlier) if turn.query is not None), None)
        if not reading.follow_up or reading.query is None or before is None:
            return reading
        return replace(reading, carried=carried(before, reading.query, self.scope))

    def _understood(self, question: str, earlier: Sequence[Turn]) -> Reading:
        mending = earlier and question.lower().split()[:1] in (["add"], ["drop"], ["remove"])
        if refused := forbidden(question):
            return Reading("refused", reason=refused)
        if (
            (refused := command_to(question))
            and not (mending and self._only_columns(question))
            and not self._named(question)
        ):
            return Reading("refused", reason=refused)
        items = self._linker.items(tokens(question))
        if not items:
            return Reading("refused", reason="There is no question in that.")
        items = without_relations(items, Senses(self.scope, self.persona, items))
        items = settled(items, Senses(self.scope, self.persona, items))
        frame = Frame(Senses(self.scope, self.persona, items), items)
        before = next((turn.query for turn in reversed(earlier) if turn.query is not None), None)
        if denied := self._denied(frame):
            return denied
        if unknown := self._unknown(frame):
            return unknown
        frame.follow_up = before is not None and is_follow_up(frame)
        if before is None and any(item.is_word("those") and item.text.lower() in BACK for item in items):
            return Reading("clarify", reason="That refers to an earlier question, and there is none here.")
        if before is not None and frame.subject is None:
            frame.senses.context = _tables_of(before, self.scope)
        try:
            fill(frame)
            query = self._query(frame, before)
        except ValidationError as error:  # parts that cannot stand together in one Query
            return Reading("clarify", reason=complaint(error))
        return self._judged(frame, query, before)

    def _named(self, question: str) -> bool:
        """ "order numbers of …", "run rate by month": the first words are the name of something, no order to do it."""
        first = next((item for item in self._linker.items(tokens(question)) if not item.filler), None)
        return first is not None and first.end - first.start > 1 and bool(first.senses)

    def _only_columns(self, question: str) -> bool:
        """ "add margin %", "drop the cost column": nothing but figures and attributes is named."""
        items = self._linker.items(tokens(question))
        named = [item for item in items[1:] if not item.filler]
        return bool(named) and all(item.named("measure") or item.named("dimension") for item in named)

    def _query(self, frame: Frame, before: Query | None) -> Query | None:
        if frame.asks:
            return None
        if frame.follow_up and before is not None:
            return follow_up(frame, before)
        return shape.to_query(frame)

    def _denied(self, frame: Frame) -> Reading | None:
        item = next((item for item in frame.items if outside.is_outside(item, frame.senses)), None)
        if item is None:
            return None
        who = outside.who_sees(item, frame.senses) or "nobody"
        return Reading("denied", reason=f"{item.text!r} is outside this persona; {who} may see it.")

    def _unknown(self, frame: Frame) -> Reading | None:
        """A word nobody knows is said, never dropped."""
        unknown = [item for item in frame.items if item.unknown]
        if not unknown:
            return None
        business = any(item.content and not item.found for item in frame.items)
        text = " ".join(item.text for item in unknown)
        if not business:
            return Reading("refused", reason="That is not about the data here.", unknown=text)
        near = self.values.nearest(text)
        choices = tuple(Choice(name) for name in near)
        return Reading("clarify", reason=f"I do not know {text!r} here.", choices=choices, unknown=text)

    def _judged(self, frame: Frame, query: Query | None, before: Query | None) -> Reading:
        if frame.asks:
            first = frame.asks[0]
            return Reading("clarify", reason=first.reason, choices=tuple(first.choices))
        if frame.follow_up and (lost := without_effect(frame, query, before)):
            return Reading("clarify", reason=f"I do not know {lost!r} of that.")
        if query is None:
            return Reading("clarify", reason="What figure, list or thing do you mean? Name it, and I will look.")
        left = [item for number, item in frame.free() if _must_be_placed(item)] or unaccounted(frame, query)
        if left:
            return Reading("clarify", reason=f"I could not place {left[0].text!r} in that question.")
        if (reason := unmoved(frame, query, before) or misfit(frame, query)) is not None:
            return Reading("clarify", reason=reason)
        if not frame.follow_up and (close := undecided(frame, query)) is not None:
            return _asked_which(frame, *close)
        marked = tuple((item.start, item.end) for item in frame.items if not item.filler)
        return Reading("answered", query, marked=marked, chart=frame.chart, follow_up=frame.follow_up)


def _asked_which(frame: Frame, item: Item, names: tuple[str, ...]) -> Reading:
    model = frame.scope.model
    facts = [model.measures[name].fact for name in names]
    owners = [entity.plural if fact and (entity := frame.scope.fact_entity(fact)) else "" for fact in facts]
    labels = [f"{model.measures[name].label} of {owner}" for name, owner in zip(names, owners, strict=True)]
    return Reading("clarify", reason=f"{item.text!r} may be {' or '.join(labels)}.", choices=tuple(map(Choice, labels)))


def fill(frame: Frame) -> None:
    """Part by part; each takes the words it explains."""
    _opening(frame)
    names.read_names(frame)
    spans.read_spans(frame)
    moments.read_times(frame)
    pairs.read_pairs(frame)
    amounts.read_amounts(frame)
    state_days.read_days(frame)
    sorting.read_order(frame)
    shares.read_share(frame)
    aggregates.read_joined(frame)
    ranks.read_frequent(frame)
    recent.read_recent(frame)
    extremes.read_extremes(frame)
    ranks.read_ranks(frame)
    groupings.read_groups(frame)
    nouns.read_versus(frame)
    states.read_states(frame)
    alternatives.read_alternatives(frame)
    nouns.read_nouns(frame)
    roles.turn_groups(frame)


def _opening(frame: Frame) -> None:
    """Yes or no, list, chart: what kind of answer is wanted."""
    words = frame.items[0].text.lower().split()
    asks = bool(words) and words[0] in YES_NO and not frame.is_word(0, "which")
    frame.yes_no = asks or (any(item.is_word("any") for item in frame.items) and not frame.items[0].is_word("list"))
    frame.counted = frame.items[-1].text.lower() in ("number", "numbers")
    for _, item in frame.free():
        if item.is_word("chart"):
            frame.chart = frame.chart or item.text.lower()
            if "over time" in item.text.lower() or "trend" in item.text.lower():
                frame.chart = "line"
        if item.is_word("list", "which") and not item.content:
            frame.listed = True


def _tables_of(query: Query, scope: Scope) -> tuple[str, ...]:
    """What the conversation was about."""
    named = [scope.model.measures[t.measure].fact for t in query.measures if t.measure in scope.model.measures]
    entity = scope.model.entities.get(query.rows or "")
    return tuple(name for name in (*named, *(entity.sources if entity else ())) if name)


def _must_be_placed(item: Item) -> bool:
    """Words for something happening go with what happened; everything else that speaks of the data must have a part."""
    if item.is_word("not", "except", "share", "running", "compare", "growth", "null") and not item.content:
        return True
    return bool(item.found) or any(s.kind in ("measure", "entity", "dimension", "condition") for s in item.senses)
