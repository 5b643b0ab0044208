"""The figures in a text: each must stand in a table that its writer received, in the row that it speaks of."""

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal, InvalidOperation

from core.table import Table, shown

_NUMBER = re.compile(
    r"(?<![\w.,])(?:[A-Za-z]{1,4}-?)??(?P<sign>[-−]\s?)?(?P<digits>\d{1,3}(?:,\d{2,3})+(?:\.\d+)?|\d+(?:\.\d+)?)"
    r"(?:\s?(?P<scale>k|m|bn|b|thousand|million|billion|lakh|lakhs|crore|crores)\b)?(?P<percent>\s?%|\s?percent\b)?"
    r"(?![\w]|[.,]\d)",
    re.IGNORECASE,
)
_SCALES = {"k": 3, "thousand": 3, "m": 6, "million": 6, "b": 9, "bn": 9, "billion": 9, "lakh": 5, "crore": 7}
_MONTH = (  # as names are written, since one may also march
    r"(?-i:Jan(?:uary)?|Feb(?:ruary)?|Mar(?:ch)?|Apr(?:il)?|May|June?|July?|Aug(?:ust)?|Sept?(?:ember)?|Oct(?:ober)?"
    r"|Nov(?:ember)?|Dec(?:ember)?)\b\.?"
)
_DAY = r"\d{1,2}(?:st|nd|rd|th)?(?:\s?[–-]\s?\d{1,2})?"
# What has digits and is no figure: days, months with a year, quarters, clock times, numbered lines, codes as WH-001.
# "In March 12 orders" is twelve of them, "on March 12 orders fell" a day; "USD1200" is no code, "B2B" is one.
_NO_FIGURE = re.compile(
    rf"\d{{4}}-\d{{2}}(?:-\d{{2}})?|{_DAY}\s{_MONTH}(?:\s\d{{4}})?"
    rf"|\b(?:on|by|from|to|until|till|since|before|after|through|between|and)\s{_MONTH}\s{_DAY}(?:,?\s\d{{4}})?\b"
    rf"|\b{_MONTH}\s{_DAY}(?:,?\s\d{{4}})?\b(?!\s?[a-z%]|[.,]\d)|\b{_MONTH}\s\d{{4}}\b"
    r"|\bQ[1-4](?:\s\d{4})?\b|\b(?:in|since|during|year|until|before|after)\s(?:19\d|20[0-3])\d\b(?![.,]\d|\s?%)"
    r"|\b\d{1,2}:\d{2}\b|(?m:^\s*\d{1,2}[.)]\s)|\b[A-Za-z]+-?0\d[\w-]*|\b[A-Za-z]+-?\d+[A-Za-z][\w-]*"
    r"|\b[A-Za-z]{5,}-?\d[\w-]*",
    re.IGNORECASE,
)
_ROUGH = re.compile(
    r"(?:about|around|roughly|nearly|almost|over|under|approximately|some|just|~|≈)\s?[^\w\s]?$", re.IGNORECASE
)
_CLAUSE = re.compile(r"[.;:\n](?:\s|$)|,\s|\s(?:and|but|while|whereas|against|versus|vs)\s", re.IGNORECASE)


@dataclass(frozen=True)
class Figure:
    """A number in a text; it may stand for any value within `give` of it."""

    text: str
    start: int
    end: int
    value: Decimal
    give: Decimal
    percent: bool


@dataclass(frozen=True)
class Mark:
    """A figure that nothing bears out: `why` ends the sentence "This figure …"."""

    start: int
    end: int
    text: str
    why: str


