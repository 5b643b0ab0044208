"""Many strings in little memory: a block of text with its bounds, and a table from a key to where it stands."""

from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

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
        ends = np.fromiter(accumulate(map(len, pieces), initial=0), np.uint64)
        return cls(b"".join(pieces), _least(ends).data)

    @classmethod
    def joined(cls, parts: Sequence["Texts"]) -> "Texts":
        before = accumulate((len(part.block) for part in parts), initial=0)
        shifted = [
            np.asarray(part.ends[1:], np.uint64) + np.uint64(start) for part, start in zip(parts, before, strict=False)
        ]
        together = np.concatenate([np.zeros(1, np.uint64), *shifted])
        return cls(b"".join(part.block for part in parts), _least(together).data)

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
    def of(cls, keys: Iterable[str]) -> "Places":
        hashes = hashed(keys)
        return cls.of_hashes(hashes, np.arange(len(hashes), dtype=np.int32))

    @classmethod
    def of_hashes(cls, hashes: Wide, numbers: Numbers) -> "Places":
        order = np.argsort(hashes, kind="stable")
        return cls(hashes[order].data, numbers[order])

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


def _least(ends: npt.NDArray[np.uint64]) -> npt.NDArray[np.uint32] | npt.NDArray[np.uint64]:
    """In half the space, where that suffices."""
    return ends.astype(np.uint32) if int(ends[-1]) < 2**32 else ends
