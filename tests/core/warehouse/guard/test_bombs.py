"""Bombs are refused or stopped within their limits, and the app goes on."""

import time
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

import psutil
import pytest

from core.errors import QuartermasterError, Unavailable
from core.warehouse.base import Checked
from core.warehouse.guard import Refused, check
from core.warehouse.worker import WorkerLimits, Workers
from tests.core.warehouse.guard.business import Case, allowance, cases, make_database

BOMBS = cases("bombs")
MEMORY = 1_500_000_000
A_FEW = [BOMBS[i] for i in (1, 4, 10, 13, 16, 32)]


@pytest.fixture(scope="module")
def database(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return make_database(tmp_path_factory.mktemp("bombs") / "warehouse.duckdb")


@pytest.fixture(scope="module")
def workers() -> Iterator[Workers]:
    limits = WorkerLimits(memory=MEMORY, cpu_seconds=5, bytes=8_000_000)
    with closing(Workers(limits)) as workers:
        yield workers


def test_there_are_enough() -> None:
    assert len(BOMBS) >= 32


@pytest.mark.parametrize("bomb", A_FEW, ids=str)
def test_a_few_are_contained(bomb: Case, workers: Workers, database: Path) -> None:
    contained(bomb, workers, database, timeout=1.0)


@pytest.mark.long
@pytest.mark.parametrize("bomb", BOMBS, ids=str)
def test_all_are_contained(bomb: Case, workers: Workers, database: Path) -> None:
    contained(bomb, workers, database, timeout=4.0)


def contained(bomb: Case, workers: Workers, database: Path, timeout: float) -> None:
    """Refused, stopped, or done within the limits; and afterwards an honest query works."""
    before = psutil.Process().memory_info().rss
    began = time.monotonic()
    try:
        report = workers.run(database, check(bomb.sql, "duckdb", allowance(bomb.persona)), timeout=timeout)
        assert report.peak_bytes <= MEMORY
    except Refused:
        pass
    except Unavailable as stopped:
        assert getattr(stopped, "peak_bytes", 0) <= MEMORY
    except QuartermasterError:
        pass  # the engine found it too large by itself
    assert time.monotonic() - began < timeout + 20  # generous: the machine may be busy, for ever is what it must not be
    assert psutil.Process().memory_info().rss - before < 500_000_000
    honest = Checked("SELECT count(*) FROM product", "duckdb", frozenset({"product"}), 10)
    assert workers.run(database, honest, timeout=20).result.rows == ((8,),)
