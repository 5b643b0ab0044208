"""The stores that every contract test runs on: a SQLite file and a real PostgreSQL."""

import shutil
import tempfile
from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pgserver
import psycopg
import pytest

from core.store.dump import empty
from core.store.open import Store
from core.store.schema import Base
from tests.contract.warehouses import Clouds, StandIn, clouds, stand_in


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


@pytest.fixture(scope="session")
def redshift(postgres: str, tmp_path_factory: pytest.TempPathFactory) -> Iterator[StandIn]:
    with stand_in(postgres, tmp_path_factory.mktemp("redshift")) as there:
        yield there


@pytest.fixture(scope="session")
def aws(redshift: StandIn) -> Iterator[Clouds]:
    with clouds(redshift) as there:
        yield there


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


@pytest.fixture(scope="session", params=["sqlite", "postgresql"])
def _reused(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Store]:
    if request.param == "sqlite":
        opened = Store.open(tmp_path_factory.mktemp("reused") / "state.db")
        yield opened
        opened.close()
        return
    for place in database(request.getfixturevalue("postgres")):
        opened = Store.open(place)
        yield opened
        opened.close()


@pytest.fixture
def emptied(_reused: Store, tmp_path: Path) -> Store:
    """A store like `store`, without the second that it takes to make one."""
    with _reused.transaction() as session:
        empty(session.connection(), Base.metadata.sorted_tables)
    return replace(_reused, audit_head=tmp_path / "audit-head")
