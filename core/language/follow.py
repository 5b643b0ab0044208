"""Follow-ups: what a later question keeps of an earlier one, replaces, adds or drops."""

from core.language.carried import (
    each_of_them,
    filters_of,
    with_figures,
    with_filters,
    with_groups,
    with_order,
    with_time,
)
from core.language.frame import Ask, Frame, all_of
from core.language.grammar import FILLER
from core.semantic.query import Fields, Group, In, Is, Order, Query, Share, Term

PRONOUNS = {"it", "them", "those", "these", "they", "their", "that"}


def is_follow_up(frame: Frame) -> bool:
    """Refers back, or says too little to stand alone."""
    if any(item.is_word("those", "only", "instead", "drop") for item in frame.items):
        return True
    if frame.items[0].is_word("also", "drop") or frame.items[0].text.lower() == "as":
        return True
    if any(word in PRONOUNS for item in frame.items for word in item.text.lower().split()):
        return True
    if frame.items[0].is_word("and", "by", "sort", "descending", "ascending", "chart", "breakdown"):
        return True
    return not _has_noun(frame)


def _has_noun(frame: Frame) -> bool:
    """Names a figure or a thing outside of "by …"."""
    for number, item in enumerate(frame.items):
        if item.found is not None:
            continue
        if (frame.measure(number) or frame.entity(number)) and not frame.is_word(number - 1, "by", "each"):
            return True
    return False


def follow_up(frame: Frame, before: Query) -> Query | None:
    if frame.share is not None:
        return _share_of(frame, before)
    if each_of_them(frame) and frame.groups:
        return _within_each(frame, before)
    _most_of_them(frame)
    if other := _same_for(frame, before) or _pointed_at(frame, before):
        return other
    if frame.asks:
        return None
    if any(item.is_word("drop") for item in frame.items) and (fewer := _without_figures(frame, before)):
        return fewer
    if frame.items[0].is_word("only") and before.measures and frame.filters and not (frame.terms or frame.counted):
        frame.subject = None  # "only customers from Kiel": the thing is said of the name
    query = with_time(frame, before)
    query = with_filters(frame, query)
    query = with_figures(frame, query)
    query = with_groups(frame, query)
    return with_order(frame, query)


def without_effect(frame: Frame, query: Query | None, before: Query | None) -> str:
    """ "only late ones" of what is never late: the word that changed nothing."""
    if query != before or not any(item.is_word("only") for item in frame.items):
        return ""
    return next((item.text for item in frame.items if item.filler and item.text.lower() not in FILLER), "")


def _same_for(frame: Frame, before: Query) -> Query | None:
    """ "same for suppliers": the figure by these instead."""
    said = any(item.text.lower().endswith("same for") for item in frame.items)
    if not said or not frame.subject or frame.terms or frame.filters:
        return None
    if not before.measures:
        frame.asks.append(Ask("The same of what? A list has no figure to show for others. Name one."))
        return None
    by = (*(group for group in before.by if group.grain), Group(dimension=frame.subject))
    order = tuple(o for o in before.order if o.by not in {group.dimension for group in before.by})
    frame.subject = None
    return before.model_copy(
        update={"by": by, "order": order, "limit": before.limit if order else None, "per": (), "rows": None}
    )


def _pointed_at(frame: Frame, before: Query) -> Query | None:
    """ "that product", by itself: the one of the last answer; where there is none, or more than one, it is asked."""
    thing, said = frame.subject, frame.items[0].text.lower()
    alone = len(frame.items) == 2 and said in ("that", "this", "those", "these")
    if not thing or not alone or frame.terms or frame.groups:
        return None
    entity, model = frame.scope.model.entities[thing], frame.scope.model
    facts = [model.measures[t.measure].fact for t in before.measures if t.measure in model.measures]
    happened = entity.date is not None and any(entity.sources[0] in frame.scope.reach(fact) for fact in facts if fact)
    if thing == before.rows or happened:  # those orders: the ones that were listed, or that the figure is of
        return None
    named = [f for f in filters_of(before) if isinstance(f, Fields) and f.field in (*entity.key, entity.title)]
    if named:
        return Query(rows=thing, where=all_of(named))
    grouped = {group.dimension for group in before.by} & {thing, *entity.key}
    if grouped and (before.limit == 1 or said in ("those", "these")):
        return Query(rows=thing, where=Fields(field=thing, op="in", query=before.model_copy(update={"compare": None})))
    has = "several" if grouped else "none"
    frame.asks.append(Ask(f"Which {entity.label}? The last answer has {has}. Name it."))
    return None


def _most_of_them(frame: Frame) -> None:
    """ "which warehouse has the most of them": the earlier figure by that, the first one."""
    if frame.superlative is not None and frame.subject and not (frame.terms or frame.order or frame.groups):
        frame.groups, frame.subject = [Group(dimension=frame.subject)], None
        frame.limit = frame.limit or 1


def _without_figures(frame: Frame, before: Query) -> Query | None:
    """ "drop the cost of goods column" """
    named = {term.measure for term in frame.terms}
    kept = tuple(term for term in before.measures if term.measure not in named)
    if kept and len(kept) < len(before.measures):
        return before.model_copy(update={"measures": kept})
    columns = {*frame.columns, frame.subject}
    by = tuple(group for group in before.by if group.dimension not in columns)
    return before.model_copy(update={"by": by}) if by and len(by) < len(before.by) and before.rows else None


def _within_each(frame: Frame, before: Query) -> Query | None:
    """ "the cheapest supplier for each of them": a ranking within each member of the earlier answer."""
    first = before.rows or (before.by[0].dimension if before.by else None)
    ranked = [o.by for o in frame.order if o.by in frame.scope.model.measures]
    if first is None or not ranked:
        return None
    chosen = Fields(field=first, op="in", query=before.model_copy(update={"order": (), "limit": None}))
    times = [f for f in filters_of(before) if isinstance(f, In)]
    best = Order(by=ranked[0], descending=bool(frame.superlative))
    by = (Group(dimension=first), *(g for g in frame.groups if g.dimension != first))
    return Query(
        measures=(Term(measure=ranked[0]),), by=by, where=all_of([chosen, *times, *frame.filters]), order=(best,),
        limit=frame.limit or 1, per=(first,),
    )  # fmt: skip


def _share_of(frame: Frame, before: Query) -> Query | None:
    """ "what share of the total do these three make up": the earlier groups against all of them."""
    if not before.measures:
        return None
    term = before.measures[0]
    if before.limit and before.by:
        chosen = Fields(field=before.by[0].dimension, op="in", query=before)
        part = term.model_copy(update={"where": chosen, "share": Share(of="unfiltered")})
        return Query(measures=(part,), where=before.where)
    states = [f for f in filters_of(before) if isinstance(f, Is)]
    if states and not frame.terms:  # "as share of all orders": of those without the state
        part = term.model_copy(update={"where": all_of(states), "share": Share(of="unfiltered")})
        rest = [f for f in filters_of(before) if f not in states]
        return before.model_copy(update={"measures": (part,), "where": all_of(rest), "order": ()})
    if before.by:
        return before.model_copy(update={"measures": (term.model_copy(update={"share": Share()}),)})
    return None
