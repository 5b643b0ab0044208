"""Brings a store up to this program's schema, one process at a time, all steps or none."""

from sqlalchemy import Column, Connection, Engine, MetaData, Table, Text, inspect, select, text

from core.errors import Unavailable
from core.store.migrations import HEAD, MIGRATIONS, Migration

VERSION = Table("alembic_version", MetaData(), Column("version_num", Text, primary_key=True))
MIGRATION_LOCK = 7_105_001  # PostgreSQL's advisory locks are numbers; any that nobody else uses will do


def migrate(engine: Engine, to: str = HEAD) -> None:
    """`engine` must not enforce foreign keys on SQLite, where changing a table means making it anew."""
    with engine.connect() as connection:
        if revision_of(connection) == to:  # the usual case needs no lock and no writing
            return
    from alembic.migration import MigrationContext  # with its dialects of databases that nobody has here
    from alembic.operations import Operations

    with engine.begin() as connection:
        _alone(connection)
        for migration in _missing(revision_of(connection), to):
            migration.upgrade(Operations(MigrationContext.configure(connection)))
            _stamp(connection, migration.revision)
        _check_references(connection)


def revision_of(connection: Connection) -> str | None:
    """The revision that a store is at; None for an empty one."""
    if not inspect(connection).has_table(VERSION.name):
        return None
    found = connection.scalar(select(VERSION.c.version_num))
    refuse_newer(found)
    return found


def refuse_newer(revision: str | None) -> None:
    if revision is not None and revision not in [m.revision for m in MIGRATIONS]:
        raise Unavailable(
            f"This store has schema {revision}, made by a newer Quartermaster; this one knows schemas up to {HEAD}. "
            "Start the newer version, or restore a backup made by this one."
        )


def _missing(current: str | None, to: str) -> list[Migration]:
    revisions = [m.revision for m in MIGRATIONS]
    first = 0 if current is None else revisions.index(current) + 1
    return list(MIGRATIONS[first : revisions.index(to) + 1])


def _alone(connection: Connection) -> None:
    if connection.dialect.name == "postgresql":  # on SQLite, BEGIN IMMEDIATE has already seen to it
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": MIGRATION_LOCK})


def _stamp(connection: Connection, revision: str) -> None:
    VERSION.create(connection, checkfirst=True)
    connection.execute(VERSION.delete())
    connection.execute(VERSION.insert().values(version_num=revision))


def _check_references(connection: Connection) -> None:
    if connection.dialect.name == "sqlite" and connection.execute(text("PRAGMA foreign_key_check")).first():
        raise Unavailable(
            "The store could not be brought up to date: rows would point at nothing. Nothing was changed."
        )
