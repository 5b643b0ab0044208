"""How a table is written for a model: bounded in rows, in characters and in each cell; what it was shown is kept."""

import json
from datetime import date
from decimal import Decimal

from agents.model.sent import LONG_TEXT, MOST, received
from core.run import Answered
from core.table import Table, TableColumn
from core.warehouse.base import Value


def answered(*rows: tuple[Value, ...], total: int = 0) -> Answered:
    columns = (TableColumn("day", "Day", "date"), TableColumn("amount", "Amount", "decimal", "money"))
    table = Table(columns, rows, total or len(rows), "SELECT 1")
    return Answered(table, "Amount by day", (), "0 USD", "trace")


def test_it_is_json_with_what_it_means_and_how_much_there_is() -> None:
    shown, written = received(answered((date(2026, 6, 30), Decimal("1.10")), (None, Decimal(2)), total=900), 50)
    assert json.loads(written) == {
        "means": "Amount by day",
        "columns": [
            {"name": "day", "label": "Day", "type": "date"},
            {"name": "amount", "label": "Amount", "type": "decimal", "unit": "money"},
        ],
        "rows_in_all": 900,
        "rows": [["2026-06-30", 1.1], [None, 2.0]],
    }
    assert (len(shown.rows), shown.total_rows) == (2, 900)


def test_no_more_than_allowed_of_rows_cells_and_characters() -> None:
    rows = tuple((f"{number}" + "x" * 1000, number) for number in range(1000))
    shown, written = received(answered(*rows), 5)
    assert [len(str(row[0])) for row in json.loads(written)["rows"]] == [LONG_TEXT + 1] * 5
    assert shown.rows == rows[:5]
    shown, written = received(answered(*rows), 1000)
    assert len(written) < MOST + 1000
    assert len(shown.rows) == len(json.loads(written)["rows"]) < 1000
    assert received(answered(*rows), 0)[0].rows == ()
