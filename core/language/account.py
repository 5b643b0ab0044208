"""The last look before an answer: every word that says something is found again in the Query, or it goes back."""

# The parts that fill the frame decide what a word does; nothing here trusts them. A word that they took, and that left
# no trace in what will be run, was dropped.

from collections.abc import Callable, Mapping
from decimal import Decimal

from core.language.content import Content, counted_by, inside
from core.language.frame import Frame
from core.language.items import Item
from core.language.lexicon import Sense
from core.language.times import GRAIN_WORDS
from core.semantic.model import Strict
from core.semantic.query import Compare, Fields, Group, Having, Order, Query, Share, Term

# Where a thing is only said for completeness: "the parts used IN service orders", "OF all customers".
BESIDE = {"in", "of", "on", "from", "for", "all", "our", "across", "to", "at", "with", "any"}


def unaccounted(frame: Frame, query: Query) -> list[Item]:
    """The items that say something and are nowhere in the query."""
    content = Content.of(query, frame.scope)
    if any(item.is_word("drop") for item in frame.items):  # "drop the cost column": what is named is meant to be gone
        return []
    lost = [item for number, item in enumerate(frame.items) if not _accounted(frame, number, item, content)]
    refusals = [i for i in frame.items if i.is_word("not", "except") and not i.content and i.text.lower() != "nor"]
    return lost + refusals[content.denials :]


def undecided(frame: Frame, query: Query) -> tuple[Item, tuple[str, ...]] | None:
    """A word for several figures that fit the question equally well, one of which was taken."""
    shown = {term.measure for term in query.measures} | {order.by for order in query.order}
    for item in frame.items:
        best, *others = frame.senses.close.get(item.start, ("",))
        if others and best in shown and not shown & {*others}:
            return item, (best, *others)
    return None


def _accounted(frame: Frame, number: int, item: Item, content: Content) -> bool:
    if number > 1 and [frame.items[n].text.lower() for n in (number - 2, number - 1)] == ["instead", "of"]:
        return True
    sides = [n for n in (number, number + 1) if n < len(frame.items) and frame.items[n].number is not None]
    if frame.yes_no and sides and (item.is_word(*SIGNS) or item.number is not None):
        return True  # "from more than one supplier?" is told by how many there are
    if item.text.lower() == "by" and number + 1 < len(frame.items) and frame.items[number + 1].found and number:
        return True  # "booked by Smith"
    if item.found is not None:
        return any({(v.text or "").lower(), (v.code or "").lower()} & content.values for v in item.found.values)
    if item.when is not None:
        return content.periods >= _times_said(frame)
    if item.text.lower() in ("more", "less", "fewer") and frame.items[0].is_word("which", "list"):
        return Compare not in content.parts  # "which customers bought more in 2025 than in 2024" wants only those
    if _over_time(item):
        return bool(content.grains - {""})
    if item.text.lower() == "both" and number + 1 < len(frame.items) and frame.items[number + 1].found:
        return content.comparisons > 1 or Group in content.parts
    if item.number is not None and not item.senses:
        return item.number in content.numbers or item.number == 1
    if item.special or (item.grain and not item.senses):
        return _stepped(frame, number, item, content)
    if item.is_word(*SIGNS) and (after := frame.next_content(number + 1)) and frame.items[after].when:
        return True  # "over the last 3 months"
    return item.filler or _spoken(frame, number, item, content) or _done(item, content)


def _stepped(frame: Frame, number: int, item: Item, content: Content) -> bool:
    """ "monthly", "per week": a step in time; a bare "days" is a unit."""
    said = item.special or item.text.lower() in GRAIN_WORDS or frame.is_word(number - 1, "by", "each")
    if said:
        return (item.special or item.grain) in content.grains or Decimal(7) in content.numbers
    before = frame.items[number - 1] if number else None
    counted = before is not None and (before.number is not None or before.is_word("count", "much", "avg"))
    word = item.text.lower()
    part_of_name = any(word in name.replace(".", "_").split("_") for name in content.names)  # "newest year first"
    after = frame.next_content(number + 1, 3)
    if part_of_name or (after is not None and frame.items[after].when):  # "in the month of May"
        return True
    return counted or "days" in content.units or item.grain in content.grains or item.text.lower() == "time"


def _times_said(frame: Frame) -> int:
    """How many different times were said."""
    whens = [item.when for item in frame.items if item.when]
    return len({(when.period, when.shift, when.prior) for when in whens})


