"""From text to typed values, in SQL: for each column type how to read it, and what to say where that fails."""

import re
from dataclasses import dataclass

from core.semantic.model import Column
from core.warehouse.load.request import DateOrder
from core.warehouse.load.sql import fill, literal

# What spreadsheets write where a formula failed; never a value.
SHEET_ERRORS = ("#N/A", "#REF!", "#DIV/0!", "#VALUE!", "#NAME?", "#NULL!", "#NUM!")
# What exports write for nothing.
NOTHING = ("", "NULL", r"\N")
FIRST_YEAR, LAST_YEAR = 1900, 2200

INTEGER = r"[+-]?\d+(\.0*)?"
DECIMAL = r"[+-]?(\d+\.?\d*|\.\d+)"
NUMBER = DECIMAL + r"([eE][+-]?\d+)?"
THOUSANDS = r"[+-]?\d{1,3}([,' ]\d{3})+(\.\d+)?"
ISO_DATE = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
COMPACT_DATE = r"(19|20|21)\d{6}"
DOTTED_DATE = r"\d{1,2}\.\d{1,2}\.\d{4}"
SLASHED_DATE = r"\d{1,2}[-/]\d{1,2}[-/]\d{4}"
NAMED_DATE = r"\d{1,2}[- ][A-Za-z]{3,9}[- ]\d{4}|[A-Za-z]{3,9} \d{1,2},? \d{4}"
MIDNIGHT = r"([T ]00:00(:00(\.0+)?)?(Z|[+]00(:?00)?)?)?"
NAMED_FORMATS = "['%d-%b-%Y', '%d %b %Y', '%d %B %Y', '%d-%B-%Y', '%b %d, %Y', '%B %d, %Y', '%b %d %Y', '%B %d %Y']"
TIMESTAMP = ISO_DATE + r"([T ]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?)?"
TIME = r"\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"


@dataclass(frozen=True)
class Reading:
    """Over a text expression: the typed value or NULL, the rule in short, and why a value broke it, as SQL text."""

    sql_type: str
    value: str
    rule: str
    reason: str


def clean(column: str) -> str:
    """Without spaces around it, and NULL where nothing is said."""
    trimmed = f"trim({column}, {literal(' ')} || chr(9) || chr(10) || chr(13) || chr(160) || chr(65279))"
    return f"CASE WHEN {trimmed} NOT IN ({', '.join(map(literal, NOTHING))}) THEN {trimmed} END"


def reading(column: Column, text: str, date_order: DateOrder | None, decimal_comma: bool) -> Reading:
    """How a column of the model is read from a text expression."""
    if column.values is not None:
        found = _vocabulary(column.values, text)
    else:
        number = f"replace({text}, ',', '.')" if decimal_comma else text
        readers = {
            "text": lambda: _text(column.type, text),
            "integer": lambda: _integer(column.type, number),
            "decimal": lambda: _decimal(column.type, number),
            "number": lambda: _number(number),
            "date": lambda: _date(text, date_order),
            "timestamp": lambda: _matching("TIMESTAMP", text, TIMESTAMP, "not a time", "write it as 2024-12-31 23:59"),
            "time": lambda: _matching("TIME", text, TIME, "not a time of day", "write it as 23:59"),
            "boolean": lambda: _boolean(text),
        }
        found = readers[column.kind]()
    errors = ", ".join(map(literal, SHEET_ERRORS))
    reason = f"CASE WHEN {text} IN ({errors}) THEN 'is the error of a spreadsheet formula' ELSE {found.reason} END"
    return Reading(found.sql_type, f"CASE WHEN {text} NOT IN ({errors}) THEN {found.value} END", found.rule, reason)


def matches(text: str, pattern: str) -> str:
    return f"regexp_full_match({text}, {literal(pattern)})"


def _text(declared: str, text: str) -> Reading:
    size = re.search(r"\((\d+)\)", declared)
    plain = f"NOT contains({text}, chr(0))"
    if size is None:
        return Reading("VARCHAR", f"CASE WHEN {plain} THEN {text} END", "not text", literal("holds a NUL character"))
    limit = size.group(1)
    return Reading(
        f"VARCHAR({limit})",
        f"CASE WHEN {plain} AND length({text}) <= {limit} THEN {text} END",
        "too long",
        f"CASE WHEN {plain} THEN 'has ' || length({text}) || ' characters, {limit} are the most'"
        " ELSE 'holds a NUL character' END",
    )


def _integer(declared: str, text: str) -> Reading:
    sql_type = "BIGINT" if declared.lower().startswith("bigint") else "INTEGER"
    reason = fill(
        "CASE WHEN {whole} THEN 'is too large for a whole number here'"
        " WHEN {grouped} THEN 'has a separator of thousands: write ' || regexp_replace({text}, '[^0-9.+-]', '', 'g')"
        " ELSE 'is not a whole number: write it as 1234' END",
        whole=matches(text, INTEGER),
        grouped=matches(text, THOUSANDS),
        text=text,
    )
    return _cast(sql_type, text, INTEGER, "not a whole number", reason)


