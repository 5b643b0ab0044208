"""What is loaded stays: it is kept away from the collections of garbage, of which one serves many clicks."""

import gc
import sys
from dataclasses import dataclass, field

MANY = 100  # modules: a library that takes long to go through, and not a file or two
MIDDLE = 1  # the generation that Python collects after some ten thousand new objects


def settle() -> None:
    gc.collect()
    gc.freeze()


@dataclass
class Latecomers:
    """Libraries that come with their first use. Looked for now and again, since nobody says when one has come whole."""

    settled: int = field(default_factory=lambda: len(sys.modules))
    seen: int = 0

    def look(self) -> bool:
        """Settles them once they have been there since the look before."""
        now, before = len(sys.modules), self.seen
        self.seen = now
        if now != before or now - self.settled < MANY:
            return False
        settle()
        self.settled = now
        return True


@dataclass
class Garbage:
    """Streamlit would go through all of memory after every click; thirty clicks in a second need that once.

    By itself Python does it too seldom: only when a quarter of what there is is new.
    """

    seen: int = 0

    def look(self) -> bool:
        """Collects when something has been done since the look before."""
        if _collected() == self.seen:
            return False
        gc.collect()
        self.seen = _collected()
        return True


def _collected() -> int:
    return int(gc.get_stats()[MIDDLE]["collections"])
