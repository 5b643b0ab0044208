"""Files that a spreadsheet opens without calculating anything that somebody else wrote."""

import csv
import io
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.export import csv_lines, disarmed, safe_name, write
from core.table import Table, TableColumn
from core.warehouse.base import Value

ARMED = ("=1+1", "+49 30 1", "-cmd|' /C calc'!A0", "@SUM(A1)", "\t=1", "\r=1", "\x00=1", "＝1+1", "＋1+1", "－1+1",
         "＠x", " =1", "\u00a0=1", "\ufeff=1", "\u200b=1", "\n=1", "=HYPERLINK(\"http://x\")")  # fmt: skip
HARMLESS = (
    "-5",
    "-1,234.50",
    "+3",
    "-2e5",
    "5%",
    "a=1",
    "WH-001",
    "",
    "2026-01-01",
    "SO-000123",
    "x\t=1",
    "Müller & Co",
)


def table(*columns: tuple[str, str, str], rows: list[tuple[Value, ...]]) -> Table:
    named = tuple(TableColumn(name, name, kind, unit) for name, kind, unit in columns)  # type: ignore[arg-type]
    return Table(named, tuple(rows), len(rows), "SELECT 1")


def read_csv(table: Table) -> list[list[str]]:
    return list(csv.reader(io.StringIO("".join(csv_lines(table)), newline="")))


@pytest.mark.parametrize("text", ARMED)
def test_what_would_be_calculated_is_text(text: str) -> None:
    assert disarmed(text).startswith("'")


@pytest.mark.parametrize("text", HARMLESS)
def test_what_is_harmless_stays(text: str) -> None:
    assert disarmed(text) == text


@given(st.text())
def test_no_text_begins_a_formula(text: str) -> None:
    shown = disarmed(text)
    begins = shown.lstrip(" \u00a0\ufeff\u200b")[:1]
    assert begins not in ("=", "@", "＝", "＋", "－", "＠", "\t", "\r", "\x00")
    assert begins not in ("+", "-") or shown.strip()[-1:].isdigit() or shown.strip()[-1:] in "%.,"


def test_csv_keeps_numbers_dates_and_gaps() -> None:
    made = table(
        ("=name", "text", ""), ("amount", "decimal", "money"), ("day", "date", ""), ("at", "timestamp", ""),
        ("yes", "boolean", ""),
        rows=[("=x", Decimal("-12.50"), date(2026, 6, 30), datetime(2026, 6, 30, 8, 5), True), (None,) * 5],
    )  # fmt: skip
    assert read_csv(made) == [
        ["'=name", "amount", "day", "at", "yes"],
        ["'=x", "-12.50", "2026-06-30", "2026-06-30 08:05:00", "yes"],
        ["", "", "", "", ""],
    ]


def test_csv_of_many_rows_has_all_of_them() -> None:
    made = table(("n", "integer", "count"), rows=[(n,) for n in range(1_777)])
    assert [row[0] for row in read_csv(made)][1:] == [str(n) for n in range(1_777)]


def test_excel_has_no_formula_and_real_numbers(tmp_path: Path) -> None:
    rows: list[tuple[Value, ...]] = [(text, Decimal("-12.50"), 3, date(2026, 6, 30)) for text in ARMED]
    made = table(
        ("=name", "text", ""), ("amount", "decimal", "money"), ("n", "integer", "count"), ("day", "date", ""), rows=rows
    )
    exported = write(made, "xlsx", tmp_path, "of everything", "USD")
    sheet = openpyxl.load_workbook(exported.path)["Data"]
    cells = list(sheet.iter_rows())
    assert len(cells) == len(ARMED) + 1
    assert {cell.data_type for row in cells for cell in row} <= {"s", "n", "d"}
    assert cells[1][0].value == "=1+1"
    assert cells[1][0].quotePrefix
    assert (cells[1][1].value, cells[1][2].value, cells[1][3].value) == (-12.5, 3, datetime(2026, 6, 30))
    assert openpyxl.load_workbook(exported.path)["About"]["B3"].value == "SELECT 1"


def test_excel_bears_what_it_cannot_hold(tmp_path: Path) -> None:
    odd: list[tuple[Value, ...]] = [
        ("x" * 40_000, 10**18, float("nan"), date(1850, 1, 1)), ("\x01a\ud800", -(10**18), float("inf"), None)
    ]  # fmt: skip
    made = table(("t", "text", ""), ("n", "integer", ""), ("f", "number", ""), ("d", "date", ""), rows=odd)
    cells = list(openpyxl.load_workbook(write(made, "xlsx", tmp_path, "odd").path)["Data"].iter_rows(values_only=True))
    assert cells[1][1] == "1000000000000000000"
    assert cells[1][3] == "1850-01-01"
    assert cells[2][0] == "a"


def test_what_is_too_long_for_excel_becomes_csv(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("core.export.EXCEL_ROWS", 2)
    made = table(("n", "integer", ""), rows=[(1,), (2,), (3,)])
    assert write(made, "xlsx", tmp_path, "long").kind == "csv"


@pytest.mark.parametrize(
    ("name", "safe"),
    [("../../etc/passwd", "etc-passwd"), ("a/b\\c:d", "a-b-c-d"), ("", "export"), ("...", "export"), ("ß 1", "ß-1")],
)
def test_a_name_is_only_a_name(name: str, safe: str) -> None:
    assert safe_name(name) == safe
