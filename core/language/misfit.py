"""What a reading must not be, whatever its words were taken for: a query for another thing than was asked."""

# The account looks at each word by itself. Here the question is looked at as a whole: what is asked for has to come
# out, a figure where one is asked, and no two parts that only together say what is wanted may have been taken apart.

from core.language.apart import taken_apart
from core.language.content import counted_by
from core.language.frame import Frame
from core.language.grammar import WEIGHTY
from core.language.moments import is_date
from core.language.unmet import unmet
from core.semantic.compile.cells import parts
from core.semantic.compile.keys import dimension_kind
from core.semantic.query import Fields, Is, Not, Query

FAR = 7
LINKS = ("of", "the", "my", "our", "your", "their", "a", "an", "all", "any", "is", "are", "has", "have", "me", "us")
SHOWN = ("with", "their", "its", "whether", "including", "whose", "if")
PREPOSED = ("on", "for", "from", "in", "with", "at", "by", "of", "to")
FIGURE = ("count", "sum", "avg", "median", "much")


def misfit(frame: Frame, query: Query) -> str | None:
    """Why a query cannot be what was asked; None where nothing speaks against it."""
    if frame.follow_up:
        return _unused(frame) or _no_date(frame, query)
    return (
        _no_date(frame, query)
        or _unused(frame)
        or _another_thing(frame, query)
        or _no_figure(frame, query)
        or taken_apart(frame, query)
        or _another_group(frame, query)
        or _everything(frame, query)
        or _average_of_what(frame, query)
        or _worst_of(frame, query)
        or _dropped_figure(frame, query)
        or _yes_or_no(frame, query)
        or _lost_column(frame, query)
        or unmet(frame, query)
        or _not_yet(frame, query)
    )


def _unused(frame: Frame) -> str | None:
    """ "since", "than", "other": small words that change what is asked, where nothing has read them."""
    left = [(n, item) for n, item in enumerate(frame.items) if item.filler and n not in frame.used]
    punctual = (n for n, item in left if n and item.text == "time" and frame.items[n - 1].text.lower().endswith(" on"))
    word = next((item.text for _, item in left if item.text.lower() in WEIGHTY), None)
    word = word or next((f"{frame.items[n - 1].text} time" for n in punctual), None)
    return f"I could not place {word!r} in that question." if word else None


def _another_thing(frame: Frame, query: Query) -> str | None:
    """ "which customers …", "list the orders …", "how many products …": they have to come out."""
    for number, item in enumerate(frame.items):
        if not item.is_word("which", "list", "count") or item.content or frame.share is not None:
            continue
        asked = _head(frame, number)
        if asked is None:
            continue
        thing = frame.senses.of(frame.items[asked], "entity") or ""
        if not _comes_out(frame, query, thing, counted=item.is_word("count")):
            return f"{frame.items[asked].text!r} is asked for, and I cannot see how they would come out."
    return None


def _head(frame: Frame, number: int) -> int | None:
    """The thing that stands behind "which" or "how many", over names, numbers and states."""
    for at in range(number + 1, min(len(frame.items), number + FAR)):
        item = frame.items[at]
        if item.named("entity") and frame.senses.of(item, "entity"):
            measured = frame.measure(at)
            counted = frame.scope.model.entities[frame.senses.of(item, "entity") or ""].count
            return at if measured is None or measured == counted else None
        small = item.filler and item.text.lower() in LINKS
        state = item.named("condition") or item.is_word("most", "least", "distinct", "best", "worst")
        if not (small or state or item.number is not None or item.is_word("list")):
            return None
    return None


