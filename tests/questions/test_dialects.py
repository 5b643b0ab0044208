"""The question set's queries for all four engines, and on a real PostgreSQL."""

from collections.abc import Iterator

import psycopg
import pytest

from tests.contract.conftest import database, postgres  # noqa: F401 - a fixture
from tests.core.semantic.asking import agree
from tests.core.semantic.compile.lint import DIALECTS, complaints
from tests.core.semantic.compile.on_postgres import load
from tests.questions import gold

DAY, SEED = gold.DAYS[0]
A_FEW = ("pr-scorecard", "pr-spend-monthly-change", "wm-best-two-per-warehouse", "fe-days-to-delivery")


def test_every_query_suits_every_engine() -> None:
    for name, question in gold.questions(DAY, SEED).items():
        for dialect in DIALECTS:
            sql = gold.compiled(question, DAY, dialect).sql
            assert not complaints(sql, dialect), f"{name} in {dialect}\n{sql}"  # read back in the course of it


@pytest.fixture
def empty_postgres(postgres: str) -> Iterator[psycopg.Connection]:  # noqa: F811
    for uri in database(postgres):
        with psycopg.connect(uri, autocommit=True) as connection:
            yield connection


def test_a_few_on_postgres(empty_postgres: psycopg.Connection) -> None:
    _same_rows(empty_postgres, DAY, SEED, A_FEW)


@pytest.mark.long
@pytest.mark.parametrize(("day", "seed"), gold.DAYS)
def test_all_on_postgres(empty_postgres: psycopg.Connection, day: str, seed: int) -> None:
    _same_rows(empty_postgres, day, seed, tuple(gold.queries()))


def _same_rows(server: psycopg.Connection, day: str, seed: int, names: tuple[str, ...]) -> None:
    """In the same order, and right."""
    con = gold.sample(day, seed)
    load(con, server)
    every = gold.questions(day, seed)
    for name in names:
        done = gold.compiled(every[name], day, "postgres")
        rows = server.execute(done.sql).fetchall()
        assert not gold.verdict(every[name], [column.name for column in done.columns], rows), name
        agree(rows, con.execute(gold.compiled(every[name], day).sql).fetchall(), name, ordered=True)
