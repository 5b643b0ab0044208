"""What the question set asks can be said as a Query, and the compiled SQL gives the gold's rows."""

import pytest

from tests.questions import gold

GATE, *OTHERS = gold.DAYS


def test_every_question_with_an_answer_has_a_query() -> None:
    assert set(gold.queries()) == set(gold.entries())


@pytest.mark.parametrize(
    ("day", "seed"), [pytest.param(*GATE), *(pytest.param(*pair, marks=pytest.mark.long) for pair in OTHERS)]
)
def test_queries_give_the_gold(day: str, seed: int) -> None:
    con = gold.sample(day, seed)
    failed = {}
    for name, question in gold.questions(day, seed).items():
        compiled = gold.compiled(question, day)
        rows = con.execute(compiled.sql).fetchall()
        assert [column[0] for column in con.description or []] == [column.name for column in compiled.columns]
        if why := gold.verdict(question, [column.name for column in compiled.columns], rows):
            failed[name] = why
    assert not failed


def test_a_wrong_query_is_noticed() -> None:
    """The measure must be able to fail: last month's revenue is not this month's."""
    day, seed = GATE
    con = gold.sample(day, seed)
    every = gold.questions(day, seed)
    other = gold.Question(every["wm-rev-last-month"].entry, every["wm-orders-this-year"].query)
    compiled = gold.compiled(other, day)
    assert gold.verdict(other, [c.name for c in compiled.columns], con.execute(compiled.sql).fetchall())