def _spoken(frame: Frame, number: int, item: Item, content: Content) -> bool:
    """Whether one of its meanings is what the query speaks of."""
    return any(
        sense.kind != "word"
        and (
            (sense.name in content.names and _in_play(frame, sense, content))
            or _meant(frame, number, sense.kind, sense.name, content)
        )
        for sense in item.senses
    )


def _in_play(frame: Frame, sense: Sense, content: Content) -> bool:
    """A state is of something that the question is about, not of what lies two joins away from it."""
    if sense.name not in frame.scope.model.conditions:
        return True
    owner = frame.scope.model.entities.get(sense.name.split(".")[0])
    if owner is None or any(owner.name in item.named("entity") for item in frame.items):
        return True
    own, scope = owner.sources[0], frame.scope
    facts = [table for table in content.facts if table in scope.tables]
    near = [t for t in facts if own in scope.reach(t) and len(scope.reach(t)[own]) < 2]
    return not facts or bool(near) or any(fact in scope.reach(own) for fact in facts)


def _meant(frame: Frame, number: int, kind: str, name: str, content: Content) -> bool:
    """Whether a meaning stands in the query in other words."""
    model = frame.scope.model
    if kind == "verb":
        event = model.entities[name].sources[0]
        told = content.tables & {*frame.scope.reach(event)}
        return event in content.tables or (len(told) > 1 and told == content.tables & frame.scope.tables)
    if kind == "measure":
        counts = {"number", "count"} & set(frame.items[number].text.lower().split())
        same = inside(model.measures[name].sql or "-") in content.insides
        return same or (not counts and counted_by(frame.scope, name) in content.names)
    if kind == "entity":
        beside = number > 0 and frame.items[number - 1].text.lower().split()[-1] in BESIDE
        return beside and _reached(frame, name, content)
    return False


def _reached(frame: Frame, entity: str, content: Content) -> bool:
    """Whether each row that is looked at has one of it."""
    source = frame.scope.model.entities[entity].sources[0]
    return any(source in frame.scope.reach(table) for table in content.tables if table in frame.scope.tables)


def _over_time(item: Item) -> bool:
    return item.is_word("chart") and any(word in item.text.lower() for word in ("over time", "trend", "time series"))


def _done(item: Item, content: Content) -> bool:
    """Whether what a word of the grammar does is done."""
    kinds = [sense.name for sense in item.senses if sense.kind == "word"]
    return bool(kinds) and any(kind not in WORK or WORK[kind](content) for kind in kinds)


def _any(*parts: type[Strict]) -> Callable[[Content], bool]:
    return lambda content: any(part in content.parts for part in parts)


def _ordered(content: Content) -> bool:
    ranked = (Order in content.parts or content.limited) and (Group in content.parts or content.listed)
    return ranked or bool(content.aggregates & {"min", "max"})


SIGNS = (">", "<", ">=", "<=")
WORK: Mapping[str, Callable[[Content], bool]] = {
    **dict.fromkeys(SIGNS, lambda content: content.comparisons > 0),
    "between": lambda content: content.comparisons > 0 or content.periods > 0 or content.combined,
    "avg": lambda content: "avg" in content.aggregates or Having in content.parts,
    "sum": lambda content: content.figures,
    "first": _ordered,
    "compare": lambda content: bool({Compare, Group, Having} & content.parts) or content.combined or content.several,
    "median": lambda content: "median" in content.aggregates,
    **dict.fromkeys(("min", "max"), _ordered),
    "count": lambda content: bool(content.units & {"count", "units", "days"}),
    **dict.fromkeys(("by", "each", "breakdown"), _any(Group)),
    **dict.fromkeys(("most", "least", "best", "worst", "sort", "descending", "ascending", "frequent"), _ordered),
    **dict.fromkeys(("worst_first", "best_first"), _ordered),
    "growth": lambda content: content.combined or Compare in content.parts,
    "share": lambda content: "ratio" in content.units or bool({Share, Having} & content.parts),
    "much": lambda content: (
        bool(content.units - {"", "count"}) if content.figures else Group in content.parts or content.listed
    ),
    "cost_word": lambda content: "money" in content.units,
    "minus": lambda content: content.combined,
    "times": lambda content: content.combined or content.comparisons > 0,
    "running": lambda content: Term in content.parts,
    "null": _any(Fields),
}
