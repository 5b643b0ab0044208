"""What is said of the last answer as a whole: "as a chart", "export it"; and "start over", which ends all that."""

from collections.abc import Callable, Mapping, Sequence
from functools import cache

from core.language.grammar import COMMANDS, Command, Turned
from core.language.reading import Reading, Turn
from core.language.words import tokens
from core.semantic.compile.scope import Scope
from core.semantic.query import Group, Order, Query, Share

POLITE = frozenset("please pls ok okay now thanks thank you can could just and then".split())
NOTHING = "There is no answer yet that this could be done with. Ask something first."
KEPT = 10  # turns of a conversation that a question may refer to


def command(question: str) -> Command | Turned | None:
    """Only where there is nothing else in it: "as a chart by month" is a question."""
    words = [token.word for token in tokens(question)]
    while words and words[0] in POLITE and len(words) > 1:
        words = words[1:]
    while words and words[-1] in POLITE:
        words = words[:-1]
    said = tuple(words)
    return next((name for name, phrases in COMMANDS.items() if said in map(_spoken, phrases)), None)


@cache
def _spoken(phrase: str) -> tuple[str, ...]:
    return tuple(token.word for token in tokens(phrase))


def reading(question: str, earlier: Sequence[Turn], scope: Scope) -> Reading | None:
    """None for every other question."""
    wanted = command(question)
    if wanted is None:
        return None
    if wanted == "anew":
        return Reading("answered", command="anew")
    before = next((turn.query for turn in reversed(earlier) if turn.query is not None), None)
    if before is None:
        return Reading("clarify", reason=NOTHING)
    marked = ((0, len(tokens(question))),)
    if wanted == "reverse" or wanted == "by_value" or wanted == "percent":
        turned = _TURNS[wanted](before, scope)
        return Reading("answered", turned, marked=marked, follow_up=True) if turned else None
    kind = next((word for word in ("bar", "line") if word in question.lower()), "chart") if wanted == "chart" else None
    return Reading("answered", before, marked=marked, command=wanted, follow_up=True, chart=kind)


def _reversed(before: Query, scope: Scope) -> Query | None:
    """What came last comes first; without an order of its own a result has the usual one."""
    usual = tuple(Order(by=name, descending=down) for name, down in _usual(before, scope))
    turned = tuple(o.model_copy(update={"descending": not o.descending}) for o in before.order or usual)
    return before.model_copy(update={"order": turned}) if turned else None


def _usual(before: Query, scope: Scope) -> list[tuple[str, bool]]:
    """As the compiler orders what nobody ordered: time forward, figures from the largest, lists by their key."""
    time = next((group for group in before.by if group.grain and not before.rows), None)
    if time is not None:
        return [(time.name or (time.grain if time.dimension == "date" and time.grain else time.dimension), False)]
    if before.rows:
        return [(name, False) for name in scope.entity(before.rows).key]
    name = _first_figure(before)
    return [(name, True)] if name and before.by else []


def _first_figure(query: Query) -> str | None:
    return query.measures[0].name or query.measures[0].measure if query.measures else None


def _by_value(before: Query, scope: Scope) -> Query | None:
    """The figure that is there; in a list the money of its own rows."""
    name = _first_figure(before)
    if name and before.by:
        return before.model_copy(update={"order": (Order(by=name, descending=True),)})
    own = [each for each in scope.model.dimensions.values() if each.entity == before.rows and each.unit == "money"]
    if not own:
        return None
    shown = {group.dimension for group in before.by}
    best = next((each.name for each in own if each.name in shown), own[0].name)
    by = before.by if best in shown or not before.by else (*before.by, Group(dimension=best))
    by = by or tuple(Group(dimension=each) for each in dict.fromkeys((*_columns(before, scope), best)))
    return before.model_copy(update={"by": by, "order": (Order(by=best, descending=True),)})


def _columns(before: Query, scope: Scope) -> tuple[str, ...]:
    return scope.entity(before.rows).show if before.rows else ()


def _percent(before: Query, scope: Scope) -> Query | None:
    """Of each group that is shown in the whole; a rate is one already."""
    if not before.measures or not before.by or before.rows:
        return None
    first = before.measures[0]
    known = scope.model.measures.get(first.measure or "")
    if first.share is not None or (known is not None and known.unit == "ratio"):
        return before
    if known is None or not known.additive or before.having is not None:
        return None
    return before.model_copy(update={"measures": (first.model_copy(update={"share": Share()}),), "compare": None})


_TURNS: Mapping[Turned, Callable[[Query, Scope], Query | None]] = {
    "reverse": _reversed,
    "by_value": _by_value,
    "percent": _percent,
}


def remembered(earlier: Sequence[Turn]) -> Sequence[Turn]:
    """The last ten turns, and none from before "start over"."""
    last = [number for number, turn in enumerate(earlier) if command(turn.question) == "anew"]
    return earlier[last[-1] + 1 if last else 0 :][-KEPT:]
