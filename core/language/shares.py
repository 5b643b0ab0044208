"""Shares: what part of a figure belongs to a state, a name, a ranking's first few, or each group."""

from core.language.frame import Ask, Frame, all_of
from core.language.moments import period_filters
from core.language.rankings import ordering
from core.semantic.query import Fields, Filter, Is, Not, Order, Query, Share, Term


def read_share(frame: Frame) -> None:
    for number, item in list(frame.free()):
        if item.is_word("share") and number not in frame.used:
            frame.take(number)
            frame.share = Share()
        elif item.is_word("running") and number not in frame.used:
            frame.take(number)
            frame.running = True


def shared(frame: Frame, terms: list[Term]) -> Query | None:
    """ "what share of A was B": B is what the figure is narrowed by, A what it is narrowed from."""
    period_filters(frame)
    ratios = [term for term in terms if _is_ratio(frame, term)]
    if terms and len(ratios) == len(terms):  # "utilisation in percent": only how it is written
        order, limit, per = ordering(frame, terms)
        return Query(
            measures=tuple(terms),
            by=tuple(frame.groups),
            where=all_of(frame.filters),
            order=order,
            limit=limit,
            per=per,
        )
    if not terms and frame.subject and (count := frame.count_of(frame.subject)):
        terms = [Term(measure=count)]
    if not terms:
        frame.asks.append(Ask("A share of what? Say the figure."))
        return None
    part, whole = _top_part(frame) or _parted(frame)
    if part is None and frame.groups:
        shared = [term.model_copy(update={"share": Share()}) for term in terms]
        order, limit, per = ordering(frame, shared)
        if limit and order and any(item.is_word("each") for item in frame.items):  # "the top 5, each with its share"
            named = [each.model_copy(update={"name": f"share_of_{each.measure}"}) for each in shared if each.measure]
            shared = [*terms, *named]
        return Query(
            measures=tuple(shared), by=tuple(frame.groups), where=all_of(whole), order=order, limit=limit, per=per
        )
    if part is None:
        frame.asks.append(Ask("A share of what in what? Say the part and the whole."))
        return None
    shared = [term.model_copy(update={"where": part, "share": Share(of="unfiltered")}) for term in terms]
    order, limit, per = ordering(frame, shared)
    return Query(measures=tuple(shared), by=tuple(frame.groups), where=all_of(whole), order=order, limit=limit, per=per)


def _is_ratio(frame: Frame, term: Term) -> bool:
    known = frame.scope.model.measures.get(term.measure or "")
    return known is not None and known.unit == "ratio"


def _top_part(frame: Frame) -> tuple[Filter | None, list[Filter]] | None:
    """ "what share sits with the 3 vendors we owe the most": the part is a ranking's first few."""
    if not (frame.limit and frame.superlative is not None and frame.groups and frame.terms):
        return None
    if any(item.is_word("each") for item in frame.items):  # "the top 5, each with its share"
        return None
    ranked = frame.groups.pop(0)
    order = Order(by=frame.terms[0].measure or "", descending=True)
    top = Query(
        measures=(frame.terms[0],), by=(ranked,), where=all_of(frame.filters), order=(order,), limit=frame.limit
    )
    return Fields(field=ranked.dimension, op="in", query=top), frame.filters


def _parted(frame: Frame) -> tuple[Filter | None, list[Filter]]:
    """The last state or name said is the part; periods and what stands before "of" are the whole."""
    narrow = [f for f in frame.filters if isinstance(f, Is | Fields | Not)]
    if not narrow:
        return None, frame.filters
    part = max(narrow, key=lambda f: frame.places.get(f, 0))
    return part, [f for f in frame.filters if f is not part]