def _comes_out(frame: Frame, query: Query, thing: str, *, counted: bool) -> bool:
    """As rows, as a group, as a count, or as a column of what is listed."""
    entities = frame.scope.model.entities
    own = {thing, *entities[thing].key, entities[thing].title}
    shown = {query.rows, *(group.dimension for group in query.by), *query.per}
    inner = {group.dimension for term in query.measures for group in term.per}
    known = frame.scope.model.dimensions
    amounts = {name for name in shown if query.measures and name in known and known[name].unit}
    if own & (shown | inner) or any(name and name.split(".")[0] == thing for name in shown - amounts):
        return True
    if query.rows and {*entities[thing].key} <= {*entities[query.rows].key}:
        return True
    if _pinned(frame, query, own):
        return True
    if not counted and frame.superlative is not None:  # "what product is the most expensive": one of them, no number
        return False
    facts = {frame.scope.model.measures[t.measure].fact for t in query.measures if t.measure}
    numbers = {counted_by(frame.scope, term.measure or "") for term in query.measures}
    numbers |= {(term.of or "").split(".")[0] for term in query.measures}
    return thing in numbers or bool(query.measures and entities[thing].sources[0] in facts)


def _pinned(frame: Frame, query: Query, own: set[str | None]) -> bool:
    """One of them was named: the answer is about it."""
    filters = parts(query.where) if query.where is not None else ()
    several = any(item.is_word("which", "list") and not item.content for item in frame.items) and query.rows is not None
    return not several and any(isinstance(f, Fields) and f.field in own and f.op == "=" for f in filters)


def _no_figure(frame: Frame, query: Query) -> str | None:
    """ "how many", "the total of", "on average" want a figure, no list; a named amount of each is one."""
    if query.measures or query.rows is None:
        return None
    units = {d.unit for g in query.by if (d := frame.scope.model.dimensions.get(g.dimension)) is not None}
    said = [item for item in frame.items if item.is_word(*FIGURE) and not item.named("measure")]
    where = any(item.is_word("where") for item in frame.items)
    if not said or where or query.limit == 1 or (units - {""} and frame.columns):
        return None
    return f"{said[0].text!r} wants a figure, and I only found a list."


def _another_group(frame: Frame, query: Query) -> str | None:
    """ "per customer", "for each warehouse": what is said behind it is what the answer is broken down by."""
    known = {group.dimension for group in query.by} | {*query.per} | {order.by for order in query.order}
    known |= {group.dimension for term in query.measures for group in term.per} | {query.rows or ""}
    for number, item in enumerate(frame.items):
        at = frame.next_content(number + 1, 3) if item.is_word("by", "each") and not item.content else None
        if at is None or frame.is_word(at, "by", "each", "most", "least", "avg", "sum", "sort"):
            continue
        thing = frame.items[at]
        names = {*thing.named("entity"), *thing.named("dimension"), *thing.named("measure")}
        kin = {name.split(".")[0] for name in thing.named("dimension")} | names
        if not names or thing.found or thing.grain:
            continue
        if not names & known and not {name.split(".")[0] for name in known} & kin:
            return f"{thing.text!r} is what it should be broken down by, and I cannot see how."
    return None


def _everything(frame: Frame, query: Query) -> str | None:
    """ "on which orders?" by itself points at something that is not here."""
    preposed = len(frame.items) > 1 and frame.items[0].filler and frame.items[0].text.lower() in PREPOSED
    narrowed = query.where is not None or query.having is not None or query.order or query.measures
    if preposed and frame.is_word(1, "which") and not narrowed:
        return f"{frame.items[0].text.capitalize()} which of them, of what? Say the rest, too."
    return None


def unmoved(frame: Frame, query: Query, before: Query | None) -> str | None:
    """A follow-up that names something, and changes nothing in the answer."""
    if not frame.follow_up or query != before or frame.chart:
        return None
    said = [item for item in frame.items if item.content or item.when or item.number is not None]
    return f"I could not place {said[0].text!r} there: the answer would be the same." if said else None


def _average_of_what(frame: Frame, query: Query) -> str | None:
    """ "average sales per month": of the sales of each month, or of the months' sums, where "average sale" is known."""
    if not any(group.grain for group in query.by):
        return None
    model = frame.scope.model
    for item in frame.items:
        named = {term.measure for term in query.measures} & {*item.named("measure")}
        for known in (model.measures[name] for name in named if name):
            phrases = {phrase.lower() for phrase in (known.label, *known.synonyms)}
            first, last = item.text.lower().split()[0], item.text.lower().split()[-1]
            plural = last not in {phrase.split()[-1] for phrase in phrases} and last.endswith("s")
            if plural and first in ("average", "avg", "mean") and known.label.lower().startswith("average"):
                return f"{item.text!r}: the {known.label.lower()} in each of them, or the average of their totals?"
    return None


