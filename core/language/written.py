"""Names and codes as they are looked up: runs of letters and of digits, without plurals, leading zeros and dashes."""

import re
from itertools import pairwise

from core.language.words import Token, plain, singular

SHORT = 5  # letters in a row at most in a code
_RUNS = re.compile(r"[^\W\d_]+|\d+")
_DIGIT, _SPACE = re.compile(r"\d"), re.compile(r"\s")
_OWNED = re.compile(r"'s\b")
_JOINED = re.compile(r"(?<=[^\W\d_])['’-](?=[^\W\d_])")


def runs(text: str) -> list[str]:
    """Letters and digits apart, as typed."""
    bare = plain(text)
    if "'" in bare:
        bare = _OWNED.sub("", bare)
    if "&" in bare or "+" in bare:
        bare = bare.replace("&", " and ").replace("+", " and ")
    return _RUNS.findall(bare)


def as_word(run: str) -> str:
    return (run.lstrip("0") or "0") if run[0].isdigit() else singular(run)


def name_words(text: str) -> list[str]:
    return [as_word(run) for run in runs(text)]


def spellings(text: str) -> list[str]:
    """A name, and what is made of it by leaving out what joins its letters: "Wi-Fi" is "WiFi" too."""
    joined = _JOINED.sub("", plain(text)) if "-" in text or "'" in text or "’" in text else text
    return [text] if joined is text or runs(joined) == runs(text) else [text, joined]


def is_code(text: str) -> bool:
    """In one piece, with digits, and no long words: it is said whole or not at all."""
    if not _DIGIT.search(text) or _SPACE.search(text):
        return False
    return all(len(run) <= SHORT or run[0].isdigit() for run in runs(text))


def code_keys(text: str) -> list[str]:
    """What a code is found by: its runs, and those that are left when nothing is written between them."""
    apart = runs(text)
    keys = [" ".join(map(as_word, apart))]
    if any(left.isdigit() == right.isdigit() for left, right in pairwise(apart)):
        keys.append(" ".join(map(as_word, _RUNS.findall("".join(apart)))))
    return keys


def last_number(words: list[str]) -> str | None:
    """Of a code with one number, in front of which there are only letters: 123 of "SO-000123", 12 of "Zone 12"."""
    if not words or not words[-1].isdigit() or len(words) > 3 or any(word.isdigit() for word in words[:-1]):
        return None
    return words[-1]


def as_named(token: Token) -> list[str]:
    """A word of a question as names have it: what was short stays short."""
    return name_words(token.bare or token.word)
