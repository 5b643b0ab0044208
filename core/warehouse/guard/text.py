"""The first rule: the characters of a statement, before anything parses it."""

import unicodedata

from core.warehouse.guard.refusal import Malformed

LONGEST = 20_000
DEEPEST = 60

# Zero-width and exotic spaces are white space to one parser and letters to another; back-quotes are
# identifiers to one and an error or a comment to another. Nothing honest needs them.
_REFUSED = {
    "Cc": "a control character",
    "Cf": "an invisible format character",
    "Co": "a private-use character",
    "Cn": "an unassigned character",
    "Cs": "half a surrogate pair",
    "Zl": "a line separator character",
    "Zp": "a paragraph separator character",
    "Zs": "an unusual space character",
}

_LOWER = {ord(letter): ord(letter) + 32 for letter in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}


def check_text(sql: str, dialect: str) -> None:
    """Refuse what two parsers could read in two ways."""
    if not sql.strip():
        raise Malformed("There is no statement: write one SELECT.")
    if len(sql) > LONGEST:
        raise Malformed(f"The statement has {len(sql):,} characters; at most {LONGEST:,} are read.")
    for place, character in enumerate(sql):
        if character in " \t\n\r":
            continue
        kind = unicodedata.category(character)
        if kind in _REFUSED:
            raise Malformed(f"The statement holds {_REFUSED[kind]} (U+{ord(character):04X}) at position {place + 1}.")
    if "`" in sql:
        raise Malformed('The statement holds a back-quote; write "name" to quote a name.')
    if dialect in ("redshift", "postgres") and "\\'" in sql:
        raise Malformed("A backslash before a quote can be read in two ways; double the quote instead.")
    _check_depth(sql)


def _check_depth(sql: str) -> None:
    """Counted without regard to strings: a bound for the parsers, not a parse."""
    depth = 0
    for character in sql:
        depth += (character in "([{") - (character in ")]}")
        if depth > DEEPEST:
            raise Malformed(f"The statement is nested more than {DEEPEST} levels deep.")


def fold(name: str) -> str:
    """Lower case as the engines fold names: ASCII only, so that no other letter becomes one of ours."""
    return name.translate(_LOWER)
