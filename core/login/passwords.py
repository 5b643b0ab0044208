"""Passwords: hashed slowly, compared in the same time for everybody, and refused when easy to guess."""

import base64
import hmac
import re
import unicodedata
from collections.abc import Iterable, Iterator
from functools import lru_cache
from pathlib import Path

import bcrypt

from core.errors import Invalid

COST = 12
LONGEST = 256
PLAIN = "plain:"  # before a hash that another program made, of the password itself
COSTS_TAKEN = range(4, 15)  # a higher one would make every failed sign-in take many seconds
_PURPOSE = b"quartermaster password"
_BCRYPT = re.compile(r"\$2[aby]\$(\d\d)\$[./A-Za-z0-9]{53}")
_ROWS = ("abcdefghijklmnopqrstuvwxyz", "01234567890", "qwertyuiopasdfghjklzxcvbnm", "qwertzuiopasdfghjklyxcvbnm",
         "azertyuiopqsdfghjklmwxcvbn", "1qaz2wsx3edc4rfv5tgb6yhn7ujm8ik", "1q2w3e4r5t6y7u8i9o0p")  # fmt: skip
_LOOKALIKES = str.maketrans("013457@$!", "oieastasi")


def hash_password(password: str, cost: int = COST) -> str:
    return bcrypt.hashpw(_digest(password), bcrypt.gensalt(cost)).decode("ascii")


def matches(password: str, kept: str | None, ceiling: int = COST) -> bool:
    """Whether it is the one. A no takes 2^ceiling rounds, whatever is kept, and when nothing is."""
    if kept is None or not _BCRYPT.fullmatch(kept.removeprefix(PLAIN)):
        _work(password, ceiling)
        return False
    plain = kept.removeprefix(PLAIN)
    secret = _digest(password) if plain == kept else _raw(password)
    if bcrypt.checkpw(secret, plain.encode("ascii")):
        return True
    for cost in range(cost_of(kept), ceiling):  # 2^c + (2^c + … + 2^(ceiling-1)) = 2^ceiling
        _work(password, cost)
    return False


def is_outdated(kept: str, cost: int = COST) -> bool:
    return kept.startswith(PLAIN) or cost_of(kept) != cost


def cost_of(kept: str) -> int:
    match = _BCRYPT.fullmatch(kept.removeprefix(PLAIN))
    return int(match[1]) if match else COST


def imported_hash(given: str) -> str:
    """A bcrypt hash from elsewhere, as it is kept until its owner signs in for the first time."""
    match = _BCRYPT.fullmatch(given)
    if not match or int(match[1]) not in COSTS_TAKEN:
        costs = f"{COSTS_TAKEN.start} to {COSTS_TAKEN.stop - 1}"
        raise Invalid(f"bcrypt should be a hash such as $2b$12$ and 53 characters more, of cost {costs}.")
    return PLAIN + given


def refuse_weak(password: str, length: int, own: Iterable[str] = ()) -> None:
    """`own` are the words that a stranger would try first: name, e-mail, the program's name."""
    if len(password) < length or not password.strip():
        raise Invalid(f"A password needs at least {length} characters; this one has {len(password.strip())}.")
    if len(password) > LONGEST:
        raise Invalid(f"A password has at most {LONGEST} characters; this one has {len(password)}.")
    folded = unicodedata.normalize("NFKC", password).casefold()
    if _is_common(folded) or _is_pattern(folded):
        raise Invalid("This password is among the first that anybody would try. Take a longer or rarer one.")
    if any(_leans_on(folded, word) for word in _words(own)):
        raise Invalid("This password is hardly more than a name or address that others know. Take another one.")


def _is_common(folded: str) -> bool:
    """Also with digits and signs around it, or in place of letters."""
    spellings = {folded, folded.translate(_LOOKALIKES)}
    bare = re.sub(r"^[\W\d_]+|[\W\d_]+$", "", folded)
    if len(folded) - len(bare) <= 4:
        spellings |= {bare, bare.translate(_LOOKALIKES)}
    return not spellings.isdisjoint(common_passwords())


def _is_pattern(folded: str) -> bool:
    """A few characters over and over, or a run along the alphabet or the keyboard."""
    period = (folded + folded).find(folded, 1)
    if len(set(folded)) <= 2 or period <= 4 < len(folded) or (period < len(folded) and _is_common(folded[:period])):
        return True
    return any(folded in row + row or folded in (row + row)[::-1] for row in _ROWS)


def _leans_on(folded: str, word: str) -> bool:
    letters = re.sub(r"[\W_]+", "", folded)
    return word in letters and len(letters) - len(word) <= 4


def _words(own: Iterable[str]) -> Iterator[str]:
    for text in own:
        folded = unicodedata.normalize("NFKC", text).casefold()
        parts = (folded, folded.partition("@")[0], *re.split(r"[\W_]+", folded))
        yield from (word for word in (re.sub(r"[\W_]+", "", part) for part in parts) if len(word) >= 4)


@lru_cache(maxsize=1)
def common_passwords() -> frozenset[str]:
    file = Path(__file__).with_name("common_passwords.txt")
    return frozenset(file.read_text(encoding="utf-8").split())


def _digest(password: str) -> bytes:
    """44 characters, whatever the length: bcrypt takes 72 bytes. Keyed, so that no other program's hash is the same."""
    text = unicodedata.normalize("NFKC", password).encode("utf-8", "surrogatepass")
    return base64.b64encode(hmac.digest(_PURPOSE, text, "sha256"))


def _raw(password: str) -> bytes:
    """As other programs hashed it: what is beyond 72 bytes never counted."""
    return password.encode("utf-8", "surrogatepass")[:72]


def _work(password: str, cost: int) -> None:
    bcrypt.hashpw(_digest(password), bcrypt.gensalt(cost))
