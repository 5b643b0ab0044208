"""The kinds of files people have: encodings, delimiters, odd lines, Excel, Parquet, and what is none of these."""

import csv
import zipfile
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path

import duckdb
import openpyxl
import pytest

from core.errors import Invalid, Unknown
from core.warehouse.generations import current
from core.warehouse.load import apart, excel
from tests.core.warehouse.load_files import HEADER, LINE, PRODUCT, places, put, query, rows_of, run, whys


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "cp1252", "utf-16"])
def test_encodings_are_recognised(home: Path, tmp_path: Path, encoding: str) -> None:
    text = PRODUCT.replace("Bolt", "Schräubchen 5 €")
    assert not run(home, put(tmp_path, "product.csv", text.encode(encoding))).bad.any
    assert query(home, "SELECT product_name FROM product ORDER BY ALL")[1] == ("Schräubchen 5 €",)


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_delimiters_and_line_ends_are_recognised(home: Path, tmp_path: Path, delimiter: str, end: str) -> None:
    text = end.join(delimiter.join(row) for row in rows_of(HEADER.replace("Ann", "A.")))
    assert not run(home, put(tmp_path, "sales_order_header.csv", text)).bad.any
    assert query(home, "SELECT customer_name FROM sales_order_header ORDER BY ALL") == [("A.",), ("Bob",)]


def test_decimal_commas_when_said(home: Path, tmp_path: Path) -> None:
    text = "\n".join(";".join(row) for row in rows_of(PRODUCT)).replace('Nut, "hex" M8', "Nut").replace(".", ",")
    assert not run(home, put(tmp_path, "product.csv", text), decimal_comma=True).bad.any
    assert query(home, "SELECT unit_cost FROM product ORDER BY ALL") == [(Decimal("0.10"),), (Decimal("1.00"),)]


def test_row_numbers_are_lines_of_the_file_whatever_lies_between(home: Path, tmp_path: Path) -> None:
    header, first, second = PRODUCT.splitlines()
    first, second = first.replace("0.10", "x"), second.replace("1.00", "y")
    text = f"{header}\n\n{first.replace('Bolt', chr(34) + 'two' + chr(10) + 'lines' + chr(34))}\n,,,,,,,,\n{second}\n"
    assert places(run(home, put(tmp_path, "product.csv", text))) == [(3, "unit_cost"), (6, "unit_cost")]


@pytest.mark.parametrize("end", ["\n", "\r\n"])
@pytest.mark.parametrize("inside", ["\n", "\r\n", "\r", "\n\n", ",", '""', ";", "\t"])
def test_line_ends_and_delimiters_inside_quotes_are_part_of_the_value(
    home: Path, tmp_path: Path, end: str, inside: str
) -> None:
    text = PRODUCT.replace("\n", end).replace("Bolt", f'"two{inside}parts"')
    assert not run(home, put(tmp_path, "product.csv", text)).bad.any
    expected = f"two{inside}parts".replace('""', '"').replace("\r\n", "\n").replace("\r", "\n")
    ((found,),) = query(home, "SELECT product_name FROM product WHERE product_code = 'PRD0001'")
    assert str(found).replace("\r\n", "\n").replace("\r", "\n") == expected


def test_records_that_do_not_fit_the_header_are_named(home: Path, tmp_path: Path) -> None:
    text = PRODUCT + "PRD0003,short\nPRD0004,a,b,1,1,,,,,more\nPRD0005,a,b,1,1,,,,,\n" + 'PRD0006,x"y,"b"c,1,1,,,,\n'
    outcome = run(home, put(tmp_path, "product.csv", text))
    assert [(row, reason) for row, _, _, reason in whys(outcome)] == [
        (4, "has 2 fields, the header has 9"),
        (5, "has 10 fields, the header has 9"),
        (7, "the quotes do not fit: a quote inside a value is written twice"),
    ]


def test_a_quote_that_is_never_closed_is_named(home: Path, tmp_path: Path) -> None:
    outcome = run(home, put(tmp_path, "product.csv", PRODUCT + 'PRD0003,"open,b,1,1,,,,\nPRD0004,x,y,1,1,,,,\n'))
    assert [row for row, *_ in whys(outcome)] == [4]
    assert "a quote is opened here and not closed" in whys(outcome)[0][3]


@pytest.mark.parametrize("name", ["product[1].csv", "product*.csv", "product 'x' \"y\".csv", "product?.csv"])
def test_odd_file_names_are_just_names(home: Path, tmp_path: Path, name: str) -> None:
    put(tmp_path, "product1.csv", "not,this\n")
    assert run(home, put(tmp_path, name, PRODUCT), table="product").tables[0].files == (name,)


