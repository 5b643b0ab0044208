"""The one rule of what a spreadsheet would calculate, for everything that is written for one."""

import re

# What makes a spreadsheet take text for a formula, behind blanks and marks that it drops. Its own forms of width count.
_FORMULA = re.compile(r"^[\s\u200b-\u200f\u2060\ufeff\x00]*[=+\-@\t\r\x00＝＋－＠]|^[\t\r\n\x00]")
_NUMBER = re.compile(r"[+-]?\d[\d.,]*(?:[eE][+-]?\d+)?%?")


def disarmed(text: str) -> str:
    """With an apostrophe where a spreadsheet would calculate; numbers are left as they are."""
    text = text.replace("\x00", "")
    return f"'{text}" if _FORMULA.match(text) and not _NUMBER.fullmatch(text.strip()) else text
