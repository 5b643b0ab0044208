"""Where a DuckDB warehouse is: one file that stays as it is, or a home whose generations move on."""

from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

from core.errors import Unavailable
from core.warehouse.generations import current, pointer_file
from core.warehouse.opened import Limits, Opened

NO_DATA = "No data has been loaded yet: scripts/start makes sample data, scripts/load.py loads your own."
_TRIES = 5  # a reader slower than two loads in a row finds the file gone that it read of, and looks again


class Source(Protocol):
    def mark(self) -> object:
        """Cheap to ask; another answer means: open again."""
        ...

    def open(self, limits: Limits) -> Opened: ...


@dataclass(frozen=True)
class FixedFile:
    """Opened once. What replaces the file later is another generation, for whoever opens it then."""

    file: Path

    def mark(self) -> object:
        return self.file

    def open(self, limits: Limits) -> Opened:
        for _ in range(_TRIES):
            before = identity(self.file)
            opened = Opened(self.file, before, {}, limits)
            if identity(self.file) == before:
                return opened
            opened.retire()
        raise Unavailable(f"The warehouse file {self.file.name!r} is being replaced: try again.")


@dataclass(frozen=True)
class Home:
    """Follows the pointer of a data home."""

    folder: Path

    def mark(self) -> object:
        try:
            seen = pointer_file(self.folder).stat()
        except FileNotFoundError:
            return None
        return seen.st_ino, seen.st_mtime_ns, seen.st_size

    def open(self, limits: Limits) -> Opened:
        for attempt in range(_TRIES):
            pointer = current(self.folder)
            if pointer is None:
                raise Unavailable(NO_DATA)
            if pointer.file.is_file() or attempt == _TRIES - 1:
                return Opened(pointer.file, pointer.generation, pointer.loaded, limits)
        raise AssertionError("the last attempt returns or raises")


def identity(file: Path) -> str:
    """Another file, or the same one written again, has another identity."""
    try:
        seen = file.stat()
    except OSError:
        raise Unavailable(f"The warehouse file {file.name!r} is not there; load or generate data first.") from None
    return f"{file.resolve()}:{seen.st_ino}:{seen.st_mtime_ns}:{seen.st_size}"
