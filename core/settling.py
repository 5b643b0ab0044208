"""What is loaded stays: it is kept away from the full collection that Streamlit makes after every click."""

import gc
import sys
from dataclasses import dataclass, field

MANY = 100  # modules: a library that takes long to go through, and not a file or two


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
