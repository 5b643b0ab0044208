"""Loading: what is right arrives exactly, what is wrong is named row by row, and then nothing arrives."""

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import Conflict, Invalid, Unknown
from core.warehouse.generations import current
from tests.core.warehouse.load_files import HEADER, LINE, PRODUCT, places, put, query, run, whys


@pytest.fixture
def home(tmp_path: Path) -> Path:
    return tmp_path / "home"


@pytest.fixture
def filled(home: Path, tmp_path: Path) -> Path:
    """A home that holds the small files."""
    folder = tmp_path / "first"
    folder.mkdir()
    for name, text in (("product.csv", PRODUCT), ("sales_order_header.csv", HEADER), ("sales_order_line.csv", LINE)):
        put(folder, name, text)
    outcome = run(home, folder)
    assert not outcome.bad.any, whys(outcome)
    return home


def test_a_folder_of_files_arrives_exactly(filled: Path) -> None:
    rows = query(filled, "SELECT * FROM product ORDER BY product_code")
    first = ("PRD0001", "Bolt", "Fasteners", Decimal("0.10"), Decimal("0.25"), "SUP001", "Nuts & Co")
    assert rows[0] == (*first, date(2024, 1, 31), date(2024, 2, 29))
    assert rows[1] == (
        "PRD0002",
        'Nut, "hex" M8',
        "Fasteners",
        Decimal("1.00"),
        Decimal("2.00"),
        None,
        None,
        None,
        None,
    )
    assert query(filled, "SELECT sum(line_total), count(*) FROM sales_order_line") == [(Decimal("10.50"), 3)]
    types = query(filled, "SELECT column_name, data_type FROM duckdb_columns() WHERE table_name = 'sales_order_line'")
    assert dict(types)["line_total"] == "DECIMAL(10,2)"  # type: ignore[arg-type]
    assert dict(types)["order_quantity"] == "INTEGER"  # type: ignore[arg-type]
    pointer = current(filled)
    assert pointer is not None
    assert {table: (one.rows, one.source) for table, one in pointer.loaded.items()} == {
        "product": (2, "product.csv"),
        "sales_order_header": (2, "sales_order_header.csv"),
        "sales_order_line": (3, "sales_order_line.csv"),
    }


@pytest.mark.parametrize(
    ("column", "value", "reason"),
    [
        ("unit_cost", "1.005", "has 3 decimals, 2 are the most"),
        ("unit_cost", "123456789", "is too large: 8 digits before the point are the most"),
        ("unit_cost", "cheap", "is not a number: write it as 1234.56"),
        ("unit_cost", '"1,234.50"', "has a separator of thousands: write 1234.50"),
        ("unit_cost", '"12,5"', "has a decimal comma: write 12.5"),
        ("unit_cost", "-1", "is negative"),
        ("unit_cost", "#N/A", "is the error of a spreadsheet formula"),
        ("created_date", "2023-02-29", "is not a date: write it as 2024-12-31"),
        ("created_date", "01/02/2024", "may be day/month or month/day: say --date-order dmy or mdy"),
        ("created_date", "1/2/24", "has a year of two digits: write all four"),
        ("created_date", "2024-01-01 10:30", "has a time of day: a date is wanted"),
        ("created_date", "0204-01-01", "is in a year that cannot be meant"),
        ("product_code", "P" * 51, "has 51 characters, 50 are the most"),
        ("product_code", "", "is empty, and every row needs it"),
        ("product_code", "PRD0001", "has the same key as row 2"),
    ],
)
def test_a_wrong_value_is_named_with_its_row_and_what_would_be_right(
    home: Path, tmp_path: Path, column: str, value: str, reason: str
) -> None:
    header = PRODUCT.splitlines()[0].split(",")
    row = {"product_code": "PRD0003", "product_name": "x", "product_group": "y", "unit_cost": "1", "unit_price": "1"}
    text = PRODUCT + ",".join((row | {column: value}).get(name, "") for name in header) + "\n"
    outcome = run(home, put(tmp_path, "product.csv", text))
    assert [(one.row, one.column, one.reason) for one in outcome.bad.first] == [(4, column, reason)]
    assert current(home) is None


@pytest.mark.parametrize(
    ("value", "right"), [("Deliverd", "Delivered"), ("pend", "Pending"), ("in process", "Processing")]
)
def test_a_word_outside_the_vocabulary_comes_with_the_nearest_one(
    home: Path, tmp_path: Path, value: str, right: str
) -> None:
    outcome = run(home, put(tmp_path, "sales_order_header.csv", HEADER.replace("Pending", value)))
    known = "Pending, Processing, Shipped, Delivered, Cancelled"
    assert whys(outcome) == [(3, "status", value, f"is not one of {known}; the nearest is {right}")]


