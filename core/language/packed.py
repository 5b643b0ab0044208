"""Many strings in little memory: a block of text with its bounds, and a table from a key to where it stands."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
import numpy.typing as npt

Numbers = npt.NDArray[np.int32]
Wide = npt.NDArray[np.int64]


@dataclass(frozen=True)
class Texts:
    """Strings by number."""

    block: bytes
    ends: memoryview

    @classmethod
    def of(cls, texts: Iterable[str]) -> "Texts":
        pieces = [text.encode("utf-8", "surrogatepass") for text in texts]
        ends = np.cumsum([0, *map(len, pieces)], dtype=np.uint32 if sum(map(len, pieces)) < 2**32 else np.uint64)
        return cls(b"".join(pieces), ends.data)

    def __len__(self) -> int:
        return len(self.ends) - 1

    def __getitem__(self, number: int) -> str:
        return self.block[self.ends[number] : self.ends[number + 1]].decode("utf-8", "surrogatepass")

    def __iter__(self) -> Iterator[str]:
        return (self.block[a:b].decode("utf-8", "surrogatepass") for a, b in pairwise(self.ends))

    @property
    def bytes(self) -> int:
        return len(self.block) + self.ends.nbytes


@dataclass(frozen=True)
class Places:
    """Where a key may stand, by its hash: two keys may share one, so whoever looks compares what is there."""

    hashes: memoryview
    numbers: Numbers

    @classmethod
    def of(cls, keys: Iterable[str], numbers: Sequence[int] | Numbers | None = None) -> "Places":
        hashes = hashed(keys)
        order = np.argsort(hashes, kind="stable").astype(np.int32)
        places = order if numbers is None else np.asarray(numbers, np.int32)[order]
        return cls(hashes[order].data, places)

    def at(self, key: str) -> list[int]:
        wanted = hash(key)
        first = bisect_left(self.hashes, wanted)
        if first == len(self.hashes) or self.hashes[first] != wanted:
            return []
        found: list[int] = self.numbers[first : bisect_right(self.hashes, wanted, lo=first)].tolist()
        return found

    @property
    def bytes(self) -> int:
        return self.hashes.nbytes + self.numbers.nbytes


def hashed(keys: Iterable[str]) -> Wide:
    """Of this process only: the hash of a text is another one in the next."""
    return np.fromiter(map(hash, keys), np.int64)
