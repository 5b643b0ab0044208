"""What can go wrong, by what the caller does next: ask again, ask someone else, wait, or stop."""

from collections.abc import Iterable
from typing import ClassVar

from rapidfuzz import fuzz, process


class QuartermasterError(Exception):
    """Base of every error shown to a person; its text is a complete sentence for them."""

    status: ClassVar[int] = 500

    def __init__(self, message: str) -> None:
        super().__init__(message)
        self.message = message


class Invalid(QuartermasterError):
    """The input cannot be used as it is: say it differently."""

    status = 400


class Unknown(QuartermasterError):
    """A name that nothing bears; carries the nearest names that exist."""

    status = 404

    def __init__(self, kind: str, name: str, known: Iterable[str] = ()) -> None:
        self.kind, self.name = kind, name
        self.suggestions = suggest(name, known)
        hint = f" Did you mean {' or '.join(repr(s) for s in self.suggestions)}?" if self.suggestions else ""
        super().__init__(f"There is no {kind} called {name!r}.{hint}")


class NotAllowed(QuartermasterError):
    """The asker may not do or see this; the text says who may."""

    status = 403


class NotFound(QuartermasterError):
    """Nothing there, or nothing the asker may know of: the two look the same."""

    status = 404


class Conflict(QuartermasterError):
    """Somebody else changed it first, or it exists already."""

    status = 409


class TryLater(QuartermasterError):
    """Too much at once; worth asking again after so many seconds."""

    status = 429

    def __init__(self, message: str, after: float) -> None:
        super().__init__(message)
        self.after = after


class BudgetSpent(QuartermasterError):
    """The next step would cost more than is left."""

    status = 402


class Unavailable(QuartermasterError):
    """A part that we depend on is away, too slow or was stopped."""

    status = 503


def suggest(name: str, known: Iterable[str], limit: int = 3) -> list[str]:
    """The nearest known names, best first; the one source of every "did you mean"."""
    hits = process.extract(
        name.lower(), {k: k.lower() for k in known}, scorer=fuzz.WRatio, limit=limit, score_cutoff=60
    )
    return [key for _, _, key in hits]
