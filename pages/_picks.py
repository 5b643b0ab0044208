"""What is picked in the form of Explore, as a Query and back: a link to one fills the form again."""

from collections.abc import Iterator, Mapping
from typing import Literal

from core.dashboards import SPANS
from core.semantic.model import Strict
from core.semantic.period import Period
from core.semantic.query import And, Compare, Fields, Filter, Group, In, Is, Order, Query, Term

Grain = Literal["day", "week", "month", "quarter", "year"]
GRAINS: tuple[Grain, ...] = ("day", "week", "month", "quarter", "year")
ALL_TIME = "All time"
PERIODS: Mapping[str, Period | None] = {
    ALL_TIME: None,
    **{span.label: span.period for span in SPANS},
    "Last year": Period(calendar="year", offset=-1),
    "Last 30 days": Period(last_days=30),
}
COMPARISONS: Mapping[str, Compare | None] = {
    "Nothing": None,
    "One month before": Compare(back=1, grain="month"),
    "One year before": Compare(back=1, grain="year"),
}
ORDERS = ("As it comes", "Most first", "Least first")


class Picked(Strict):
    measures: tuple[str, ...] = ()
    by: tuple[str, ...] = ()  # "date" among them is each figure's own date
    grain: Grain = "month"
    period: str = ALL_TIME
    states: tuple[str, ...] = ()
    only: tuple[tuple[str, tuple[str, ...]], ...] = ()  # dimension → values
    compare: str = "Nothing"
    order: str = ORDERS[0]
    limit: int | None = None


def query_of(picked: Picked) -> Query | None:
    """None as long as nothing is picked to be shown."""
    if not picked.measures and not picked.by:
        return None
    wanted = tuple(_filters(picked))
    first = picked.measures[0] if picked.measures else None
    order = (Order(by=first, descending=picked.order == ORDERS[1]),) if first and picked.order != ORDERS[0] else ()
    return Query(
        measures=tuple(Term(measure=name) for name in picked.measures),
        by=tuple(Group(dimension=name, grain=picked.grain if name == "date" else None) for name in picked.by),
        where=None if not wanted else wanted[0] if len(wanted) == 1 else And(**{"and": wanted}),
        compare=COMPARISONS[picked.compare],
        order=order,
        limit=picked.limit,
    )


def _filters(picked: Picked) -> Iterator[Filter]:
    if period := PERIODS[picked.period]:
        yield In(period=period)
    yield from (Is(**{"is": name}) for name in picked.states)
    yield from (Fields(field=name, op="in", value=values) for name, values in picked.only if values)


def picked_of(query: Query) -> Picked | None:
    """None for a question that has more to it than the form shows."""
    grains = [group.grain for group in query.by if group.dimension == "date"]
    order = ORDERS[0] if not query.order else ORDERS[1] if query.order[0].descending else ORDERS[2]
    wanted = query.where.all if isinstance(query.where, And) else (query.where,) if query.where else ()
    spans = {period: label for label, period in PERIODS.items() if period}
    compared = {_json(compare): label for label, compare in COMPARISONS.items()}
    periods = [spans.get(part.period, "") for part in wanted if isinstance(part, In)]
    picked = Picked(
        measures=tuple(term.measure or "" for term in query.measures),
        by=tuple(group.dimension for group in query.by),
        grain=next((grain for grain in grains if grain in GRAINS), "month"),
        period=periods[0] if periods and periods[0] else ALL_TIME,
        states=tuple(part.state for part in wanted if isinstance(part, Is)),
        only=tuple((part.field, _values(part)) for part in wanted if isinstance(part, Fields)),
        compare=compared.get(_json(query.compare), "Nothing"),
        order=order,
        limit=query.limit,
    )
    same = query_of(picked)
    return picked if same is not None and _same(same, query) else None


def _same(made: Query, query: Query) -> bool:
    """Up to the writing of one value as a list of one."""
    return made.to_json() == query.to_json()


def _values(part: Fields) -> tuple[str, ...]:
    value = part.value if isinstance(part.value, tuple) else (part.value,)
    return tuple(str(one) for one in value if one is not None)


def _json(compare: Compare | None) -> str:
    return compare.model_dump_json() if compare else ""
