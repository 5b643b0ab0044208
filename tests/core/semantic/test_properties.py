"""What must hold of every question, tried on questions made up at random over a business full of traps."""

from functools import cache
from typing import Any

import duckdb
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st

from core.access import allowance, terminal
from core.errors import QuartermasterError
from core.semantic.query import Query
from core.warehouse.guard import check_tree
from tests.core.semantic.asking import MODEL, PERSONAS, Desk, Row, agree, compiled, equal, plain
from tests.core.semantic.questions import (
    EVERY_STATUS,
    any_query,
    dimensions,
    facts_of,
    filters,
    measures,
)
from tests.core.semantic.small import ROWS, TODAY, cells, create, small_desk

ASKED = st.sampled_from(("warehouse", "purchasing", "finance"))
SIZE = settings.get_profile("gate").max_examples  # the profile of a long run has more
COUNTS = {"warehouse": ("orders", "order_lines", "items"), "purchasing": ("purchase_orders", "purchase_lines", "items"),
          "finance": ("invoices", "sales_count")}  # fmt: skip
LIFTING = {"sales_order.status", "purchase_order.status", "sale.status"}  # grouped by these, shut-out rows count too
many = settings(suppress_health_check=list(HealthCheck))


@cache
def desk() -> Desk:
    return small_desk()


@cache
def turned_round() -> Desk:
    """The same rows, stored the other way round."""
    db = duckdb.connect()
    for name, text in ROWS.items():
        create(db, MODEL, name)
        for row in reversed(cells(text)):
            db.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    return Desk(db, TODAY)


def ask(persona: str, query: Any) -> list[Row]:
    """The rows, or the example is left: what is refused says so with an error of ours."""
    try:
        done = compiled(query, persona, TODAY)
    except QuartermasterError:
        assume(False)
    return desk().db.execute(done.sql).fetchall()


@many
@given(ASKED.flatmap(lambda persona: st.tuples(st.just(persona), any_query(persona))))
def test_any_question(case: tuple[str, Query]) -> None:
    """It compiles for every dialect or is refused, runs, passes the guard unchanged, and says the same twice."""
    persona, query = case
    again = Query.from_json(query.to_json())
    assert again == query and hash(again) == hash(query) and again.fingerprint() == query.fingerprint()
    try:
        done = compiled(query, persona, TODAY)
    except QuartermasterError as error:
        assert error.message.rstrip().endswith((".", "?")), "a refusal is a sentence"
        return
    rows = desk().db.execute(done.sql).fetchall()
    for dialect in ("postgres", "redshift", "trino"):
        assert compiled(query, persona, TODAY, dialect).sql
    assert [c.name for c in compiled(again, persona, TODAY).columns] == [column.name for column in done.columns]
    checked = check_tree(done.tree, "duckdb", allowance(MODEL, terminal(PERSONAS[persona]), TODAY, 10_000, True))
    agree(desk().db.execute(checked.sql).fetchall(), rows, "through the guard", ordered=True)
    agree(turned_round().db.execute(done.sql).fetchall(), rows, "stored the other way round", ordered=True)


@st.composite
def groupings(draw: st.DrawFn, additive: bool = True) -> tuple[str, str, list[str], dict[str, Any]]:
    """A persona, a measure, dimensions that every one of its rows has, and a filter."""
    persona = draw(ASKED)
    known = [name for name in measures(persona) if MODEL.measures[name].additive or not additive]
    measure = draw(st.sampled_from(known))
    names = tuple(name for name in dimensions(persona, facts_of(measure)) if name not in LIFTING)
    by = draw(st.lists(st.sampled_from(names), min_size=1, max_size=2, unique=True))
    if MODEL.measures[measure].date and draw(st.booleans()):
        by.append(draw(st.sampled_from(("date:month", "date:week", "date:weekday"))))
    where = {"where": draw(filters(persona, names, 1))} if draw(st.booleans()) else {}
    return persona, measure, by, where


@many
@given(groupings())
def test_groups_of_a_sum_add_up_to_it(case: tuple[str, str, list[str], dict[str, Any]]) -> None:
    persona, measure, by, where = case
    total = ask(persona, {"measures": [measure], **where})[0][0]
    groups = ask(persona, {"measures": [measure], "by": by, **where})
    assert equal(sum(number(row[-1]) for row in groups), number(total))


def number(value: object) -> float:
    return float(str(value)) if value is not None else 0.0


