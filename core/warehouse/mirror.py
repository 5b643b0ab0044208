"""A copy of a warehouse's tables in DuckDB: by batches, gone on with after an interruption, checked, then published."""

import os
import shutil
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import closing, contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime
from decimal import Decimal
from pathlib import Path
from typing import Protocol

import duckdb
import pyarrow

from core.errors import Conflict, Unavailable
from core.warehouse.base import Cancel, Checked, Value, Warehouse
from core.warehouse.drafts import Loaded, disk_errors_told, only_writer, remove
from core.warehouse.generations import current, new_generation

BATCH = 50_000  # rows in memory at once
NOTHING = "The configured warehouse is DuckDB itself (warehouse.backend); there is nothing to mirror."
UNKEYED = 1_000_000  # rows of a table whose key has gaps, which is read in one go

Say = Callable[[str], None]


class Copied(Protocol):
    """A table as the vocabulary knows it, and what is asked of the warehouse to copy it."""

    @property
    def name(self) -> str: ...
    @property
    def key(self) -> Sequence[str]: ...
    @property
    def columns(self) -> Sequence[tuple[str, str]]:
        """Name and type."""
        ...

    @property
    def keyed(self) -> bool:
        """No part of the key is ever empty, so that there is a next one after each."""
        ...

    def batch(self, key: Sequence[Value] | None, most: int, dialect: str) -> Checked: ...
    def checks(self, dialect: str) -> Checked: ...
    def checks_of_copy(self, name: str) -> str:
        """The same, of a copy in DuckDB under this name."""
        ...


@dataclass(frozen=True)
class Mirrored:
    """What became of each table, and the generation that has them."""

    tables: tuple[tuple[str, str, int], ...]  # name; unchanged, grown or copied; rows
    generation: str

    @property
    def in_words(self) -> str:
        changed = sum(how != "unchanged" for _, how, _ in self.tables)
        rows = sum(rows for *_, rows in self.tables)
        plural = "" if len(self.tables) == 1 else "s"
        return f"{len(self.tables)} table{plural}, {rows:,} rows; {changed or 'none'} of them changed."


@dataclass
class Mirror:
    source: Warehouse
    home: Path
    say: Say
    batch: int = BATCH
    cancel: Cancel = field(default_factory=Cancel)

    def make(self, tables: Iterable[Copied], *, full: bool = False, mark: str = "") -> Mirrored:
        """All tables that are there; published when every one of them has the figures of its original.

        With a mark it is published once, however often it is begun.
        """
        there = self.source.catalog()
        wanted = [table for table in tables if table.name in there]
        with only_writer(self.home / "mirror" / "lock"), self._partial() as (file, base):
            with closing(duckdb.connect(str(file))) as copy:
                done = tuple(self._table(copy, table, full) for table in wanted)
                copy.execute("CHECKPOINT")
            return Mirrored(done, self._publish(file, base, done, mark))

    @contextmanager
    def _partial(self) -> Iterator[tuple[Path, str]]:
        """Begun from the generation that counts, or as an earlier try has left it."""
        pointer = current(self.home)
        base = pointer.generation if pointer else "none"
        file = self.home / "mirror" / f"partial-{base}.duckdb"
        for other in file.parent.glob("partial-*.duckdb"):
            if other != file:
                remove(other)
        if pointer and not file.exists():
            with disk_errors_told():
                shutil.copyfile(pointer.file, beside := file.with_suffix(".new"))
                os.replace(beside, file)
        yield file, base

    def _table(self, copy: duckdb.DuckDBPyConnection, table: Copied, full: bool) -> tuple[str, str, int]:
        """The cheapest way that ends with the right figures: nothing, what is new by the key, or everything."""
        wanted = self._figures(table)
        rows = int(wanted[0])
        how = "" if full or not _has(copy, table.name) else self._kept(copy, table, wanted)
        return self._said(table, how, rows) if how else self._whole(copy, table)

    def _kept(self, copy: duckdb.DuckDBPyConnection, table: Copied, wanted: tuple[Decimal, ...]) -> str:
        """What is there already, as it is or with what is new; '' where that comes to other figures."""
        try:
            if _figures_of(copy, table, table.name) == wanted:
                return "unchanged"
            self._append(copy, table, table.name)
            return "grown" if _figures_of(copy, table, table.name) == wanted else ""
        except duckdb.Error:  # loaded by other means, with other columns or rules of its own
            return ""

    def _whole(self, copy: duckdb.DuckDBPyConnection, table: Copied) -> tuple[str, str, int]:
        """Beside the old one, under a name that says that it is not finished; it takes its place at the end."""
        beside = f"copying_{table.name}"
        for _ in range(2):
            _create(copy, table, beside)
            self._append(copy, table, beside)
            wanted = self._figures(table)
            if _figures_of(copy, table, beside) == wanted:
                _take_place(copy, beside, table.name)
                return self._said(table, "copied", int(wanted[0]))
            copy.execute(f"DROP TABLE {beside}")  # it changed in between, or an interrupted copy was of an older state
        raise Unavailable(
            f"The table {table.name} keeps changing while it is copied: run the mirror at a quieter time."
        )

    def _append(self, copy: duckdb.DuckDBPyConnection, table: Copied, into: str) -> None:
        """What comes after the last key that is there, a batch at a time."""
        dialect, most = self.source.dialect, self.batch if table.keyed else UNKEYED
        if not table.keyed:
            copy.execute(f"DELETE FROM {into}")  # noqa: S608 - a name of the vocabulary
        last = _last_key(copy, table, into) if table.keyed else None
        while True:
            found = self.source.run(table.batch(last, most, dialect), cancel=self.cancel)
            if found.rows:
                _insert(copy, into, found.columns, found.rows)
                self.say(f"{table.name}: {_count(copy, into):,} rows")
            if not found.truncated:
                return
            if not table.keyed:
                raise Unavailable(f"The table {table.name} has no complete key and is too large to be copied at once.")
            places = [found.columns.index(name) for name in table.key]
            last = [found.rows[-1][place] for place in places]

    def _figures(self, table: Copied) -> tuple[Decimal, ...]:
        (row,) = self.source.run(table.checks(self.source.dialect), cancel=self.cancel).rows
        return _exact(row)

    def _said(self, table: Copied, how: str, rows: int) -> tuple[str, str, int]:
        self.say(f"{table.name}: {how}, {rows:,} rows")
        return table.name, how, rows

    def _publish(self, file: Path, base: str, done: Sequence[tuple[str, str, int]], mark: str) -> str:
        """The app moves on to it with its next query; queries under way end on the old one."""
        at = datetime.now(UTC)
        with new_generation(self.home, mark) as draft:
            pointer = current(self.home)
            if (pointer.generation if pointer else "none") != base:
                raise Conflict("Something else was loaded while the mirror was made: run it again.")
            with disk_errors_told():
                os.replace(file, draft.path)
            draft.kept = True
            draft.loaded |= {name: Loaded(at, rows, "mirror") for name, _, rows in done}
        assert draft.generation is not None
        return draft.generation


