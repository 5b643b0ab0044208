"""What files look like before they are read."""

from pathlib import Path

import openpyxl
import pytest

from core.errors import Invalid
from core.semantic.read import load_model
from core.warehouse.load.peek import peek
from tests.core.warehouse.load_files import put

MODEL = load_model(Path(__file__).parents[3] / "semantic")


def test_columns_are_told_apart(tmp_path: Path) -> None:
    (seen,) = peek([put(tmp_path, "vendors.csv", "ID;Vendor Code;Vendor;Remarks\n1;V1;One;x\n")], MODEL)
    assert (seen.table, dict(seen.known)) == ("vendors", {"ID": "id", "Vendor Code": "vendor_code"})
    assert seen.unknown == ("Vendor", "Remarks")
    assert "vendor_name" in seen.missing
    assert seen.nearest("Vendor", MODEL)[0] == "vendor_name"
    assert "vendor_code" not in seen.nearest("Vendor", MODEL)


def test_a_table_that_nothing_tells_is_asked_for(tmp_path: Path) -> None:
    file = put(tmp_path, "stuff.csv", "SKU,Name\n1,x\n")
    assert peek([file], MODEL)[0].table is None
    assert peek([file], MODEL, "product")[0].unknown == ("SKU", "Name")


def test_sheets_are_seen_without_reading_all_of_them(tmp_path: Path) -> None:
    book = openpyxl.Workbook()
    book.active.title = "vendors"
    book.create_sheet("notes").append(["whatever"])
    for row in [
        ["id", "vendor_code", "vendor_name", "gstin", "status"],
        *([n, f"V{n}", "x", "", "active"] for n in range(50)),
    ]:
        book["vendors"].append(row)
    book.save(tmp_path / "all.xlsx")
    seen = peek([tmp_path / "all.xlsx"], MODEL)
    assert [(one.label, one.table) for one in seen] == [
        ("all.xlsx, sheet vendors", "vendors"), ("all.xlsx, sheet notes", None),
    ]  # fmt: skip


@pytest.mark.parametrize("content", [b"\x00\x01\xff" * 100, b"\xff\xfa damaged \x80", b"", b"\x14\x00PK" * 9])
def test_a_workbook_that_lost_its_beginning_is_damaged(tmp_path: Path, content: bytes) -> None:
    for name in ("product.xlsx", "product.parquet"):
        with pytest.raises(Invalid, match="it is damaged"):
            peek([put(tmp_path, name, content)], MODEL)


def test_text_under_a_wrong_name_is_still_text(tmp_path: Path) -> None:
    (seen,) = peek([put(tmp_path, "vendors.xlsx", "id,vendor_code\n1,V1\n")], MODEL)
    assert seen.table == "vendors"