def _decimal(declared: str, text: str) -> Reading:
    precision, scale = (int(part) for part in re.findall(r"\d+", declared)) if "(" in declared else (18, 3)
    decimals = f"length(regexp_extract({text}, '\\.(\\d*?)0*$', 1))"
    value = f"CASE WHEN {decimals} <= {scale} THEN TRY_CAST({text} AS DECIMAL({precision},{scale})) END"
    reason = fill(
        "CASE WHEN {number} AND {decimals} > {scale} THEN 'has ' || {decimals} || ' decimals, {scale} are the most'"
        " WHEN {number} THEN 'is too large: {digits} digits before the point are the most'"
        " WHEN {grouped} THEN 'has a separator of thousands: write ' || regexp_replace({text}, '[^0-9.+-]', '', 'g')"
        " WHEN {comma} THEN 'has a decimal comma: write ' || replace({text}, ',', '.')"
        " ELSE 'is not a number: write it as 1234.56' END",
        number=matches(text, DECIMAL),
        decimals=decimals,
        scale=str(scale),
        digits=str(precision - scale),
        grouped=matches(text, THOUSANDS),
        comma=matches(text, r"[+-]?\d+,\d+"),
        text=text,
    )
    sql_type = f"DECIMAL({precision},{scale})"
    return Reading(sql_type, f"CASE WHEN {matches(text, DECIMAL)} THEN {value} END", "not a decimal", reason)


def _number(text: str) -> Reading:
    value = f"CASE WHEN isfinite(TRY_CAST({text} AS DOUBLE)) THEN TRY_CAST({text} AS DOUBLE) END"
    return Reading(
        "DOUBLE",
        f"CASE WHEN {matches(text, NUMBER)} THEN {value} END",
        "not a number",
        literal("is not a number: write it as 1234.56"),
    )


def _boolean(text: str) -> Reading:
    value = (
        f"CASE WHEN lower({text}) IN ('true', 't', 'yes', 'y', '1', '1.0') THEN true"
        f" WHEN lower({text}) IN ('false', 'f', 'no', 'n', '0', '0.0') THEN false END"
    )
    return Reading("BOOLEAN", value, "not true or false", literal("is neither true nor false: write one of them"))


def _vocabulary(values: tuple[str, ...], text: str) -> Reading:
    """In any case, with any of space, dash and underscore; kept as the vocabulary has it."""
    cases = " ".join(f"WHEN {literal(_loose(value))} THEN {literal(value)}" for value in values)
    known = ", ".join(map(literal, values))
    nearest = f"list_sort([({_likeness(text)}, v) FOR v IN [{known}]])[-1]"
    reason = f"'is not one of {', '.join(values).replace(chr(39), chr(39) * 2)}; the nearest is ' || {nearest}[2]"
    loose = f"regexp_replace(lower({text}), '[ _-]', '', 'g')"
    return Reading("VARCHAR", f"CASE {loose} {cases} END", "not in the vocabulary", reason)


def _likeness(text: str) -> str:
    return f"jaro_winkler_similarity(lower({text}), lower(v))"


def _loose(value: str) -> str:
    return re.sub("[ _-]", "", value.lower())


def _date(text: str, order: DateOrder | None) -> Reading:
    """ISO, compact, dotted and named dates by themselves; slashed ones in the order that the column has."""
    day = f"regexp_replace({text}, '[T ]00:00.*$', '')"
    slashed = {"dmy": "'%d/%m/%Y'", "mdy": "'%m/%d/%Y'", None: "NULL"}[order]
    value = fill(
        "CASE WHEN {iso} THEN TRY_CAST(replace({day}, '/', '-') AS DATE)"
        " WHEN {compact} THEN CAST(try_strptime({text}, '%Y%m%d') AS DATE)"
        " WHEN {dotted} THEN CAST(try_strptime({day}, '%d.%m.%Y') AS DATE)"
        " WHEN {slash} THEN CAST(try_strptime(replace({day}, '-', '/'), {slashed}) AS DATE)"
        " WHEN {named} THEN CAST(try_strptime({text}, {formats}) AS DATE) END",
        iso=matches(text, ISO_DATE + MIDNIGHT),
        compact=matches(text, COMPACT_DATE),
        dotted=matches(text, DOTTED_DATE + MIDNIGHT),
        slash=matches(text, SLASHED_DATE + MIDNIGHT),
        named=matches(text, NAMED_DATE),
        day=day,
        text=text,
        slashed=slashed,
        formats=NAMED_FORMATS,
    )
    likely = f"CASE WHEN year({value}) BETWEEN {FIRST_YEAR} AND {LAST_YEAR} THEN {value} END"
    reason = fill(
        "CASE WHEN {timed} THEN 'has a time of day: a date is wanted'"
        " WHEN {short} THEN 'has a year of two digits: write all four'"
        " WHEN {slash} AND {slashed} IS NULL THEN 'may be day/month or month/day: say --date-order dmy or mdy'"
        " WHEN {value} IS NOT NULL THEN 'is in a year that cannot be meant'"
        " ELSE 'is not a date: write it as 2024-12-31' END",
        slash=matches(text, SLASHED_DATE),
        slashed=slashed,
        timed=matches(text, r".*\d[T ]\d{1,2}:\d{2}.*"),
        short=matches(text, r"\d{1,2}[-/.]\d{1,2}[-/.]\d{2}"),
        value=value,
    )
    return Reading("DATE", likely, "not a date", reason)


def _matching(sql_type: str, text: str, pattern: str, rule: str, right: str) -> Reading:
    return _cast(sql_type, text, pattern, rule, literal(f"is {rule}: {right}"))


def _cast(sql_type: str, text: str, pattern: str, rule: str, reason: str) -> Reading:
    value = f"CASE WHEN {matches(text, pattern)} THEN TRY_CAST({text} AS {sql_type}) END"
    return Reading(sql_type, value, rule, reason)
