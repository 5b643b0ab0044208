"""Vectors of texts that come again: a vocabulary, verified questions, what people asked."""

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from threading import Lock

import numpy as np
import numpy.typing as npt

Floats = npt.NDArray[np.float32]
MOST = 20_000  # texts: 30 MB
PIECE = 64  # texts made at a time, so that whoever needs one between does not wait for all


class Memory:
    """A text has one vector, whoever asks: nothing in here can be out of date. Safe for many threads."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._rows: OrderedDict[str, Floats] = OrderedDict()
        self._lock = Lock()

    def has(self, texts: Sequence[str]) -> bool:
        with self._lock:
            return all(text in self._rows for text in texts)

    def of(self, texts: Sequence[str], make: Callable[[Sequence[str]], Floats]) -> Floats:
        """The rows in the order of the texts; only those that are not there yet are made."""
        with self._lock:
            found = {text: self._rows[text] for text in texts if text in self._rows}
        missing = [text for text in dict.fromkeys(texts) if text not in found]
        for start in range(0, len(missing), PIECE):
            piece = missing[start : start + PIECE]
            found.update(zip(piece, make(piece), strict=True))
        self.put(found)
        return np.stack([found[text] for text in texts]) if texts else make([])

    def put(self, rows: Mapping[str, Floats]) -> None:
        with self._lock:
            for text, row in rows.items():
                self._rows[text] = row
                self._rows.move_to_end(text)
            while len(self._rows) > self._most:
                self._rows.popitem(last=False)
