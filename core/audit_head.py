"""Where the audit log ends, kept outside of the store: who changes the store cannot change this with it."""

import fcntl
import json
import os
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass, replace
from pathlib import Path

LENGTH = 1024  # always as long as this, and written in place: a kill or a power cut leaves the old one or the new


@dataclass(frozen=True)
class Head:
    """The last entry known, and the end of what was pruned. `pruning`: about to be pruned, or just pruned.

    `accepted`: up to there, a break was looked into; its hash is over the entries as they were found then.
    """

    seq: int = 0
    hash: str = ""
    pruned: int = 0
    pruned_hash: str = ""
    pruning: int = 0
    pruning_hash: str = ""
    accepted: int = 0
    accepted_hash: str = ""

    def starts_after(self, seq: int) -> str | None:
        """The hash before the first entry, when the log may begin behind this number."""
        return {self.pruning: self.pruning_hash, self.pruned: self.pruned_hash, 0: ""}.get(seq)


class Unreadable(Exception):
    """The file is there and makes no sense."""


def read(file: Path) -> Head | None:
    with _locked(file) as at:
        return _read(at)


def change(file: Path, to: Callable[[Head | None], Head | None]) -> None:
    """What is there becomes what `to` makes of it, with nobody in between; None leaves it."""
    with _locked(file) as at:
        new = to(_read(at))
        if new is not None:
            _write(at, new)


def advance(file: Path, seq: int, digest: str) -> None:
    """Forward only: of two writers at once, the one who is late does not take it back."""

    def forward(now: Head | None) -> Head | None:
        now = now or Head()
        return replace(now, seq=seq, hash=digest) if seq > now.seq else None

    change(file, forward)


def replace_all(file: Path, head: Head) -> None:
    """Whatever was there, readable or not."""
    with _locked(file) as at:
        _write(at, head)


@contextmanager
def _locked(file: Path) -> Iterator[int]:
    at = os.open(file, os.O_RDWR | os.O_CREAT, 0o600)
    try:
        fcntl.flock(at, fcntl.LOCK_EX)
        yield at
    finally:
        os.close(at)  # which unlocks it, too


def _read(at: int) -> Head | None:
    text = os.pread(at, LENGTH, 0)
    if not text:
        return None
    try:
        return Head(**json.loads(text))
    except (ValueError, TypeError) as error:
        raise Unreadable from error


def _write(at: int, head: Head) -> None:
    os.ftruncate(at, LENGTH)
    os.pwrite(at, json.dumps(asdict(head)).encode().ljust(LENGTH - 1) + b"\n", 0)
