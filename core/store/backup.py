"""A consistent copy of the state while the program runs, and its way back into any store."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from tempfile import TemporaryDirectory

from sqlalchemy import Connection, Table

from core.clock import Clock
from core.errors import Conflict, Invalid
from core.store.archive import Manifest, Reader, opened, written
from core.store.dump import empty, is_empty, lines_of, put_lines, tables_of
from core.store.migrate import refuse_newer
from core.store.migrations import HEAD
from core.store.open import Store

TABLES, HOME = "tables", "home"
Tell = Callable[[str], None]


def silent(_: str) -> None:
    """Nobody is watching."""


def make_backup(
    store: Store, file: Path, files: Mapping[str, Iterable[bytes]], *, overwrite: bool = False, tell: Tell = silent
) -> Manifest:
    """Every table as of one moment, and `files` (name in the home → content)."""
    with written(file, overwrite) as archive, store.reading() as session:
        connection = session.connection()
        for table in tables_of(connection):
            rows = archive.add(f"{TABLES}/{table.name}.jsonl", lines_of(connection, table))
            tell(f"{table.name}: {rows} rows")
        for name, content in files.items():
            archive.add(f"{HOME}/{name}", content)
            tell(name)
        return archive.finish(HEAD, Clock.utc())


@contextmanager
def backup_opened(file: Path) -> Iterator[Reader]:
    """Checked from end to end, and of a schema that this program knows."""
    with opened(file) as archive:
        refuse_newer(archive.manifest.revision)
        yield archive


def restore_store(archive: Reader, store: Store, *, overwrite: bool = False, tell: Tell = silent) -> None:
    """First into a store of the backup's own schema, then brought up to date; from there over in one transaction."""
    with TemporaryDirectory(prefix="quartermaster-restore-") as folder:
        stage = Path(folder) / "state.db"
        _fill_stage(archive, stage)
        with _closing(Store.open(stage)) as source, source.reading() as rows, store.transaction() as session:
            _replace(rows.connection(), session.connection(), overwrite, tell)


def files_of(archive: Reader) -> Iterator[tuple[str, Iterator[bytes]]]:
    """What belongs into the home: plain names only, whatever the archive says."""
    for member in archive.names(HOME):
        name = member.removeprefix(HOME + "/")
        if name != Path(name).name or name in ("", ".", ".."):
            raise Invalid(f"This backup holds a file {name!r}, which is not a name in the home. Nothing was restored.")
        yield name, archive.chunks(member)


def _fill_stage(archive: Reader, stage: Path) -> None:
    with _closing(Store.open(stage, revision=archive.manifest.revision)) as store, store.transaction() as session:
        connection = session.connection()
        tables = {f"{TABLES}/{table.name}.jsonl": table for table in tables_of(connection)}
        if set(archive.names(TABLES)) != set(tables):
            raise Invalid("This backup does not hold the tables of its schema. Take another one; nothing was restored.")
        for name, table in tables.items():
            put_lines(connection, table, archive.lines(name))


def _replace(source: Connection, target: Connection, overwrite: bool, tell: Tell) -> None:
    tables = tables_of(target)
    if not overwrite and not all(is_empty(target, table) for table in tables):
        raise Conflict("The store is not empty. Restore into a new one, or add --force to replace all that is in it.")
    empty(target, tables)
    originals: dict[str, Table] = {table.name: table for table in tables_of(source)}
    for table in tables:
        put_lines(target, table, lines_of(source, originals[table.name]))
        tell(f"{table.name} restored")


@contextmanager
def _closing(store: Store) -> Iterator[Store]:
    try:
        yield store
    finally:
        store.close()