def _no_date(frame: Frame, query: Query) -> str | None:
    """ "when …" wants a date."""
    said = next((n for n, item in enumerate(frame.items) if item.is_word("when") and not item.content), None)
    if said is None:
        return None
    entity = frame.scope.model.entities.get(query.rows or "")
    shown = [g.dimension for g in query.by] or list(entity.show if entity else ())
    named = {*shown, *(term.of or "" for term in query.measures)}
    dated = any(name in frame.scope.model.dimensions and is_date(frame, name) for name in named)
    timed = any(group.grain or group.dimension == "date" for group in query.by)
    figures = [frame.scope.model.measures.get(term.measure or "") for term in query.measures]
    timed = timed or any(known and (known.sql or "").startswith(("max(", "min(")) for known in figures)
    return None if dated or timed else "When: the date of what? Name the date that is meant."


def _worst_of(frame: Frame, query: Query) -> str | None:
    """ "unverified invoices by vendor, worst 3": of what is bad in itself the worst is the most, or it is not."""
    worst = any(item.text.lower().split()[0] == "worst" for item in frame.items)
    known = frame.scope.model.measures.get(query.measures[0].measure or "") if query.measures else None
    narrowed = any(isinstance(f, Is) for f in (parts(query.where) if query.where is not None else ()))
    if (
        worst
        and known
        and narrowed
        and query.order
        and known.better == "high"
        and known.unit in ("money", "count", "units")
    ):
        return f"The worst by {known.label.lower()}: those with the most, or with the least?"
    return None


def _dropped_figure(frame: Frame, query: Query) -> str | None:
    """ "sales of customers in the north": a word for a figure and a thing has to be one of them."""
    model = frame.scope.model
    shown = {
        query.rows,
        *(g.dimension for g in query.by),
        *(o.by for o in query.order),
        *(t.measure for t in query.measures),
    }
    facts = {model.measures[name].fact for name in shown if name in model.measures}
    for number, item in enumerate(frame.items):
        things, figure = item.named("entity"), frame.measure(number)
        if not things or figure is None or figure in {entity.count for entity in model.entities.values()}:
            continue
        told = {name.split(".")[0] for name in shown if name} | {*shown}
        seen = any(model.entities[name].sources[0] in facts for name in things) or {*item.named("measure")} & shown
        if query.rows and not seen and not told & {*things}:
            return f"I could not place {item.text!r} in that question."
    return None


def _yes_or_no(frame: Frame, query: Query) -> str | None:
    """ "invoices verified but failed": a column that is true or false was meant to narrow, or to be shown."""
    for number, item in enumerate(frame.items):
        names = {*item.named("dimension")} & {group.dimension for group in query.by if query.rows}
        plain = [name for name in names if dimension_kind(frame.scope, name) == "boolean"]
        shown = number and (frame.is_word(number - 1, "list", "and") or frame.items[number - 1].text.lower() in SHOWN)
        if plain and not shown and not item.named("condition"):
            return f"{item.text!r}: only where it is so, or shown for each? Say “with {item.text}” to see it."
    return None


def _not_yet(frame: Frame, query: Query) -> str | None:
    """ "not yet shipped": what has gone beyond a step has been there, which a column of the last step does not say."""
    denied = [f.negated for f in (parts(query.where) if query.where is not None else ()) if isinstance(f, Not)]
    named = next((f for f in denied if isinstance(f, Fields)), None)
    if named is None or not any(item.text.lower() in ("yet", "still") for item in frame.items):
        return None
    label = frame.scope.dimension(named.field).label
    return f"“Not yet”: which values of {label} are meant? Those beyond it are not it either."


def _lost_column(frame: Frame, query: Query) -> str | None:
    """ "list the sales above 1000 with customer and amount": one figure is no list, and has no such columns."""
    listed = frame.items[0].text.lower().startswith("list") and not query.by
    return (
        "A list, or one figure? Say what is to be listed, and with which columns."
        if listed and query.measures
        else None
    )
