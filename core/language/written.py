"""Names and codes as they are looked up: runs of letters and of digits, without plurals, leading zeros and dashes."""

import re

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


def spellings(text: str, apart: list[str]) -> list[list[str]]:
    """The runs of a name, and those left when nothing joins its letters: "Wi-Fi" is "WiFi" too."""
    if "-" not in text and "'" not in text and "’" not in text:
        return [apart]
    joined = runs(_JOINED.sub("", plain(text)))
    return [apart] if joined == apart else [apart, joined]


def is_code(text: str, apart: list[str]) -> bool:
    """In one piece, with digits, and no long words: it is said whole or not at all."""
    if not _DIGIT.search(text) or _SPACE.search(text):
        return False
    return all(len(run) <= SHORT or run[0].isdigit() for run in apart)


def code_keys(apart: list[str]) -> list[str]:
    """What a code is found by: its runs, and those that are left when nothing is written between them."""
    keys = [" ".join(map(as_word, apart))]
    if len(apart) > 2 or (len(apart) == 2 and apart[0].isdigit() == apart[1].isdigit()):
        keys.append(" ".join(map(as_word, _RUNS.findall("".join(apart)))))
    return keys if keys[0] != keys[-1] else keys[:1]


def last_number(apart: list[str]) -> str | None:
    """Of a code with one number, in front of which there are only letters: 123 of "SO-000123", 12 of "Zone 12"."""
    if not 0 < len(apart) <= 3 or not apart[-1][0].isdigit() or any(run[0].isdigit() for run in apart[:-1]):
        return None
    return as_word(apart[-1])


def as_named(token: Token) -> list[str]:
    """A word of a question as names have it: what was short stays short."""
    return name_words(token.bare or token.word)
