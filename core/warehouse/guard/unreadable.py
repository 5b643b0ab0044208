"""What is wrong with text that is no SQL, for whoever wrote it: the line, the word, and the word that was meant."""

import re
from difflib import get_close_matches

BEGINNINGS = ("SELECT", "WITH", "VALUES", "FROM")
KEYWORDS = (*BEGINNINGS, "WHERE", "GROUP", "ORDER", "HAVING", "LIMIT", "JOIN", "BETWEEN", "DISTINCT", "UNION")
ALIKE = 0.7  # selct and SELECT, form and FROM
SAID = (
    ("Expected table name", "the name of a table is missing"),
    ("Expecting )", "a closing bracket is missing"),
    ("Required keyword", "something is missing"),
)
CUT_OFF = "it is cut off, or a quotation mark or bracket is not closed"


def why(sql: str, description: str = "", word: str = "", line: int = 0, before: str = "") -> str:
    """Half a sentence, from what the parser says; `before` is the text before the word."""
    first = re.match(r"\s*([A-Za-z_]+)", sql)
    if first and first[1].upper() not in BEGINNINGS and (meant := _meant(first[1], BEGINNINGS)):
        return f"it begins with {first[1]!r}; did you mean {meant}?"
    if not word:
        return CUT_OFF
    place = f"near {word!r} in line {line}"
    for one in (word, *re.findall(r"[A-Za-z_]+", before)[:-3:-1]):
        if one.upper() not in KEYWORDS and (meant := _meant(one, KEYWORDS)):
            return f"it goes wrong {place}; did you mean {meant} by {one!r}?"
    said = next((said for start, said in SAID if description.startswith(start)), "")
    return f"{said} {place}" if said else f"it goes wrong {place}"


def _meant(word: str, words: tuple[str, ...]) -> str:
    return next(iter(get_close_matches(word.upper(), words, 1, ALIKE)), "")
