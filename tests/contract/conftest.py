"""The stores that every contract test runs on: a SQLite file and a real PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from uuid import uuid4

import pgserver
import psycopg
import pytest

from core.store.open import Store


@pytest.fixture(scope="session")
def postgres() -> Iterator[str]:
    """A server of this test process alone; safe writing to disk is PostgreSQL's to test, not ours."""
    folder = Path(tempfile.mkdtemp(prefix="qm-postgres-"))
    server = pgserver.get_server(folder, cleanup_mode="delete")
    with psycopg.connect(server.get_uri(), autocommit=True) as connection:
        connection.execute("ALTER SYSTEM SET fsync = off")
        connection.execute("SELECT pg_reload_conf()")
    yield server.get_uri()
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


@pytest.fixture(params=["sqlite", "postgresql"])
def url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """Where a store may be made that nobody else uses."""
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/state.db"
        return
    yield from database(request.getfixturevalue("postgres"))


def database(server: str) -> Iterator[str]:
    name = f"t{uuid4().hex}"
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{name}"')
    yield server.replace("/postgres?", f"/{name}?")
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'DROP DATABASE "{name}" WITH (FORCE)')


@pytest.fixture
def store(url: str) -> Iterator[Store]:
    opened = Store.open(url)
    yield opened
    opened.close()