def _has(copy: duckdb.DuckDBPyConnection, name: str) -> bool:
    return bool(copy.execute("SELECT 1 FROM duckdb_tables() WHERE table_name = ?", [name]).fetchall())


def _take_place(copy: duckdb.DuckDBPyConnection, beside: str, name: str) -> None:
    copy.execute(f"BEGIN; DROP TABLE IF EXISTS {name}; ALTER TABLE {beside} RENAME TO {name}; COMMIT")


def _create(copy: duckdb.DuckDBPyConnection, table: Copied, name: str) -> None:
    copy.execute(
        f"CREATE TABLE IF NOT EXISTS {name} ({', '.join(f'{column} {kind}' for column, kind in table.columns)})"
    )


def _insert(copy: duckdb.DuckDBPyConnection, into: str, names: Sequence[str], rows: Sequence[Sequence[Value]]) -> None:
    """Whole or not at all, so that the last key is always that of a finished batch."""
    batch = pyarrow.table([pyarrow.array(column) for column in zip(*rows, strict=True)], names=list(names))
    copy.register("batch", batch)
    copy.execute(f"INSERT INTO {into} BY NAME SELECT * FROM batch")  # noqa: S608 - a name of the vocabulary
    copy.unregister("batch")


def _last_key(copy: duckdb.DuckDBPyConnection, table: Copied, name: str) -> list[Value] | None:
    """Rows lie in the order in which they came, which is that of the key in the warehouse's own collation."""
    names = ", ".join(table.key)
    sql = f"SELECT {names} FROM {name} ORDER BY rowid DESC LIMIT 1"  # noqa: S608 - names of the vocabulary
    found = copy.execute(sql).fetchall()
    return list(found[0]) if found else None


def _count(copy: duckdb.DuckDBPyConnection, name: str) -> int:
    found = copy.execute(f"SELECT count(*) FROM {name}").fetchall()  # noqa: S608 - a name of the vocabulary
    return int(found[0][0])


def _figures_of(copy: duckdb.DuckDBPyConnection, table: Copied, name: str) -> tuple[Decimal, ...]:
    return _exact(copy.execute(table.checks_of_copy(name)).fetchall()[0])


def _exact(row: Sequence[Value]) -> tuple[Decimal, ...]:
    return tuple(Decimal(str(value or 0)) for value in row)