def test_vocabulary_in_another_case_is_put_right(home: Path, tmp_path: Path) -> None:
    text = HEADER.replace("Pending", " PENDING ").replace("Delivered", "delivered")
    assert not run(home, put(tmp_path, "sales_order_header.csv", text)).bad.any
    assert query(home, "SELECT status FROM sales_order_header ORDER BY ALL") == [("Delivered",), ("Pending",)]


def test_every_bad_row_is_counted_and_reported_and_nothing_is_loaded(filled: Path, tmp_path: Path) -> None:
    before = current(filled)
    lines = [f"SO,1,{n},PRD0001,{'x' if n % 3 else n},1,1.00,1.00,Fulfilled" for n in range(1, 3001)]
    file = put(tmp_path, "sales_order_line.csv", "\n".join([LINE.splitlines()[0], *lines]))
    outcome = run(filled, file, mode="replace", report=tmp_path / "bad.csv")
    assert outcome.bad.rows == 2000
    assert [(c.table, c.column, c.rule, c.rows) for c in outcome.bad.counts] == [
        ("sales_order_line", "order_quantity", "not a whole number", 2000)
    ]
    report = (tmp_path / "bad.csv").read_text().splitlines()
    errors = [line.split(",")[1] for line in report if ",error," in line]
    assert errors == [str(n + 1) for n in range(1, 3001) if n % 3]
    assert current(filled) == before


def test_the_report_disarms_formulas(home: Path, tmp_path: Path) -> None:
    text = PRODUCT.replace("0.10", "=1+1").replace("1.00", "-1.005")
    run(home, put(tmp_path, "product.csv", text), report=tmp_path / "bad.csv")
    report = (tmp_path / "bad.csv").read_text()
    assert ",'=1+1," in report
    assert ",-1.005," in report


def test_the_report_disarms_what_the_header_says_by_the_rule_of_exports(home: Path, tmp_path: Path) -> None:
    header, *rows = PRODUCT.splitlines()
    text = "\n".join([f"{header},=2+3", *(f"{row.replace('0.10', '＋1')},x" for row in rows)])
    run(home, put(tmp_path, "product.csv", text), report=tmp_path / "bad.csv")
    cells = {cell for row in csv.reader((tmp_path / "bad.csv").open(encoding="utf-8")) for cell in row}
    assert {"'=2+3", "'＋1"} <= cells


@pytest.mark.parametrize(
    ("dates", "order", "expected"),
    [
        (["13/01/2024", "02/01/2024"], None, [date(2024, 1, 2), date(2024, 1, 13)]),
        (["01-13-2024", "01-02-2024"], None, [date(2024, 1, 2), date(2024, 1, 13)]),
        (["01/02/2024", "03/02/2024"], "dmy", [date(2024, 2, 1), date(2024, 2, 3)]),
        (["01/02/2024", "03/02/2024"], "mdy", [date(2024, 1, 2), date(2024, 3, 2)]),
        (["31.12.2024", "1 February 2024"], None, [date(2024, 2, 1), date(2024, 12, 31)]),
        (["20240101", "2024-01-02T00:00:00"], None, [date(2024, 1, 1), date(2024, 1, 2)]),
    ],
)
def test_dates_in_many_forms(
    home: Path, tmp_path: Path, dates: list[str], order: str | None, expected: list[date]
) -> None:
    text = HEADER.replace("2025-01-01", dates[0]).replace("2025-01-02", dates[1])
    outcome = run(home, put(tmp_path, "sales_order_header.csv", text), date_order=order)
    assert whys(outcome) == []
    assert query(home, "SELECT order_date FROM sales_order_header ORDER BY ALL") == [(one,) for one in expected]


def test_days_first_and_months_first_in_one_column_are_refused(home: Path, tmp_path: Path) -> None:
    text = HEADER.replace("2025-01-01", "13/01/2024").replace("2025-01-02", "01/13/2024")
    outcome = run(home, put(tmp_path, "sales_order_header.csv", text))
    assert places(outcome) == [(2, "order_date"), (3, "order_date")]


def test_dangling_references_are_named(filled: Path, tmp_path: Path) -> None:
    text = LINE.replace("SO,2,1,PRD0002", "SO,3,1,PRD0009")
    outcome = run(filled, put(tmp_path, "sales_order_line.csv", text), mode="replace")
    assert whys(outcome) == [
        (4, "product_code", "PRD0009", "is not in product, which it refers to"),
        (4, "sales_order_prefix, sales_order_number", "SO, 3", "is not in sales_order_header, which it refers to"),
    ]


def test_what_is_still_referred_to_cannot_be_taken_away(filled: Path, tmp_path: Path) -> None:
    text = "\n".join(PRODUCT.splitlines()[:2])
    outcome = run(filled, put(tmp_path, "product.csv", text), mode="replace")
    reason = "lacks what 2 rows of sales_order_line in the warehouse refer to, such as PRD0002"
    assert whys(outcome) == [(None, "product_code", "", reason)]


