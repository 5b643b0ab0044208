"""Redshift's errors as ours: sentences without values of rows that the asker may not see."""

import re

from core.errors import Invalid, NotAllowed, QuartermasterError, Unavailable
from core.warehouse.away import Away, Throttled

_NAMED = re.compile(
    r'^(?:relation|column|function|schema|operator|type) ?"?[\w."(), ]*"? .*?(?:does not exist|ambiguous)'
)
_DENIED = re.compile(r"permission denied for (?:\w+ )?\"?([\w.]+)\"?", re.IGNORECASE)

# By the class or the whole of the SQLSTATE, the longer first.
_STATES: tuple[tuple[str, type[QuartermasterError], str], ...] = (
    ("25006", NotAllowed, "Only reading is done here; the statement would have written."),
    ("57014", Unavailable, "The query was stopped by the warehouse."),
    ("53300", Throttled, "The warehouse has too many connections: try again in a few seconds."),
    ("53400", Throttled, "The warehouse has too much to do: try again in a few seconds."),
    ("53100", Unavailable, "The query needs more room than the warehouse has: ask for a shorter period."),
    (
        "53",
        Unavailable,
        "The query needs more memory than the warehouse has: ask for a shorter period or fewer groups.",
    ),
    ("22", Invalid, "A value cannot be used as the query asks: converted, computed with, or cut."),
    ("28", Unavailable, "The warehouse refused the sign-in: look at warehouse.redshift in the settings."),
    ("3D", Unavailable, "The warehouse has no such database: look at warehouse.redshift.database in the settings."),
    ("40", Away, "The query got in the way of a load; it can be asked again."),
    ("08", Away, "The connection to the warehouse was lost."),
    ("57", Away, "The warehouse is starting or stopping."),
    ("0A", Invalid, "The warehouse does not know something that the query asks for."),
)


def as_ours(state: str, message: str) -> QuartermasterError:
    """By its SQLSTATE; the message is quoted only where it can name nothing but tables and columns."""
    if state == "42501" or _DENIED.search(message):
        found = _DENIED.search(message)
        what = f"the table {found.group(1)}" if found else "that"
        return NotAllowed(f"The warehouse's user may not read {what}: ask whoever grants rights in the warehouse.")
    if state.startswith("42"):
        return Invalid(_sentence(message))
    for start, kind, sentence in _STATES:
        if state.startswith(start):
            return kind(sentence, after=5) if issubclass(kind, Throttled) else kind(sentence)
    return Invalid("The warehouse cannot run this query.")


# The Data API has no SQLSTATE, only text.
_SPOKEN: tuple[tuple[str, str], ...] = (
    (r"does not exist|syntax error|ambiguous|must appear in the GROUP BY", "42"),
    (r"cancell?ed|statement timeout", "57014"),
    (r"read-only transaction", "25006"),
    (r"serializable isolation violation", "40"),
    (r"too many connections|concurrency limit", "53300"),
    (r"disk full", "53100"),
    (r"out of memory|high memory", "53200"),
    (r"password authentication failed|authentication failed", "28000"),
    (r"could not connect|connection (was )?(closed|lost|reset)|terminating connection", "08"),
    (r"invalid (input|digit|value)|overflow|out of range|division by zero|too long", "22"),
)


def from_text(message: str) -> QuartermasterError:
    """What the Data API says of a failed statement, as "ERROR: …"."""
    text = re.sub(r"^\s*ERROR:\s*|\s*\[ErrorId: [^\]]*\]|\s*Position: \d+", "", message).strip()
    state = next((state for found, state in _SPOKEN if re.search(found, text, re.IGNORECASE)), "")
    return as_ours(state, text)


def _sentence(message: str) -> str:
    """Syntax and names only: a text between quotes that is no name could be a value."""
    first = message.splitlines()[0].strip().rstrip(".") if message else ""
    if not first or not (_NAMED.match(first) or first.startswith("syntax error")):
        return "The query cannot be run: a name, a type or the grammar does not fit."
    return f"{first[:1].upper()}{first[1:]}."