@many
@given(groupings())
def test_shares_add_up_to_one(case: tuple[str, str, list[str], dict[str, Any]]) -> None:
    persona, measure, by, where = case
    rows = ask(persona, {"measures": [{"measure": measure, "share": {}}], "by": by, **where})
    shares = [row[-1] for row in rows if row[-1] is not None]
    assert not shares or equal(sum(map(number, shares)), 1.0)


@many
@given(groupings(additive=False), st.data())
def test_figures_side_by_side_are_those_of_each_alone(
    case: tuple[str, str, list[str], dict[str, Any]], data: st.DataObject
) -> None:
    persona, measure, by, where = case
    beside = data.draw(st.sampled_from([m for m in measures(persona) if set(by) <= _shared(persona, m)] or [measure]))
    together = ask(persona, {"measures": [measure, beside], "by": by, **where})
    first = ask(persona, {"measures": [measure], "by": by, **where})
    second = ask(persona, {"measures": [beside], "by": by, **where})
    width = len(together[0]) - 2 if together else 0
    for rows, at in ((first, -2), (second, -1)):
        alone = {row[:width]: row[-1] for row in rows}
        for row in together:
            assert same(row[at], alone.get(row[:width])), f"{row} beside {alone.get(row[:width])}"
    assert {row[:width] for row in together} == {row[:width] for row in (*first, *second)}


def _shared(persona: str, measure: str) -> set[str]:
    dated = {"date:month", "date:week", "date:weekday"} if MODEL.measures[measure].date else set()
    return set(dimensions(persona, facts_of(measure))) | dated


def same(found: object, wanted: object) -> bool:
    """Nothing to add up is 0 beside another figure, and empty alone."""
    return equal(found, wanted) or (not plain(found) and not plain(wanted))


@st.composite
def counts(draw: st.DrawFn) -> tuple[str, str, Any, Any]:
    persona = draw(ASKED)
    measure = draw(st.sampled_from(COUNTS[persona]))
    names = dimensions(persona, facts_of(measure))
    return persona, measure, draw(filters(persona, names, 1)), draw(filters(persona, names, 1))


def count(persona: str, measure: str, where: Any = None) -> int:
    around = {"where": where} if where else {}
    value = ask(persona, {"measures": [measure], "including": EVERY_STATUS, **around})[0][0]
    assert isinstance(value, int)
    return value


@many
@given(counts())
def test_one_condition_more_never_counts_more(case: tuple[str, str, Any, Any]) -> None:
    persona, measure, one, other = case
    both = count(persona, measure, {"and": [one, other]})
    assert both <= count(persona, measure, one)
    assert both <= count(persona, measure, other)


@many
@given(counts())
def test_those_and_not_those_are_all(case: tuple[str, str, Any, Any]) -> None:
    persona, measure, one, other = case
    every = count(persona, measure)
    for where in (one, {"or": [one, other]}, {"and": [one, other]}):
        assert count(persona, measure, where) + count(persona, measure, {"not": where}) == every


@many
@given(counts())
def test_either_is_one_and_the_other_less_both(case: tuple[str, str, Any, Any]) -> None:
    """Of conditions on the rows themselves; on finer rows, both must hold on one of them."""
    persona, measure, one, other = case
    either = count(persona, measure, {"or": [one, other]})
    neither = count(persona, measure, {"and": [{"not": one}, {"not": other}]})
    assert either + neither == count(persona, measure)


@many
@given(groupings(additive=False), st.integers(1, 5), st.booleans())
def test_the_first_few_are_the_first_of_all(
    case: tuple[str, str, list[str], dict[str, Any]], few: int, largest: bool
) -> None:
    persona, measure, by, where = case
    query = {"measures": [measure], "by": by, "order": f"-{measure}" if largest else measure, **where}
    rows = ask(persona, query)
    agree(ask(persona, {**query, "limit": few}), rows[:few], "the first few", ordered=True)
    figures: list[Any] = [plain(row[-1]) for row in rows if row[-1] is not None]
    assert figures == sorted(figures, reverse=largest)
    assert [row[-1] is None for row in rows] == sorted(row[-1] is None for row in rows), "empty ones come last"


@pytest.mark.long
@settings(max_examples=40 * SIZE, suppress_health_check=list(HealthCheck))
@given(ASKED.flatmap(lambda persona: st.tuples(st.just(persona), any_query(persona))))
def test_very_many_questions(case: tuple[str, Query]) -> None:
    test_any_question.hypothesis.inner_test(case)
