"""Each construct gives the rows that were added up by hand."""

from functools import cache

import pytest

from tests.core.semantic.asking import Desk, agree
from tests.core.semantic.compile.constructs import CONSTRUCTS
from tests.core.semantic.small import small_desk


@cache
def desk() -> Desk:
    return small_desk()


@pytest.mark.parametrize("name", CONSTRUCTS)
def test_construct(name: str) -> None:
    construct = CONSTRUCTS[name]
    rows = desk().ask(construct.persona, **construct.query)
    agree(rows, construct.rows, name, ordered=True)
