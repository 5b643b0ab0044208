"""A warehouse file in the making: one writer at a time, whole or not at all."""

import fcntl
import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path

from core.errors import Conflict, Unavailable


@dataclass(frozen=True)
class Loaded:
    """When a table's data came, how many rows it has, and where they came from."""

    at: datetime
    rows: int
    source: str


@dataclass
class Draft:
    """Write a database at `path`; what is in `scratch` is thrown away; `loaded` says what is new."""

    path: Path
    scratch: Path
    previous: Path | None
    loaded: dict[str, Loaded] = field(default_factory=dict)
    kept: bool = False  # whether it began with the previous data
    abandoned: bool = False
    generation: str | None = None  # known once it is published

    def copy_previous(self) -> None:
        """Begin with the data that is there, instead of nothing."""
        if self.previous is not None:
            with disk_errors_told():
                shutil.copyfile(self.previous, self.path)
            self.kept = True

    def abandon(self) -> None:
        """Nothing is published after all."""
        self.abandoned = True


@contextmanager
def only_writer(lock: Path) -> Iterator[None]:
    """Hold the lock file, or say who does. The system lets go of it when a process dies, however it dies."""
    lock.parent.mkdir(parents=True, exist_ok=True)
    with lock.open("a+", encoding="utf-8") as held:
        try:
            fcntl.flock(held, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            raise Conflict(f"Another load is under way{_holder(lock)}: try again when it has ended.") from None
        held.truncate(0)
        held.write(f"process {os.getpid()}, since {datetime.now(UTC):%H:%M:%S} UTC")
        held.flush()
        try:
            yield
        finally:
            held.truncate(0)


@contextmanager
def disk_errors_told() -> Iterator[None]:
    """A full or read-only disk is a sentence."""
    try:
        yield
    except OSError as error:
        raise Unavailable(f"The warehouse cannot be written ({error.strerror}); nothing has changed.") from error


@contextmanager
def scratch_folder(folder: Path) -> Iterator[Path]:
    """An empty folder that is gone afterwards."""
    remove(folder)
    folder.mkdir(parents=True)
    try:
        yield folder
    finally:
        remove(folder)


def remove(path: Path) -> None:
    """A file or a folder, if it is there, and a database's log with it."""
    if path.is_dir():
        shutil.rmtree(path, ignore_errors=True)
        return
    path.unlink(missing_ok=True)
    log_of(path).unlink(missing_ok=True)


def log_of(path: Path) -> Path:
    return path.with_name(path.name + ".wal")


def make_durable(path: Path) -> None:
    """The bytes of a finished draft reach the disk before anything points at them."""
    if not path.is_file() or log_of(path).exists():
        raise Unavailable("The new warehouse file was not closed properly, so it is not used.")
    sync(path)
    sync(path.parent)


def sync(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def _holder(lock: Path) -> str:
    said = lock.read_text(encoding="utf-8")
    return f" ({said})" if said else ""
