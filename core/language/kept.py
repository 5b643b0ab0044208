"""The values of the data, packed once for everybody, and what each asker sees of them; made anew with new data."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from threading import Lock

from core.language.stock import Stock
from core.language.values import ValueIndex

MOST = 200  # different rights


class KeptValues:
    """Safe for many threads: one makes what is missing, those who need it meanwhile wait."""

    def __init__(self, most: int = MOST) -> None:
        self._most = most
        self._making, self._lock = Lock(), Lock()
        self._of: Hashable = None
        self._stock: Stock | None = None
        self._seen: OrderedDict[Hashable, ValueIndex] = OrderedDict()

    def get_or_make(
        self, data: Hashable, rights: Hashable, stock: Callable[[], Stock], seen: Callable[[Stock], ValueIndex]
    ) -> ValueIndex:
        """`data` says when the stock is another one, `rights` when another part of it is seen."""
        if found := self._found(data, rights):
            return found
        with self._making:
            if found := self._found(data, rights):
                return found
            if self._stock is None or data != self._of:
                self.forget()  # first, so that old and new are not held at once
                self._stock, self._of = stock(), data
            made = seen(self._stock)
            with self._lock:
                self._seen[rights] = made
                while len(self._seen) > self._most:
                    self._seen.popitem(last=False)
            return made

    def _found(self, data: Hashable, rights: Hashable) -> ValueIndex | None:
        with self._lock:
            found = self._seen.get(rights) if data == self._of else None
            if found:
                self._seen.move_to_end(rights)
            return found

    def forget(self) -> None:
        with self._lock:
            self._stock, self._of = None, None
            self._seen.clear()

    @property
    def bytes(self) -> int:
        """Of the stock, and of what is noted for each of those who see a part of it."""
        with self._lock:
            parts = [index.seen.visible for index in self._seen.values() if index.seen.visible is not None]
            return (self._stock.bytes if self._stock else 0) + sum(part.nbytes for part in parts)
