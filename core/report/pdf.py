"""An answer as a PDF: question, reading, sentence, picture, table, definitions, SQL, and where it came from."""

from core.report.drawn import draw
from core.report.paper import BAND, INK, LINE, MONO, QUIET, Paper
from core.report.report import Report
from core.table import Table, shown

MOST_ROWS = 300
NARROW, WIDE = 16.0, 60.0  # millimetres of a column
SIDEWAYS = 6  # columns from which on the sheet is turned
ROW = 5.4
LONGEST_SQL = 6000


def pdf(report: Report) -> bytes:
    """The whole file."""
    tables = (*(() if report.table is None else (report.table,)), *(table for _, table in report.more))
    sideways = any(len(table.columns) > SIDEWAYS for table in tables)
    foot = f"{report.program} · {report.made:%Y-%m-%d %H:%M} UTC · for {report.person}"
    paper = Paper(report.question, foot, sideways=sideways)
    _head(paper, report)
    if report.table is not None:
        if report.picture.kind != "none":
            paper.ln(3)
            draw(paper, report.table, report.picture, report.currency)
        _table(paper, report.table, report.currency)
    for name, table in report.more:
        paper.heading(name)
        _table(paper, table, report.currency)
    _told(paper, report)
    return bytes(paper.output())


def _head(paper: Paper, report: Report) -> None:
    paper.ink(QUIET, 8)
    paper.multi_cell(paper.wide, 4, report.program, new_x="LMARGIN", new_y="NEXT")
    paper.paragraph(report.question, 15, "B")
    paper.ln(2)
    paper.paragraph(report.text, 10.5)
    if report.interpretation:
        paper.ln(1)
        paper.paragraph(f"Understood as: {report.interpretation}", 8.5)


def _told(paper: Paper, report: Report) -> None:
    for heading, lines in (("What the figures are", report.definitions), ("How it was worked out", report.worked)):
        if lines:
            paper.heading(heading)
        for name, says in lines:
            paper.paragraph(f"{name}: {says}", 8.5)
    if report.sql:
        paper.heading("What was run")
        for sql in report.sql:
            cut = "\n… the rest is on the screen, under SQL." if len(sql) > LONGEST_SQL else ""
            paper.paragraph(sql[:LONGEST_SQL] + cut, 7, family=MONO)
            paper.ln(1)
    paper.heading("Where it came from")
    for name, says in report.facts:
        paper.paragraph(f"{name}: {says}", 8)


def _table(paper: Paper, table: Table, currency: str) -> None:
    paper.ln(3)
    if not table.rows:
        paper.paragraph("The table has no rows.", 8.5)
        return
    rows = table.rows[:MOST_ROWS]
    texts = [[shown(value, column, currency) for value, column in zip(row, table.columns, strict=True)] for row in rows]
    heads = [column.label[:1].upper() + column.label[1:] for column in table.columns]
    widths = _widths(paper, heads, texts)
    right = [column.type in ("integer", "decimal", "number") for column in table.columns]
    _row(paper, heads, widths, right, "B")
    for number, texts_of_row in enumerate(texts):
        if paper.room < ROW + 1:
            paper.add_page()
            _row(paper, heads, widths, right, "B")
        _row(paper, texts_of_row, widths, right, band=number % 2 == 1)
    paper.ln(1.5)
    paper.paragraph(_cut(table, len(rows), len(widths)), 7.5)


def _widths(paper: Paper, heads: list[str], texts: list[list[str]]) -> list[float]:
    """As wide as what stands in them, as many as there is room for, together as wide as the sheet at most."""
    paper.ink(INK, 8, "B")
    found: list[float] = []
    for place, head in enumerate(heads):
        longest = max([head, *(row[place] for row in texts)], key=len)
        wanted = min(max(paper.get_string_width(longest), paper.get_string_width(head)) + 4, WIDE)
        if sum(found) + max(min(wanted, WIDE), NARROW) > paper.wide:
            break
        found.append(max(wanted, NARROW))
    return found


def _row(
    paper: Paper, texts: list[str], widths: list[float], right: list[bool], style: str = "", *, band: bool = False
) -> None:  # fmt: skip
    paper.ink(INK, 8, style)
    paper.set_fill_color(*BAND)
    paper.set_draw_color(*LINE)
    for text, width, to_right in zip(texts, widths, right, strict=False):
        said = paper.fitting(text, width - 2)
        paper.cell(width, ROW, said, border="B", align="R" if to_right else "L", fill=band or bool(style))
    paper.ln(ROW)


def _cut(table: Table, rows: int, columns: int) -> str:
    """What is not on the paper is said."""
    told = f"{table.total_rows:,} row{'s' * (table.total_rows != 1)} in all."
    if rows < table.total_rows:
        told = f"The first {rows:,} of {table.total_rows:,} rows. The CSV and Excel files have all of them."
    if columns < len(table.columns):
        told += f" The first {columns} of {len(table.columns)} columns."
    return told
