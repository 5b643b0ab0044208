"""Same question, same answer: the question set over Redshift's own wire, and as Athena's SQL, beside DuckDB."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb
import psycopg
import pytest

from core.warehouse.athena.athena import open_athena
from core.warehouse.base import Checked, Warehouse
from core.warehouse.redshift.connector import RedshiftWarehouse
from tests.contract.conftest import aws, postgres, redshift  # noqa: F401 - fixtures
from tests.contract.warehouses import Clouds, StandIn
from tests.core.semantic.asking import agree
from tests.core.semantic.compile.on_postgres import load
from tests.questions import gold
from tests.wire.engines import OnDuckDB
from tests.wire.redshift import finish, prepare

A_FEW = slice(0, None, 6)
MOST = 100_000


@dataclass(frozen=True)
class Same:
    """One day's data, on DuckDB and in another warehouse."""

    day: str
    seed: int
    there: Warehouse
    here: duckdb.DuckDBPyConnection

    def check(self, names: Sequence[str]) -> None:
        every = gold.questions(self.day, self.seed)
        for name in names:
            done = gold.compiled(every[name], self.day, self.there.dialect)
            found = self.there.run(Checked(done.sql, self.there.dialect, frozenset(), MOST))
            columns = [column.name for column in done.columns]
            assert list(found.columns) == columns, name
            assert not gold.verdict(every[name], columns, list(found.rows)), name
            mine = self.here.execute(gold.compiled(every[name], self.day).sql).fetchall()
            agree(list(found.rows), mine, name, ordered=True)


@pytest.fixture
def on_redshift(request: pytest.FixtureRequest, redshift: StandIn) -> Iterator[Same]:  # noqa: F811
    day, seed = request.param
    here = gold.sample(day, seed)
    prepare(redshift.server, ())
    redshift.filled = ()
    with psycopg.connect(redshift.server, autocommit=True) as server:
        load(here, server)
        finish(server)
        server.execute("ANALYZE")
    there = RedshiftWarehouse.open(redshift.settings())
    yield Same(day, seed, there, here)
    there.close()


@pytest.mark.parametrize("on_redshift", gold.DAYS[:1], indirect=True)
def test_some_over_the_wire_of_redshift(on_redshift: Same) -> None:
    on_redshift.check(list(gold.queries())[A_FEW])


@pytest.mark.long
@pytest.mark.parametrize("on_redshift", gold.DAYS, indirect=True)
def test_all_over_the_wire_of_redshift(on_redshift: Same) -> None:
    on_redshift.check(list(gold.queries()))


@pytest.mark.long
@pytest.mark.parametrize(("day", "seed"), gold.DAYS)
def test_all_as_athena_says_them(aws: Clouds, day: str, seed: int, tmp_path: Path) -> None:  # noqa: F811
    """Read as Trino's and run by DuckDB: what the two say alike is not judged here, the results are."""
    here = gold.sample(day, seed)
    aws.filled = ()
    aws.athena.open = lambda: OnDuckDB(here)
    Same(day, seed, open_athena(aws.athena_settings()), here).check(list(gold.queries()))
