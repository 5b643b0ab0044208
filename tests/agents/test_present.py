"""The sentence of an answer: each row by its whole name, one figure with its unit, no last place of a ranking."""

from decimal import Decimal

import pytest

from agents.present import sentence
from core.table import Table, TableColumn
from core.warehouse.base import Value

DEPOT = (TableColumn("code", "code", "text", role="key"), TableColumn("name", "depot", "text", role="title"))
GROUP = TableColumn("group", "group", "text", role="key")
REVENUE = TableColumn("revenue", "Revenue", "decimal", "money", role="figure")
DAYS = TableColumn("days", "Lead time", "number", "days", role="figure")
A, B = ("WH1", "Mysuru Depot", "Pumps", Decimal(5)), ("WH2", "Hubballi Depot", "Seals", Decimal(3))


def table(columns: tuple[TableColumn, ...], *rows: tuple[Value, ...], total: int = 0) -> Table:
    return Table(columns, rows, total or len(rows), "")


@pytest.mark.parametrize(
    ("found", "ranked", "said"),
    [
        (
            table((*DEPOT, GROUP, REVENUE), A, B),
            False,
            "Revenue: highest for Mysuru Depot, Pumps (5.00 USD), lowest for Hubballi Depot, Seals (3.00 USD).",
        ),
        (table((*DEPOT, GROUP, REVENUE), A, B), True, "Revenue: highest for Mysuru Depot, Pumps (5.00 USD)."),
        (table((*DEPOT, GROUP, REVENUE), B, A), True, "Revenue: lowest for Hubballi Depot, Seals (3.00 USD)."),
        (table((*DEPOT, GROUP, REVENUE), A), False, "Mysuru Depot, Pumps. Revenue: 5.00 USD."),
        (table((REVENUE,), (None,)), False, "Revenue: no figure."),
        (table((DAYS,), (24.4,)), False, "Lead time: 24.4 days."),
        (table((GROUP, DAYS), ("Pumps", 1), ("Seals", 1)), False, "Lead time: 1 day in every row."),
        (
            table((GROUP, DAYS), ("Pumps", 1), (None, 2), total=7),
            False,
            "Lead time: highest for none (2 days), lowest for Pumps (1 day). The first 2 of 7 rows are shown.",
        ),
        (table(DEPOT, ("WH1", "Mysuru Depot")), False, "1 row."),
        (table((REVENUE,)), False, "Nothing matches."),
    ],
)
def test_the_sentence(found: Table, ranked: bool, said: str) -> None:
    assert sentence(found, "USD", ranked=ranked) == said
