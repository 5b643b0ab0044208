"""An answer on paper: everything is on it, in any alphabet; what is left out is said; nothing in it is a link."""

import io
from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

from pypdf import PdfReader

from core.report.pdf import MOST_ROWS, pdf
from core.report.report import Picture, Report
from core.table import Table, TableColumn
from core.warehouse.base import Value

NAME = TableColumn("name", "supplier", "varchar", role="title")
DAY = TableColumn("month", "month", "date", role="key", grain="month")
FIGURE = TableColumn("spend", "spend", "decimal", "money")
NORTH = TableColumn("a_latitude", "latitude", "number", "degrees")
PLACE = (NAME, NORTH, TableColumn("a_longitude", "longitude", "number", "degrees"))


def table(columns: tuple[TableColumn, ...], rows: list[tuple[Value, ...]], total: int | None = None) -> Table:
    return Table(columns, tuple(rows), total or len(rows), "SELECT 1")


ROWS: list[tuple[Value, ...]] = [("Żółć & Ångström", Decimal("1234.50")), ("Έλενα Иванова", Decimal("-20"))]
REPORT = Report(
    program="Quartermaster",
    question="spend by supplier this year",
    interpretation="Spend by supplier, 2026",
    text="Spend is highest for Żółć & Ångström.",
    table=table((NAME, FIGURE), ROWS),
    picture=Picture("bar", "name", ("spend",)),
    sql=("SELECT supplier, sum(spend)\nFROM orders",),
    definitions=(("Spend", "What was ordered"),),
    facts=(("Trace", "0af7651916cd43dd"),),
    person="Priya Nair",
    made=datetime(2026, 6, 30, 9, 30, tzinfo=UTC),
    currency="USD",
)


def read(report: Report) -> PdfReader:
    return PdfReader(io.BytesIO(pdf(report)))


def text(report: Report) -> str:
    return "\n".join(page.extract_text() for page in read(report).pages)


def test_everything_that_an_answer_rests_on_is_on_the_paper() -> None:
    said = text(REPORT)
    wanted = (REPORT.question, REPORT.interpretation, REPORT.text, "1,234.50 USD", "-20.00 USD", "Έλενα Иванова")
    more = ("FROM orders", "Spend: What was ordered", "Trace: 0af7651916cd43dd", "2026-06-30 09:30", "Priya Nair")
    assert [part for part in (*wanted, *more, "2 rows in all.") if part not in said] == []


def test_every_picture_is_drawn() -> None:
    months: list[tuple[Value, ...]] = [(date(2026, month, 1), Decimal(month * 1000)) for month in (1, 2, 4)]
    line = replace(REPORT, table=table((DAY, FIGURE), months), picture=Picture("line", "month", ("spend",)))
    assert "January 2026" in text(line)
    spots: list[tuple[Value, ...]] = [("North", 60.0, 10.0), ("South", 50.0, 11.0), ("Nowhere", None, None)]
    places = replace(REPORT, table=table(PLACE, spots), picture=Picture("map", "name"))
    without = replace(places, picture=Picture("none"))
    assert text(places).count("North") == text(without).count("North") + 1
    same = replace(REPORT, table=table((DAY, FIGURE), [(date(2026, 1, 1), None)]), picture=line.picture)
    assert "1 row in all" in text(same)


def test_what_is_not_on_the_paper_is_said() -> None:
    many: list[tuple[Value, ...]] = [(f"S{number}", Decimal(number)) for number in range(MOST_ROWS + 5)]
    long = replace(REPORT, table=table((NAME, FIGURE), many, 12_000), picture=Picture("none"))
    assert f"The first {MOST_ROWS} of 12,000 rows." in text(long)
    columns = tuple(replace(FIGURE, name=f"c{number}", label=f"column {number}") for number in range(40))
    wide = replace(REPORT, table=table(columns, [tuple(range(40))]), picture=Picture("none"))
    assert "of 40 columns" in text(wide)
    empty = replace(REPORT, table=table((NAME, FIGURE), []))
    assert "The table has no rows." in text(empty)


def test_what_stands_in_the_data_is_text_and_no_more() -> None:
    hostile = "**bold** [here](https://evil.example) <b>x</b> \u202egnp.exe \x00\x07"
    made = replace(REPORT, question=hostile * 20, text=hostile, table=table((NAME, FIGURE), [(hostile, Decimal(1))]))
    assert "[here](https" in text(made)
    assert not any(page.get("/Annots") for page in read(made).pages)
    assert "\u202e" not in text(made)


def test_further_tables_and_how_a_tool_worked_are_on_it() -> None:
    parts = table((NAME, FIGURE), [("Delta Pipes", Decimal(7))])
    said = text(replace(REPORT, table=None, more=(("By supplier", parts),), worked=(("Method", "as in 1913"),)))
    assert [
        part for part in ("By supplier", "Delta Pipes", "1 row in all.", "Method: as in 1913") if part not in said
    ] == []