def test_excel_sheets_are_tables(home: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, text in (("Notes", "read me\n"), ("product", PRODUCT), ("Orders", HEADER), ("sales_order_line", LINE)):
        sheet = book.create_sheet(title)
        for row in rows_of(text):
            sheet.append([value or None for value in row])
    product = book["product"]
    product["D2"], product["E2"], product["H2"] = 0.1 + 0.2, 1, datetime(2024, 1, 31)
    product["K1"] = None
    book.save(tmp_path / "all.xlsx")
    outcome = run(home, tmp_path / "all.xlsx")
    assert [(one.table, one.rows) for one in outcome.tables] == [
        ("product", 2),
        ("sales_order_header", 2),
        ("sales_order_line", 3),
    ]
    assert query(home, "SELECT unit_cost, unit_price, created_date FROM product ORDER BY ALL LIMIT 1") == [
        (Decimal("0.30"), Decimal("1.00"), date(2024, 1, 31))
    ]


def test_excel_rows_are_numbered_as_on_the_sheet(home: Path, tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    rows = rows_of(PRODUCT)
    for number, row in zip((3, 4, 7), rows, strict=True):
        for column, value in enumerate(row, start=1):
            book.active.cell(number, column, value or None)
    book.active["D7"] = "dear"
    book.save(tmp_path / "product.xlsx")
    assert places(run(home, tmp_path / "product.xlsx")) == [(7, "unit_cost")]
    with pytest.raises(Unknown, match="Sheet"):
        run(home, tmp_path / "product.xlsx", sheet="Shet")


def test_parquet_arrives_exactly_and_its_rows_are_records(home: Path, tmp_path: Path) -> None:
    put(tmp_path, "product.csv", PRODUCT)
    target = tmp_path / "product.parquet"
    columns = "* REPLACE (CAST(unit_cost AS DOUBLE) AS unit_cost, CAST(created_date AS TIMESTAMP) AS created_date)"
    duckdb.sql(f"COPY (SELECT {columns} FROM read_csv('{tmp_path}/product.csv')) TO '{target}'")
    assert not run(home, target).bad.any
    sql = "SELECT unit_cost, created_date FROM product ORDER BY ALL"
    assert query(home, sql) == [(Decimal("0.10"), date(2024, 1, 31)), (Decimal("1.00"), None)]
    duckdb.sql(f"COPY (SELECT * REPLACE ('?' AS unit_cost) FROM read_csv('{tmp_path}/product.csv')) TO '{target}'")
    assert places(run(home, target, mode="replace")) == [(1, "unit_cost"), (2, "unit_cost")]


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "empty"),
        (b"\n\n", "empty"),
        (b"a,b\x00c\n", "not a text file"),
        (b"PAR1 not really", "Parquet"),
        (b"PK\x03\x04 not really", "damaged"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1 old", "password"),
    ],
)
def test_what_is_no_table_ends_in_a_sentence(home: Path, tmp_path: Path, content: bytes, why: str) -> None:
    with pytest.raises(Invalid, match=why) as caught:
        run(home, put(tmp_path, "product.csv", content))
    assert "product.csv" in str(caught.value)
    assert str(tmp_path) not in str(caught.value)
    assert current(home) is None


def test_a_header_alone_is_an_empty_table(home: Path, tmp_path: Path) -> None:
    outcome = run(home, put(tmp_path, "product.csv", PRODUCT.splitlines()[0]))
    assert outcome.tables[0].rows == 0
    assert query(home, "SELECT count(*) FROM product") == [(0,)]


def test_a_missing_file_and_an_empty_folder_are_told(home: Path, tmp_path: Path) -> None:
    (tmp_path / "folder").mkdir()
    for path, why in ((tmp_path / "none.csv", "There is no file"), (tmp_path / "folder", "holds no file to load")):
        with pytest.raises(Invalid, match=why):
            run(home, path)


def test_a_workbook_that_unpacks_to_too_much_is_refused_before_it_is_unpacked(home: Path, tmp_path: Path) -> None:
    bomb = tmp_path / "product.xlsx"
    with zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/sharedStrings.xml", "w") as part:
        for _ in range((excel.MAX_SHARED >> 20) + 1):
            part.write(bytes(1 << 20))
    assert bomb.stat().st_size < 1 << 20
    with pytest.raises(Invalid, match="unpacks to more"):
        run(home, bomb)


def test_a_workbook_that_takes_too_much_memory_ends_in_a_sentence(
    home: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Its parts are small enough; as a tree they are not."""
    monkeypatch.setattr(apart, "MEMORY", 500 * 1024**2)
    plain, bomb, book = tmp_path / "plain.xlsx", tmp_path / "product.xlsx", openpyxl.Workbook()
    for line in csv.reader(PRODUCT.splitlines()):
        book.active.append(line)
    book.save(plain)
    assert run(home, plain, table="product").tables[0].rows == 2
    with zipfile.ZipFile(plain) as good, zipfile.ZipFile(bomb, "w", zipfile.ZIP_DEFLATED) as archive:
        for part in good.namelist():
            many = b"<a>" + b"<x/>" * 10_000_000 + b"</a>"
            archive.writestr(part, many if part == "xl/styles.xml" else good.read(part))
    with pytest.raises(Invalid, match="more memory or time"):
        run(home, bomb)


def test_a_zip_without_a_workbook_is_refused(home: Path, tmp_path: Path) -> None:
    with zipfile.ZipFile(tmp_path / "product.xlsx", "w") as archive:
        archive.writestr("hello.txt", "hello")
    with pytest.raises(Invalid, match="damaged"):
        run(home, tmp_path / "product.xlsx")
