"""One DuckDB file, whole or not at all: written beside its place and moved there when it is complete."""

import os
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path

import duckdb
import psutil
import pyarrow as pa

from core.errors import Invalid, Unavailable
from core.terminal import interruptible
from scripts.sample_data.tables import DDL

MEMORY = "512MB"  # for the database's own buffers; what does not fit goes to the file
FULL = ("No space left", "Disk quota", "File too large", "out of disk")


class Sink:
    """Takes tables of any length, piece by piece."""

    def __init__(self, connection: duckdb.DuckDBPyConnection) -> None:
        self._connection = connection
        self.rows = 0

    def append(self, table: str, columns: Mapping[str, pa.Array]) -> None:
        piece = pa.table(dict(columns))
        self._connection.register("piece", piece)
        self._connection.execute(f"INSERT INTO {table} ({', '.join(columns)}) SELECT * FROM piece")
        self._connection.unregister("piece")
        self.rows += piece.num_rows

    def insert(self, table: str, rows: Sequence[Sequence[object]]) -> None:
        """For the few rows that are easier said one by one."""
        self._connection.executemany(f"INSERT INTO {table} VALUES ({', '.join('?' * len(rows[0]))})", rows)
        self.rows += len(rows)


@contextmanager
def database(target: Path) -> Iterator[Sink]:
    """Where `target` was, it stays as it was until the new one is complete."""
    part = target.with_name(f".{target.name}.{os.getpid()}.part")
    sweep(target)
    try:
        with (
            interruptible(),
            translated(target),
            duckdb.connect(str(part), config={"memory_limit": MEMORY}) as connection,
        ):
            connection.execute(DDL)
            yield Sink(connection)
            connection.execute("CHECKPOINT")
        os.replace(part, target)
    finally:
        remove(part)


@contextmanager
def translated(target: Path) -> Iterator[None]:
    """What the disk says, in a sentence."""
    try:
        yield
    except (duckdb.Error, OSError) as error:
        if any(words in str(error) for words in FULL):
            hint = "nothing was written. Make room, or ask for fewer orders."
            raise Unavailable(f"The disk of {target.parent} is full; {hint}") from error
        if not isinstance(error, duckdb.IOException | OSError):
            raise
        raise Unavailable(f"{target} could not be written: {str(error).splitlines()[0]}") from error


def check_room(target: Path, needed: int) -> None:
    """Better said before the work than after it."""
    folder = target.parent
    if not folder.is_dir():
        raise Invalid(f"There is no folder {folder}; make it first, or name another place with --out.")
    if target.is_dir():
        raise Invalid(f"{target} is a folder; --out wants the name of a file.")
    if not os.access(folder, os.W_OK):
        raise Invalid(f"The folder {folder} cannot be written to; name another place with --out.")
    free = shutil.disk_usage(folder).free
    if free < needed:
        raise Unavailable(f"About {needed >> 20} MB are needed, the disk of {folder} has {free >> 20} MB free.")


def sweep(target: Path) -> None:
    """Removes what an earlier run left that was killed; not what a running one is writing."""
    for part in target.parent.glob(f".{target.name}.*.part*"):
        owner = part.name.removeprefix(f".{target.name}.").split(".")[0]
        if owner.isdigit() and not psutil.pid_exists(int(owner)):
            part.unlink(missing_ok=True)


def remove(part: Path) -> None:
    for left in part.parent.glob(f"{part.name}*"):
        shutil.rmtree(left) if left.is_dir() else left.unlink(missing_ok=True)
