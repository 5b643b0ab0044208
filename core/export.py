"""Results as files: CSV and Excel, whole, and safe to open in a spreadsheet."""

import csv
import io
import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from core import audit
from core.access import require
from core.context import Context
from core.disarm import disarmed as disarmed
from core.errors import Invalid, Unavailable
from core.run import Answered, run_query, run_sql
from core.semantic.query import Query
from core.table import Table, TableColumn
from core.warehouse.base import Cancel, Value

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

Kind = Literal["csv", "xlsx"]
MEDIA_TYPE: Mapping[Kind, str] = {
    "csv": "text/csv; charset=utf-8",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}
Told = Callable[[int], None]
PIECE = 500  # rows of a piece of CSV, and between two looks at whether anybody still waits
MOST = 1_000_000  # rows: what fits into memory beside everything else
EXCEL_ROWS = 1_048_575  # a sheet has one more, for the header
LONGEST_CELL = 32_767  # characters, in Excel
EXACT = 10**15  # numbers beyond have more digits than Excel keeps
_NO_TEXT = re.compile(r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\ud800-\udfff\ufffe\uffff]")  # not allowed in XML


@dataclass(frozen=True)
class Exported:
    """A file that is complete: its name for people, its kind, where it is, and how many rows it has."""

    name: str
    kind: Kind
    path: Path
    rows: int

    @property
    def media_type(self) -> str:
        return MEDIA_TYPE[self.kind]


class Longer(Invalid):
    """More rows than were wanted at once."""


def export(
    ctx: Context,
    wanted: Query | str,
    kind: Kind,
    folder: Path,
    name: str = "export",
    cancel: Cancel | None = None,
    most: int = MOST,
) -> Exported:
    """All rows of a Query, or of hand-written SQL, under the asker's rights; the audit log has it first."""
    require(ctx.asker, "export")
    answered = whole(ctx, wanted, cancel, most)
    told, meaning = _watching(cancel), answered.interpretation
    made = write(answered.table, kind, folder, name, ctx.config.app.currency, told, meaning)
    audit.record(ctx.store, ctx.asker.email, "export", made.name, detail=f"{made.rows} rows; trace {answered.trace_id}")
    return made


def export_table(ctx: Context, table: Table, kind: Kind, folder: Path, name: str) -> Exported:
    """All rows of a table that was worked out and not queried; the audit log has it first."""
    require(ctx.asker, "export")
    made = write(table, kind, folder, name, ctx.config.app.currency)
    audit.record(ctx.store, ctx.asker.email, "export", made.name, detail=f"{made.rows} rows")
    return made


def whole(ctx: Context, wanted: Query | str, cancel: Cancel | None = None, most: int = MOST) -> Answered:
    """Not only what is shown: a result that is longer than can be had is refused, never cut."""
    ctx = _with_rows(ctx, most)
    answered = run_sql(ctx, wanted, cancel) if isinstance(wanted, str) else run_query(ctx, wanted, cancel)
    if answered.table.truncated:
        raise Longer(f"This is more than {most:,} rows. Filter or group it, then export it.")
    return answered


def write(
    table: Table, kind: Kind, folder: Path, name: str, currency: str = "", told: Told = lambda _rows: None,
    question: str = "",
) -> Exported:  # fmt: skip
    """Excel's sheets end at a million rows; what is longer becomes CSV. `told` hears how many rows are written."""
    kind = "csv" if len(table.rows) > EXCEL_ROWS else kind
    path = folder / f"{safe_name(name)}.{kind}"
    if kind == "xlsx":
        _write_excel(table, path, currency, told, question)
    else:
        with path.open("w", encoding="utf-8-sig", newline="") as out:  # the mark tells Excel that it is UTF-8
            for number, piece in enumerate(csv_lines(table)):
                told(min(number * PIECE, len(table.rows)))
                out.write(piece)
    return Exported(path.name, kind, path, len(table.rows))


def _with_rows(ctx: Context, most: int) -> Context:
    """The same asker, who is shown more."""
    limits = ctx.config.warehouse
    worker = limits.worker.model_copy(update={"rows": most})
    more = limits.model_copy(update={"row_limit": most, "worker": worker})
    return replace(ctx, config=ctx.config.model_copy(update={"warehouse": more}))


