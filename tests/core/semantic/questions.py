"""Queries made up at random from the vocabulary: of every shape, most of them sensible."""

from collections.abc import Iterable
from functools import cache
from typing import Any

from hypothesis import strategies as st

from core.access import sees_tables, terminal
from core.semantic import expression
from core.semantic.compile.scope import Scope
from core.semantic.query import Query
from tests.core.semantic.asking import MODEL, PERSONAS, Data
from tests.core.semantic.small import TODAY

GRAINS = ("day", "week", "month", "quarter", "year")
EVERY_STATUS = ("Cancelled", "refunded", "pending", "completed")  # with these named, no default shuts anything out
TEXTS = (
    "W1", "W2", "W3", "P1", "P3", "C1", "S1", "A1", "Ann", "Tools", "North Hub", "Delivered", "Cancelled", "Open",
    "Partial", "failed", "unpaid", "completed", "refunded", "North", "001", "PO", "", "%", "_", "a'b", "\\", "n",
)  # fmt: skip
DATES = ("2024-02-29", "2025-12-31", "2026-01-31", "2026-02-28", "2026-03-01", "2026-03-31", "2026-04-03")
PERIODS: tuple[Data, ...] = (
    {"calendar": "month"}, {"calendar": "month", "offset": -1}, {"calendar": "quarter", "offset": -1},
    {"calendar": "year"}, {"calendar": "month", "offset": -3, "count": 3}, {"calendar": "year", "to_date": True},
    {"last_days": 31}, {"next_days": 7}, {"start": "2026-01-01"}, {"end": "2026-02-28"},
    {"start": "2024-02-29", "end": "2026-03-02"},
)  # fmt: skip


@cache
def scope(persona: str) -> Scope:
    return Scope(MODEL, sees_tables(MODEL, terminal(PERSONAS[persona])), TODAY)


@cache
def facts_of(measure: str) -> frozenset[str]:
    known = MODEL.measures[measure]
    if known.fact:
        return frozenset({known.fact})
    parts = [name for _, name in expression.references(expression.parse(known.formula or ""))]
    return frozenset(fact for part in parts for fact in facts_of(part))


@cache
def measures(persona: str) -> tuple[str, ...]:
    return tuple(name for name, m in MODEL.measures.items() if not m.hidden and facts_of(name) <= scope(persona).tables)


@cache
def dimensions(persona: str, facts: frozenset[str]) -> tuple[str, ...]:
    """Those that each row of every one of these facts has."""
    return tuple(name for name in MODEL.dimensions if all(reaches(persona, fact, name) for fact in facts))


@cache
def reaches(persona: str, fact: str, name: str) -> bool:
    dimension, reached = MODEL.dimensions[name], scope(persona).reach(fact)
    if dimension.measure:
        able = facts_of(dimension.measure) <= scope(persona).tables
        return able and all(reaches(persona, fact, key) for key in MODEL.entities[dimension.entity].key)
    if dimension.at:
        return any(place.rpartition(".")[0] in reached for place in dimension.at)
    tree = expression.parse(dimension.sql or "")
    inner = all(reaches(persona, fact, part) for part in expression.names(tree))
    return inner and all(alias in reached for alias, _ in expression.references(tree))


@cache
def entities(persona: str) -> tuple[str, ...]:
    return tuple(name for name, e in MODEL.entities.items() if set(e.sources) & scope(persona).tables)


@cache
def states(persona: str) -> tuple[str, ...]:
    """Conditions over tables that the persona sees."""
    seen = scope(persona).tables

    def able(text: str) -> bool:
        tree = expression.parse(text)
        parts = [MODEL.dimensions[name] for name in expression.names(tree) if name in MODEL.dimensions]
        return all(alias in seen for alias, _ in expression.references(tree)) and all(
            facts_of(part.measure) <= seen for part in parts if part.measure
        )

    return tuple(name for name, condition in MODEL.conditions.items() if able(condition.when))


def kind(name: str) -> str:
    dimension = MODEL.dimensions[name]
    if dimension.kind or not dimension.at:
        return dimension.kind or "number"
    alias, _, column = dimension.at[0].rpartition(".")
    table = alias if alias in MODEL.tables else next(j.target for j in MODEL.joins if j.alias == alias)
    return MODEL.tables[table].columns[column].kind


def value_for(name: str) -> st.SearchStrategy[object]:
    return {
        "text": st.sampled_from(TEXTS),
        "date": st.sampled_from(DATES),
        "boolean": st.booleans(),
    }.get(kind(name), st.sampled_from((0, 1, 5, 20, 100, "0.5", -3)))


@st.composite
def leaves(draw: st.DrawFn, persona: str, names: tuple[str, ...]) -> Data:
    shape = draw(st.integers(0, 9))
    if shape == 0:
        return {"period": draw(st.sampled_from(PERIODS))}
    if shape < 3:
        return {"is": draw(st.sampled_from(states(persona)))}
    if shape == 3:
        return draw(_member(persona))
    name = draw(st.sampled_from(names))
    if shape == 4:
        like = [other for other in names if kind(other) == kind(name)]
        return {"field": name, "op": draw(st.sampled_from(("=", "<", "!="))), "other": draw(st.sampled_from(like))}
    value = value_for(name)
    op = draw(st.sampled_from(("=", "=", "!=", "<", ">=", "in", "not in", "between", "is null", "not null", "like")))
    if op in ("is null", "not null"):
        return {"field": name, "op": op}
    if op in ("in", "not in"):
        return {"field": name, "op": op, "value": draw(st.lists(value, min_size=1, max_size=3))}
    if op == "between":
        return {"field": name, "op": op, "value": [draw(value), draw(value)]}
    if op == "like":
        op = draw(st.sampled_from(("contains", "starts"))) if kind(name) == "text" else "="
    return {"field": name, "op": op, "value": draw(value)}


