"""What the tests of the sample data share: a business to ask, at its usual size and a small one on an awkward day."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import duckdb
import pytest

from tests.sample_data.fixture import sample_db
from tests.sample_data.rules import PURCHASES, SALES

CASES = [(2_000, "2026-06-30", 7), (20_000, "2026-06-30", 7), (2_000, "2026-01-01", 11)]


@dataclass
class Business:
    connection: duckdb.DuckDBPyConnection
    orders: int
    day: str

    def rows(self, sql: str) -> list[tuple[Any, ...]]:
        """`$today` stands for the last day, `$sales` and `$purchases` for orders with their lines."""
        for name, text in WORDS.items():
            sql = sql.replace(name, text)
        return self.connection.execute(sql.replace("$today", f"DATE '{self.day}'")).fetchall()

    def value(self, sql: str) -> Any:
        return self.rows(sql)[0][0]

    def by(self, sql: str) -> dict[str, Any]:
        """The first column to the second."""
        return {row[0]: row[1] for row in self.rows(sql)}


WORDS = {
    "$sales": SALES,
    "$purchases": PURCHASES,
    "$open": "status IN ('Pending', 'Processing', 'Shipped')",
    "$month_ago": "date_trunc('month', $today) - INTERVAL 1 MONTH",
    "$month": "date_trunc('month', $today)",
}


def open_business(orders: int, day: str, seed: int) -> Iterator[Business]:
    with duckdb.connect(str(sample_db(orders, day, seed)), read_only=True) as connection:
        yield Business(connection, orders, day)


@pytest.fixture(params=CASES, ids=lambda case: f"{case[0]}-{case[1]}", scope="module")
def business(request):
    """Of each size and day that the gate looks at."""
    yield from open_business(*request.param)


@pytest.fixture(scope="module")
def usual():
    """Large enough for what only shows in the mean."""
    yield from open_business(*CASES[1])
