"""Why the guard said no: one sentence that says what was wrong, and which word."""

from core.errors import Invalid, NotAllowed, QuartermasterError


class Refused(QuartermasterError):
    """The guard let nothing through; the text says why."""


class Denied(Refused, NotAllowed):
    """Understood, and not permitted: a table, a function, a kind of statement."""


class Malformed(Refused, Invalid):
    """Not a statement the guard can vouch for: broken, too long, or ambiguous."""
