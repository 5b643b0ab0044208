"""Names that people give to what they keep, and the ids that links to it have."""

import re
import secrets
from collections.abc import Collection

from core.errors import Invalid, NotFound

LONGEST = 120
ID = r"^[0-9a-f]{16}$"


def new_id() -> str:
    return secrets.token_hex(8)


def plain_name(name: str, what: str) -> str:
    """On one line, with nothing that cannot be seen."""
    name = " ".join(name.split())
    if not 1 <= len(name) <= LONGEST or not name.isprintable():
        raise Invalid(f"{what} needs a name of 1 to {LONGEST} characters.")
    return name


def free_name(name: str, taken: Collection[str]) -> str:
    """The next one like it that nothing bears: "Late orders 2"."""
    keys = {one.casefold() for one in taken}
    stem, number = name, 1
    if match := re.fullmatch(r"(.+) (\d{1,3})", name):
        stem, number = match[1], int(match[2])
    while name.casefold() in keys:
        number += 1
        name = f"{stem[: LONGEST - 4]} {number}"
    return name


def nothing(what: str) -> NotFound:
    """The same words for what is not there and for what is somebody else's."""
    return NotFound(f"There is no {what} here that you may open: it was deleted, or it is not shared with you.")