def _watching(cancel: Cancel | None) -> Told:
    """Stops in the middle of a file when nobody waits for it any more."""

    def told(_rows: int) -> None:
        if cancel is not None and cancel.event.is_set():
            raise Unavailable("The export was cancelled.")

    return told


def csv_lines(table: Table) -> Iterator[str]:
    """Text only, in pieces of some hundred rows."""
    yield _csv([[disarmed(column.label) for column in table.columns]])
    for start in range(0, len(table.rows), PIECE):
        yield _csv([_csv_cell(value) for value in row] for row in table.rows[start : start + PIECE])


def safe_name(name: str) -> str:
    """A file name that no system takes for anything else."""
    plain = re.sub(r"[^\w.-]+", "-", name).strip("-.")[:80]
    return plain or "export"


def _csv(rows: Iterable[list[str]]) -> str:
    piece = io.StringIO()
    csv.writer(piece, lineterminator="\r\n").writerows(rows)
    return piece.getvalue()


def _csv_cell(value: Value) -> str:
    if value is None:
        return ""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Decimal):
        return f"{value:f}"
    if isinstance(value, datetime):
        return value.isoformat(sep=" ")
    return disarmed(value) if isinstance(value, str) else str(value)


def _write_excel(table: Table, path: Path, currency: str, told: Told, question: str) -> None:
    import xlsxwriter  # only who takes a workbook along waits for it

    options = {"constant_memory": True, "strings_to_formulas": False, "strings_to_urls": False}
    with xlsxwriter.Workbook(str(path), {**options, "nan_inf_to_errors": True}) as book:
        sheet, about = book.add_worksheet("Data"), book.add_worksheet("About")
        formats = [book.add_format({"num_format": _number_format(column, currency)}) for column in table.columns]
        text = book.add_format({"quote_prefix": True})  # stays text when somebody edits the cell
        head = book.add_format({"bold": True, "bottom": 1, "quote_prefix": True})
        for number, column in enumerate(table.columns):
            sheet.set_column(number, number, min(max(len(column.label), 10), 40) + 2)
            sheet.write_string(0, number, _excel_text(column.label), head)
        sheet.freeze_panes(1, 0)
        for line, row in enumerate(table.rows, 1):
            if line % PIECE == 0:
                told(line)
            for number, value in enumerate(row):
                _excel_cell(sheet, line, number, value, formats[number], text)
        _about(about, table, text, question)


def _excel_cell(sheet: "Worksheet", line: int, number: int, value: Value, shown: "Format", text: "Format") -> None:
    if value is None:
        return
    if isinstance(value, bool):
        sheet.write_boolean(line, number, value)
    elif isinstance(value, int | float | Decimal) and abs(float(value)) < EXACT:
        sheet.write_number(line, number, float(value), shown)
    elif isinstance(value, date) and value.year >= 1900:
        plain = value.replace(tzinfo=None) if isinstance(value, datetime) else value
        sheet.write_datetime(line, number, plain, shown)
    else:
        sheet.write_string(line, number, _excel_text(str(value)), text)


def _excel_text(text: str) -> str:
    return _NO_TEXT.sub("", text)[:LONGEST_CELL]


def _number_format(column: TableColumn, currency: str) -> str:
    if column.type == "date":
        return "yyyy-mm-dd"
    if column.type == "timestamp":
        return "yyyy-mm-dd hh:mm:ss"
    if column.unit == "ratio":
        return "0.0%"
    if column.unit == "money":
        return f'#,##0.00 "{currency}"' if currency.isalpha() else "#,##0.00"
    if column.unit in ("units", "count") and column.type == "integer":
        return "#,##0"
    return "General"


def _about(sheet: "Worksheet", table: Table, text: "Format", question: str) -> None:
    """Where it came from, so that the file explains itself a year later."""
    fresh = f"{table.fresh:%Y-%m-%d %H:%M} UTC" if table.fresh else ""
    lines: list[tuple[str, str | int]] = [("Question", question)] if question else []
    lines += [("Rows", len(table.rows)), ("Data as of", fresh), ("SQL", table.sql)]
    lines += [(column.label, column.meaning) for column in table.columns if column.meaning]
    sheet.set_column(0, 0, 24)
    sheet.set_column(1, 1, 100)
    for line, (what, says) in enumerate(lines):
        sheet.write_string(line, 0, _excel_text(what), text)
        if isinstance(says, int):
            sheet.write_number(line, 1, says)
        else:
            sheet.write_string(line, 1, _excel_text(says), text)