def test_a_table_without_the_one_it_refers_to_is_refused_once(home: Path, tmp_path: Path) -> None:
    outcome = run(home, put(tmp_path, "sales_order_line.csv", LINE))
    assert [row for row, *_ in whys(outcome)] == [None, None]
    assert "load it first, or together with this" in whys(outcome)[0][3]


def test_an_existing_table_asks_for_a_mode_and_append_adds(filled: Path, tmp_path: Path) -> None:
    more = put(tmp_path, "product.csv", PRODUCT.replace("PRD0001", "PRD0003").replace("PRD0002", "PRD0004"))
    with pytest.raises(Conflict, match="product holds 2 rows already: say --replace or --append"):
        run(filled, more)
    outcome = run(filled, more, mode="append")
    assert not outcome.bad.any
    assert query(filled, "SELECT count(*) FROM product") == [(4,)]
    again = run(filled, more, mode="append")
    assert whys(again) == [
        (2, "product_code", "PRD0003", "is in the warehouse already"),
        (3, "product_code", "PRD0004", "is in the warehouse already"),
    ]


def test_several_files_of_one_table_share_its_key(home: Path, tmp_path: Path) -> None:
    first, second = put(tmp_path, "product_2023.csv", PRODUCT), put(tmp_path, "product_2024.csv", PRODUCT)
    outcome = run(home, first, second)
    assert [(one.file, one.row, one.reason) for one in outcome.bad.first] == [
        ("product_2024.csv", 2, "has the same key as row 2 of an earlier file"),
        ("product_2024.csv", 3, "has the same key as row 3 of an earlier file"),
    ]


def test_a_key_may_have_an_empty_part_once(home: Path, tmp_path: Path) -> None:
    put(tmp_path, "product.csv", PRODUCT)
    text = "product_code,warehouse_code,pack_size\nPRD0001,,1\nPRD0001,WH001,2\nPRD0001,,3\n"
    outcome = run(home, tmp_path / "product.csv", put(tmp_path, "planning_item.csv", text))
    assert [(row, reason) for row, _, _, reason in whys(outcome)] == [(4, "has the same key as row 2")]


def test_warnings_are_told_and_the_row_is_loaded(home: Path, tmp_path: Path) -> None:
    outcome = run(home, put(tmp_path, "sales_order_header.csv", HEADER.replace("2025-01-05", "2024-12-31")))
    assert [(one.row, one.column, one.reason) for one in outcome.warnings.first] == [
        (2, "delivery_date", "is before order_date")
    ]
    assert outcome.generation is not None


@pytest.mark.parametrize(
    ("header", "column", "why"),
    [
        ("product_code,product_code,", "product_code", "is there twice, as columns 1 and 2"),
        ("product_cod,", "product_cod", "is it product_code? Then say --map product_code='product_cod'"),
        ("product_cod,", "product_code", "is missing, and every row needs it"),
    ],
)
def test_a_wrong_header_is_told(home: Path, tmp_path: Path, header: str, column: str, why: str) -> None:
    text = PRODUCT.replace("product_code,", header, 1).replace("PRD", "X,PRD" if header.count(",") == 2 else "PRD")
    outcome = run(home, put(tmp_path, "product.csv", text))
    assert any(one[1] == column and why in one[3] for one in whys(outcome)), whys(outcome)
    assert current(home) is None


def test_columns_are_renamed_and_left_out(home: Path, tmp_path: Path) -> None:
    text = (
        PRODUCT.replace("product_code", "SKU", 1)
        .replace("product_group", "Product Group")
        .replace("supplier_name", "Remarks")
    )
    outcome = run(
        home, put(tmp_path, "items.csv", text), table="product", renames={"product_code": "sku"}, ignored=("remarks",)
    )
    assert not outcome.bad.any, whys(outcome)
    assert query(home, "SELECT product_code, product_group, supplier_name FROM product LIMIT 1") == [
        ("PRD0001", "Fasteners", None)
    ]
    with pytest.raises(Unknown, match="product_code"):
        run(home, tmp_path / "items.csv", table="product", renames={"product_cod": "sku"})


def test_the_table_is_known_by_its_columns(home: Path, tmp_path: Path) -> None:
    assert run(home, put(tmp_path, "export.csv", PRODUCT)).tables[0].table == "product"
    with pytest.raises(Invalid, match="say it with --table"):
        run(home, put(tmp_path, "other.csv", "a,b\n1,2\n"))
    with pytest.raises(Unknown, match="'product'"):
        run(home, tmp_path / "export.csv", table="prodct")


def test_a_check_changes_nothing(filled: Path, tmp_path: Path) -> None:
    before = current(filled)
    outcome = run(filled, put(tmp_path, "product.csv", PRODUCT), mode="replace", check_only=True)
    assert (outcome.bad.any, outcome.generation) == (False, None)
    assert current(filled) == before
    assert sorted(path.name for path in filled.iterdir()) == ["current.json", "load.lock", "warehouse-1.duckdb"]
