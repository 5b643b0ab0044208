"""Each construct gives the rows that were added up by hand, and no part of a Query is left without one."""

from collections.abc import Iterator
from functools import cache
from typing import Any, get_args

import pytest
from pydantic import BaseModel

from core.semantic.period import Grain, Period
from core.semantic.query import Aggregate, Compare, Fields, Having, Operator, Query, Share, Term, TimeGrain
from tests.core.semantic.asking import Desk, agree
from tests.core.semantic.compile.constructs import CONSTRUCTS
from tests.core.semantic.small import small_desk

WORDS = {
    (Fields, "op"): get_args(Operator),
    (Term, "agg"): get_args(Aggregate),
    (Share, "of"): ("total", "unfiltered"),
    (Compare, "show"): ("previous", "change", "change_rate"),
    (Having, "op"): ("=", "<", ">", ">=", "between", "not null"),
    (Period, "calendar"): get_args(Grain),
}


@cache
def desk() -> Desk:
    return small_desk()


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_construct(name: str) -> None:
    construct = CONSTRUCTS[name]
    rows = desk().ask(construct.persona, **construct.query)
    agree(rows, construct.rows, name, ordered=True)


def _parts(value: Any) -> Iterator[BaseModel]:
    if isinstance(value, BaseModel):
        yield value
        for name in type(value).model_fields:
            yield from _parts(getattr(value, name))
    elif isinstance(value, tuple):
        for each in value:
            yield from _parts(each)


@cache
def used() -> list[BaseModel]:
    return [part for each in CONSTRUCTS.values() for part in _parts(Query.model_validate(each.query))]


def test_every_part_of_a_query_has_a_construct() -> None:
    kinds = {type(part) for part in used()}
    said = {(type(part), name) for part in used() for name in part.model_fields_set}
    unsaid = {(kind.__name__, name) for kind in kinds for name in kind.model_fields if (kind, name) not in said}
    assert not unsaid


@pytest.mark.parametrize(("kind", "field"), WORDS)
def test_every_word_has_a_construct(kind: type[BaseModel], field: str) -> None:
    found = [getattr(part, field) for part in used() if isinstance(part, kind)]
    flat = {word for value in found for word in (value if isinstance(value, tuple) else (value,))}
    assert set(WORDS[kind, field]) <= flat


def test_every_grain_of_time_has_a_construct() -> None:
    grains = {str(getattr(part, "grain", "")) for part in used()}
    days, *others = get_args(TimeGrain)
    assert {*get_args(days), *get_args(others[0])} <= grains
