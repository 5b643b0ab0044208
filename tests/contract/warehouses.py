"""The warehouses that the contract is held against: how each is filled, opened and given new data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psycopg
import pytest

from core.warehouse.base import Warehouse
from core.warehouse.drafts import Loaded
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.generations import new_generation
from core.warehouse.opened import Limits
from core.warehouse.redshift.connector import RedshiftWarehouse
from core.warehouse.settings import Warehouse as Settings
from tests.wire.redshift import PASSWORD, READER, Relay, certificates, prepare, relaying

LIMITS = Limits(memory="512MB", threads=2, timeout=20, at_once=4)
LOADED_AT = datetime(2025, 6, 1, 12, tzinfo=UTC)
DATABASE = "warehouse"


@dataclass(frozen=True)
class Backend:
    """`fill` makes the data from portable statements and may be called again; `open` opens what is there."""

    dialect: str
    fill: Callable[[Path, Sequence[str]], None]
    open: Callable[[Path], Warehouse]


def _file(_request: pytest.FixtureRequest) -> Backend:
    def fill(folder: Path, statements: Sequence[str]) -> None:
        file = folder / "fixed.duckdb"
        file.unlink(missing_ok=True)
        _write(file, statements)

    return Backend("duckdb", fill, lambda folder: DuckDBWarehouse.open(file=folder / "fixed.duckdb", limits=LIMITS))


def _home(_request: pytest.FixtureRequest) -> Backend:
    def fill(folder: Path, statements: Sequence[str]) -> None:
        with new_generation(folder / "home") as draft:
            _write(draft.path, statements)
            draft.loaded["thing"] = Loaded(LOADED_AT, rows=3, source="thing.csv")

    return Backend("duckdb", fill, lambda folder: DuckDBWarehouse.open(home=folder / "home", limits=LIMITS))


def _write(file: Path, statements: Sequence[str]) -> None:
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)


@dataclass
class StandIn:
    """Redshift's: the database behind the relay, and what it was filled with last."""

    server: str
    relay: Relay
    filled: tuple[str, ...] = ()

    def fill(self, _folder: Path, statements: Sequence[str]) -> None:
        """Not twice with the same: nothing can have been written in between, which is what is tested."""
        if self.filled != tuple(statements):
            prepare(self.server, statements)
            self.filled = tuple(statements)

    def settings(self, **remote: object) -> Settings:
        place = {"host": "localhost", "port": self.relay.port, "database": DATABASE}
        return Settings.model_validate(
            {
                "backend": "redshift",
                "timeout_seconds": 20,
                "remote": {"at_once": 4, "region": "eu-central-1", **remote},
                "redshift": {**place, "user": READER, "password": PASSWORD},
            }
        )


@contextmanager
def stand_in(server: str, folder: Path) -> Iterator[StandIn]:
    """On a PostgreSQL, in a database of its own; the authority of its certificate is trusted as long."""
    with psycopg.connect(server, autocommit=True) as connection:
        connection.execute(f'CREATE DATABASE "{DATABASE}"')
    place = server.replace("/postgres?", f"/{DATABASE}?")
    made = certificates(folder)
    with pytest.MonkeyPatch.context() as patch, relaying(place, made.context) as relay:
        patch.setenv("SSL_CERT_FILE", str(made.authority))
        yield StandIn(place, relay)


def _redshift(request: pytest.FixtureRequest) -> Backend:
    there: StandIn = request.getfixturevalue("redshift")
    return Backend("redshift", there.fill, lambda _: RedshiftWarehouse.open(there.settings()))


BACKENDS: Mapping[str, Callable[[pytest.FixtureRequest], Backend]] = {
    "duckdb file": _file,
    "duckdb home": _home,
    "redshift": _redshift,
}
