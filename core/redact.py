"""What must not leave the program in a text: secrets, and characters that are no text."""

import re
import unicodedata

HIDDEN = "(hidden)"
_SECRETS = (
    re.compile(r"\bqm[a-z]?_[\w-]{16,}"),  # our own tokens: all of them begin like this
    re.compile(r"\$2[abxy]\$\d\d\$[./A-Za-z0-9]{53}"),
    re.compile(r"\b(?:sk-[\w-]{16,}|(?:AKIA|ASIA)[0-9A-Z]{16})\b"),
    re.compile(r"(?<=://)[^\s/:@]*:[^\s/@]+(?=@)"),
    re.compile(r"(?i)\bbearer\s+[\w.~+/=-]{8,}"),
    re.compile(
        r"""(?i)\b(?:[\w-]*(?:password|passwd|pwd|secret|api[_-]?key|cookie))["']?\s*[=:]\s*("[^"]*"|'[^']*'|\S+)"""
    ),
)
# Control, format (right-to-left marks among them), half characters, private ones, line and paragraph separators.
_NO_TEXT = frozenset(("Cc", "Cf", "Cs", "Co", "Cn", "Zl", "Zp"))


def redacted(text: str) -> str:
    for secret in _SECRETS:
        text = secret.sub(HIDDEN, text)
    return text


def one_line(text: str, longest: int) -> str:
    """Line breaks, escape codes and their like as visible \\uXXXX, so that a record stays one record."""
    line = "".join(_visible(character) for character in text[:longest])
    return line if len(line) <= longest and len(text) <= longest else line[: longest - 1] + "…"


def _visible(character: str) -> str:
    if character.isprintable() or unicodedata.category(character) not in _NO_TEXT:
        return character
    return f"\\u{ord(character):04x}"
