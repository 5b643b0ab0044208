"""Failures of a warehouse elsewhere that may pass: it is worth asking again, or answering from what is at hand."""

from core.errors import TryLater, Unavailable


class Away(Unavailable):
    """It cannot be reached, or lost what it was doing; nothing is wrong with the query."""


class Throttled(TryLater):
    """It has too much to do, and says so."""


PASSING = (Away, Throttled)
