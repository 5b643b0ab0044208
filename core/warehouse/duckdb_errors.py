"""DuckDB's errors as ours: sentences without paths, and without values of rows that the asker may not see."""

import re

import duckdb

from core.errors import Invalid, QuartermasterError, Unavailable

# Raised while rows are read: the message may quote a value of a row that the row rules would have left out.
_ABOUT_VALUES: list[tuple[type[duckdb.Error], str]] = [
    (duckdb.ConversionException, "A value cannot be converted to the type that the query asks for{type}."),
    (duckdb.OutOfRangeException, "A figure of this query is too large for its type; cast it to DOUBLE or DECIMAL."),
    (duckdb.InvalidInputException, "A function of this query cannot work on one of the values it is given."),
]
_BROKEN = (duckdb.IOException, duckdb.FatalException, duckdb.InternalException, duckdb.ConnectionException)
_NO_TABLE = re.compile(r"Table with name (\S+) does not exist")
_PREFIX = re.compile(r"^[A-Za-z ]+ Error: ")
_TYPE = re.compile(r"\bto (?:type )?([A-Z][A-Z0-9]+)\b")
_PATH = re.compile(r"""["']?(?:[A-Za-z]:)?[\\/](?:[^\s"'\\/]+[\\/])*[^\s"'\\/]+["']?""")


def as_ours(error: duckdb.Error) -> QuartermasterError:
    """The error to raise in place of DuckDB's."""
    if isinstance(error, duckdb.OutOfMemoryException):
        return Unavailable("The query needs more memory than one may use: ask for a shorter period or fewer groups.")
    if isinstance(error, duckdb.InterruptException):
        return Unavailable("The query took longer than it may and was stopped.")
    if is_broken(error):
        return Unavailable("The warehouse file cannot be read: it may be damaged; load the data again.")
    for kind, sentence in _ABOUT_VALUES:
        if isinstance(error, kind):
            return Invalid(sentence.format(type=_asked_type(str(error))))
    if missing := _NO_TABLE.search(str(error)):
        return Invalid(f"The table {missing.group(1)} has not been loaded yet: scripts/load.py loads it.")
    return Invalid(_sentence(str(error)))


def is_broken(error: duckdb.Error) -> bool:
    """The file or the connection is at fault, not the query: worth opening again."""
    return isinstance(error, _BROKEN)


def _asked_type(message: str) -> str:
    found = _TYPE.search(message)
    return f" ({found.group(1)})" if found else ""


def _sentence(message: str) -> str:
    """The first paragraph, without its prefix, code excerpt and guesses."""
    first = _PREFIX.sub("", message.split("\n\n")[0])
    kept = [line for line in first.splitlines() if not line.startswith(("Did you mean", "\t", "Possible solutions"))]
    text = _PATH.sub("a file", " ".join(kept)).strip().rstrip("!.:")
    return f"{text[:1].upper()}{text[1:]}." if text else "The query cannot be run."
