"""What both books have in common: entries by day, two workspaces, some rows restricted."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pyarrow as pa

from scripts.sample_data.chance import Ints, Rng, Wheel, apportion_above, stream
from scripts.sample_data.days import History, busyness
from scripts.sample_data.situations import settled
from scripts.sample_data.tables import labels

PIECE = 100_000
WORKSPACES = ("operations", "projects")
WORKSPACE = Wheel.of(np.array((64, 36)))
VISIBILITY = ("public", "restricted")
RESTRICTED = 22  # per cent
FREE = -1  # not settled beforehand


@dataclass(frozen=True)
class Rows:
    """Entries of one of the books: when, in which workspace, who may see it."""

    id: Ints
    day: Ints
    workspace: Ints
    visibility: Ints


@dataclass(frozen=True)
class Piece:
    """Entries in a row; `mine` are the places in it of those that are settled beforehand, `how` says which they are."""

    rng: Rng
    rows: Rows
    mine: Ints
    how: Ints


def pieces(seed: int, name: str, history: History, fixed: Ints, many: int) -> Iterator[Piece]:
    """A book of so many entries; `fixed` holds the days of those that are settled, in order."""
    busy = busyness(history, stream(seed, f"{name} days"))
    ends = np.cumsum(apportion_above(np.bincount(fixed, minlength=history.days), busy, many))
    for start in range(0, many, PIECE):
        place = np.arange(start, min(start + PIECE, many))
        rng = stream(seed, name, start)
        hidden = (rng.integers(0, 100, len(place)) < RESTRICTED).astype(np.int64)
        day: Ints = np.searchsorted(ends, place, side="right")
        rows = Rows(place + 1, day, WORKSPACE.spins(rng, len(place)), hidden)
        yield Piece(rng, rows, *settled(fixed, ends, start, start + len(place)))


def impose(values: Ints, piece: Piece, fixed: Ints) -> None:
    """Puts in what is settled, where it is."""
    wanted = fixed[piece.how]
    said = wanted != FREE
    values[piece.mine[said]] = wanted[said]


def rights(rows: Rows) -> dict[str, pa.Array]:
    return {"workspace_id": labels(rows.workspace, WORKSPACES), "visibility": labels(rows.visibility, VISIBILITY)}
