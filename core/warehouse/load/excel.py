"""Excel workbooks, sheet by sheet, as delimited text with the row numbers that the sheet shows."""

import csv
import zipfile
from collections.abc import Iterable, Iterator
from datetime import date, datetime, time, timedelta
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING
from xml.etree.ElementTree import ParseError

from core.errors import Invalid, Unknown
from core.warehouse.load.request import Request
from core.warehouse.load.text_file import one_line_end

if TYPE_CHECKING:
    from openpyxl.worksheet._read_only import ReadOnlyWorksheet

MAX_FILE = 200 * 1024**2
MAX_UNPACKED = 1024**3  # a workbook of a million rows and ten columns unpacks to about 600 MB
MAX_SHARED = 128 * 1024**2  # openpyxl holds the shared strings in memory
MAX_COLUMNS = 1000


class Sheet:
    """One sheet written out: the header with its row, and a file of row number and fields."""

    def __init__(self, title: str, header: list[str], file: Path) -> None:
        self.title, self.header, self.file = title, header, file


def read_sheets(path: Path, request: Request, folder: Path, rows: int | None = None) -> list[Sheet]:
    """All sheets that hold something, or the wanted one; with `rows`, only so many of each."""
    import openpyxl  # only who loads a workbook waits for it

    _check_size(path)
    wanted = request.sheet
    try:
        book = openpyxl.load_workbook(path, read_only=True, data_only=True, keep_links=False)
        try:
            titles = [sheet.title for sheet in book.worksheets]
            if wanted is not None and wanted not in titles:
                raise Unknown("sheet", wanted, titles)
            chosen = [sheet for sheet in book.worksheets if wanted in (None, sheet.title)]
            written = [_write(sheet, folder / f"sheet-{n}.csv", request, rows) for n, sheet in enumerate(chosen)]
        finally:
            book.close()
    except (zipfile.BadZipFile, ParseError, KeyError, ValueError, TypeError, EOFError, OSError) as error:
        raise Invalid(f"{path.name} cannot be read as an Excel workbook (xlsx): it is damaged.") from error
    return [sheet for sheet in written if sheet.header]


def _check_size(path: Path) -> None:
    """Before anything is unpacked: the directory of the archive says how large its parts are, and zipfile holds it."""
    if path.stat().st_size > MAX_FILE:
        raise Invalid(f"{path.name} is larger than {MAX_FILE >> 20} MB: save its sheets as CSV.")
    try:
        with zipfile.ZipFile(path) as archive:
            parts = archive.infolist()
    except (zipfile.BadZipFile, EOFError, OSError) as error:
        raise Invalid(f"{path.name} is not an Excel workbook (xlsx), or it is damaged or protected.") from error
    shared = sum(part.file_size for part in parts if part.filename.lower().endswith("sharedstrings.xml"))
    if sum(part.file_size for part in parts) > MAX_UNPACKED or shared > MAX_SHARED:
        raise Invalid(f"{path.name} unpacks to more than an Excel file may hold here: save its sheets as CSV.")


def _write(sheet: "ReadOnlyWorksheet", file: Path, request: Request, most: int | None) -> Sheet:
    """The first row with anything in it is the header; rows without anything are left out."""
    sheet.reset_dimensions()  # some programs write wrong ones
    rows = _filled(sheet.iter_rows(values_only=True), request)
    _, header = next(rows, (0, []))
    rows = islice(rows, most)
    with file.open("w", encoding="utf-8", newline="") as out:
        csv.writer(out, lineterminator="\n").writerows([number, *fields] for number, fields in _even(rows, len(header)))
    return Sheet(sheet.title, header, file)


def _filled(rows: Iterable[tuple[object, ...]], request: Request) -> Iterator[tuple[int, list[str]]]:
    for number, row in enumerate(rows, start=1):
        request.go_on()
        fields = [_text(value) for value in row[:MAX_COLUMNS]]
        while fields and not fields[-1].strip():
            fields.pop()
        if fields:
            yield number, fields


def _even(rows: Iterable[tuple[int, list[str]]], width: int) -> Iterator[tuple[int, list[str]]]:
    """As wide as the header: cells to the right of it belong to no column, as notes beside a table do."""
    for number, fields in rows:
        yield number, fields[:width] + [""] * (width - len(fields))


def _text(value: object) -> str:
    """A cell as one would type it; floats with the 15 digits that Excel itself keeps."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, float):
        return format(value, ".15g")
    if isinstance(value, datetime | date | time):
        return value.isoformat(" ") if isinstance(value, datetime) else value.isoformat()
    if isinstance(value, timedelta):  # a cell of hours, such as 08:30
        return one_line_end(str(value))
    return one_line_end(str(value))