@dataclass
class Shown:
    """The tables that a model was shown, as far as it was shown their rows."""

    tables: list[Table] = field(default_factory=list)

    def marks(self, text: str, question: str) -> tuple[Mark, ...]:
        """The figures that are in none of the tables nor in the question, and those said of the wrong row."""
        given = {figure.value for figure in figures(question)}
        return tuple(
            Mark(figure.start, figure.end, figure.text, why)
            for figure in figures(text)
            if figure.value not in given and (why := self._wrong(figure, text))
        )

    def bearing(self, text: str) -> list[Table]:
        """Those that a figure of the text is taken from."""
        found = figures(text)
        return [table for table in self.tables if any(_rows(figure, table) for figure in found)]

    def _wrong(self, figure: Figure, text: str) -> str:
        rows = [(id(table), number) for table in self.tables for number in _rows(figure, table)]
        if not rows:
            if any(_counts(figure, table) or _is_written(figure, table) for table in self.tables):
                return ""
            return "is in none of the tables"
        named = set(self._named(_clause(text, figure)))
        if named and named.isdisjoint(rows):
            return "belongs to another row than the one it is said of"
        return ""

    def _named(self, clause: str) -> Iterator[tuple[int, int]]:
        """The rows that a clause speaks of by a name or code that only they bear."""
        for table in self.tables:
            for column in range(len(table.columns)):
                names = [str(row[column]) if isinstance(row[column], str) else "" for row in table.rows]
                for number, name in enumerate(names):
                    if len(name) > 1 and names.count(name) == 1 and _says(clause, name):
                        yield id(table), number


def figures(text: str) -> list[Figure]:
    taken = [match.span() for match in _NO_FIGURE.finditer(text)]
    return [
        _figure(match, text)
        for match in _NUMBER.finditer(text)
        if not any(start <= match.start("digits") < end for start, end in taken)
    ]


def _figure(match: re.Match[str], text: str) -> Figure:
    digits = match["digits"].replace(",", "")
    power = _SCALES.get((match["scale"] or "").lower().removesuffix("s"), 0)
    unit = Decimal(10) ** (power - (len(digits.partition(".")[2])))
    if "." not in digits and _ROUGH.search(text[: match.start()]):
        unit = max(unit, Decimal(10) ** (power + len(digits) - max(len(digits.rstrip("0")), 1)))
    return Figure(
        match[0].strip(), match.start(), match.end(), Decimal(digits).scaleb(power), unit / 2, bool(match["percent"])
    )


def _rows(figure: Figure, table: Table) -> list[int]:
    return [number for number, row in enumerate(table.rows) if any(_is(figure, cell) for cell in row)]


def _is(figure: Figure, cell: object) -> bool:
    """Signs are words in a text ("down by 5"), so sizes are compared."""
    if isinstance(cell, bool) or not isinstance(cell, int | float | Decimal):
        return False
    try:
        value = abs(Decimal(str(cell)))
    except InvalidOperation:
        return False
    if not value.is_finite():
        return False
    near = abs(value - figure.value) <= figure.give
    return near or (figure.percent and abs(value * 100 - figure.value) <= figure.give)


def _counts(figure: Figure, table: Table) -> bool:
    return figure.value in (len(table.rows), table.total_rows)


def _is_written(figure: Figure, table: Table) -> bool:
    """A number inside a name, a day or a label: "Depot 7", "over 30 days"."""
    written = {column.label for column in table.columns}
    written |= {str(cell) for row in table.rows for cell in row if isinstance(cell, str)}
    written |= {
        shown(cell, column)
        for row in table.rows
        for cell, column in zip(row, table.columns, strict=True)
        if isinstance(cell, date)
    }
    return any(re.search(rf"(?<!\d){re.escape(figure.text)}(?!\d)", one) for one in written)


def _clause(text: str, figure: Figure) -> str:
    ends = [match for match in _CLAUSE.finditer(text) if not figure.start <= match.start() < figure.end]
    start = max((match.end() for match in ends if match.end() <= figure.start), default=0)
    end = min((match.start() for match in ends if match.start() >= figure.end), default=len(text))
    return text[start:end]


def _says(clause: str, name: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(name)}(?!\w)", clause, re.IGNORECASE) is not None