@st.composite
def _member(draw: st.DrawFn, persona: str) -> Data:
    """Being, or not being, among the members that another query finds."""
    entity = draw(st.sampled_from(entities(persona)))
    inner: Data = draw(
        st.sampled_from(
            (
                {"rows": entity},
                {"rows": entity, "limit": 2},
                {"measures": [draw(st.sampled_from(measures(persona)))], "by": [entity], "limit": 2},
                {"measures": [draw(st.sampled_from(measures(persona)))], "by": [entity]},
            )
        )
    )
    return {"field": entity, "op": draw(st.sampled_from(("in", "not in"))), "query": inner}


def filters(persona: str, names: tuple[str, ...], depth: int = 2) -> st.SearchStrategy[Data]:
    leaf = leaves(persona, names)
    if not depth:
        return leaf
    inner = filters(persona, names, depth - 1)
    several = st.lists(inner, min_size=1, max_size=3)
    return st.one_of(
        leaf, leaf, leaf, st.builds(lambda f: {"not": f}, inner), st.builds(lambda f: {"and": f}, several),
        st.builds(lambda f: {"or": f}, several),
    )  # fmt: skip


@st.composite
def terms(draw: st.DrawFn, persona: str, known: tuple[str, ...], names: tuple[str, ...], by: list[str]) -> Data:
    term: Data = {"measure": draw(st.sampled_from(known))}
    shape = draw(st.integers(0, 11))
    if shape == 0:
        term["where"] = draw(filters(persona, names, 1))
    elif shape == 1:
        term["period"] = draw(st.sampled_from(PERIODS))
        if days := [name for name in names if kind(name) == "date"]:
            term["date"] = draw(st.sampled_from(days))
    elif shape == 2:
        term["overall"] = True
    elif shape == 3:
        term["share"] = {"within": draw(st.lists(st.sampled_from(by), max_size=1))} if by else {}
    elif shape == 4:
        term["running"] = True
    elif shape == 5:
        term |= {"agg": draw(st.sampled_from(("avg", "max", "count"))), "per": [draw(st.sampled_from(names))]}
    elif shape == 6:
        term = {"agg": draw(st.sampled_from(("sum", "avg", "min", "max", "count", "count_distinct", "median")))}
        term["of"] = draw(st.sampled_from(names))
    return term


def some(draw: st.DrawFn, values: Iterable[Any], most: int) -> list[Any]:
    return draw(st.lists(st.sampled_from(tuple(values)), max_size=most, unique=True))


@st.composite
def questions(draw: st.DrawFn, persona: str) -> Query:
    """Figures by group, with everything that may stand around them."""
    first = draw(st.sampled_from(measures(persona)))
    likely = dimensions(persona, facts_of(first))
    whole = [name for name in entities(persona) if set(MODEL.entities[name].key) <= set(likely)]
    by = some(draw, (*likely, *whole, *whole), 2)
    if MODEL.measures[first].date and draw(st.booleans()):
        by.append(f"date:{draw(st.sampled_from((*GRAINS, 'weekday', 'month_of_year')))}")
    known = (first, first, draw(st.sampled_from(measures(persona))))
    plain = [name for name in by if not name.startswith("date:")]
    asked = [draw(terms(persona, known, likely, plain)) for _ in range(draw(st.integers(1, 2)))]
    query: Data = {"measures": asked, "by": by, **_around(draw, persona, likely)}
    if draw(st.integers(0, 3)) == 0:
        query["order"] = draw(st.sampled_from([first, f"-{first}", *by]))
    if draw(st.integers(0, 4)) == 0:
        back = {"back": draw(st.integers(1, 12)), "grain": draw(st.sampled_from(GRAINS))}
        query["compare"] = draw(st.sampled_from((back, {"to": draw(st.sampled_from(PERIODS))})))
    if "limit" in query and plain and draw(st.booleans()):
        query["per"] = plain[:1]
    return Query.model_validate(query)


@st.composite
def lists(draw: st.DrawFn, persona: str) -> Query:
    """Members of an entity with attributes and figures."""
    entity = draw(st.sampled_from(entities(persona)))
    table = next(name for name in MODEL.entities[entity].sources if name in scope(persona).tables)
    likely = dimensions(persona, frozenset({table}))
    query: Data = {"rows": entity, "by": some(draw, likely, 3), **_around(draw, persona, likely)}
    query["measures"] = some(draw, measures(persona), 2)
    return Query.model_validate(query)


def _around(draw: st.DrawFn, persona: str, likely: tuple[str, ...]) -> Data:
    around: Data = {}
    if draw(st.booleans()):
        around["where"] = draw(filters(persona, likely))
    if draw(st.integers(0, 4)) == 0:
        about = draw(st.sampled_from(measures(persona)))
        against: Data = draw(st.sampled_from(({"value": 1}, {"overall": True}, {"other": about})))
        around["having"] = {"measure": about, "op": draw(st.sampled_from((">", "<=", "=", "!="))), **against}
    if draw(st.integers(0, 4)) == 0:
        around["including"] = [draw(st.sampled_from(EVERY_STATUS))]
    if draw(st.integers(0, 2)) == 0:
        around["limit"] = draw(st.integers(1, 4))
    return around


def any_query(persona: str) -> st.SearchStrategy[Query]:
    return st.one_of(questions(persona), questions(persona), lists(persona))
