"""Chance that falls the same on every machine: named streams, and weighted choice in whole numbers."""

import zlib
from dataclasses import dataclass
from typing import Self

import numpy as np
from numpy.typing import NDArray

Ints = NDArray[np.int64]
Rng = np.random.Generator


def stream(seed: int, *name: str | int) -> Rng:
    """A generator of its own for each named part, so that a change in one part leaves the others as they were."""
    return np.random.Generator(np.random.PCG64([seed, *(zlib.crc32(str(part).encode()) for part in name)]))


@dataclass(frozen=True)
class Wheel:
    """The same options with other weights for each group; whole numbers, so that no rounding of a machine shows."""

    edges: Ints
    options: int

    @classmethod
    def of(cls, weights: Ints) -> Self:
        """`weights` is groups × options, or only options where there is one group."""
        return cls(np.concatenate(([0], np.cumsum(weights, dtype=np.int64))), weights.shape[-1])

    def spin(self, rng: Rng, group: Ints) -> Ints:
        """One option for each entry of `group`."""
        first = group * self.options
        low, high = self.edges[first], self.edges[first + self.options]
        if (low == high).any():
            raise ValueError("a group without any weight has nothing to choose from")
        tick = low + (rng.random(len(group)) * (high - low)).astype(np.int64)
        chosen: Ints = np.searchsorted(self.edges[1:], tick, side="right") - first
        return chosen

    def spins(self, rng: Rng, count: int) -> Ints:
        """So many options of the only group."""
        return self.spin(rng, np.zeros(count, dtype=np.int64))


def apportion(weights: Ints, total: int) -> Ints:
    """Whole shares of a total in proportion to the weights; they add up to it."""
    edges = np.cumsum(weights, dtype=np.int64) * total // int(weights.sum())
    return np.diff(edges, prepend=0)


def apportion_above(least: Ints, weights: Ints, total: int) -> Ints:
    """As apportion, but nowhere less than `least`; what that takes is taken from the others alike."""
    shares = np.maximum(apportion(weights, total), least)
    spare = shares - least
    rest: Ints = least + apportion(spare, total - int(least.sum())) if spare.any() else least
    return rest
