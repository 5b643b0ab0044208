"""The warehouses that the contract is held against: how each is filled, opened and given new data."""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb
import psycopg
import pytest

from core.warehouse.athena.athena import open_athena
from core.warehouse.base import Warehouse
from core.warehouse.drafts import Loaded
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.generations import new_generation
from core.warehouse.opened import Limits
from core.warehouse.redshift.connector import RedshiftWarehouse
from core.warehouse.redshift.data_api import open_data_api
from core.warehouse.settings import Warehouse as Settings
from tests.wire.aws import Cloud, cloud_at
from tests.wire.engines import Catalogue, OnDuckDB, OnPostgres
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


def settings(backend: str, remote: Mapping[str, object], **more: object) -> Settings:
    given = {"at_once": 4, "region": "eu-central-1", **remote}
    return Settings.model_validate({"backend": backend, "timeout_seconds": 20, "remote": given, **more})


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
        return settings("redshift", remote, redshift={**place, "user": READER, "password": PASSWORD})


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


@dataclass
class Clouds:
    """Data API, Athena and Glue, each at its address; PostgreSQL and DuckDB run what they are asked."""

    redshift: StandIn
    data: Cloud
    data_at: str
    athena: Cloud
    athena_at: str
    lake: duckdb.DuckDBPyConnection | None = None
    filled: tuple[str, ...] = ()

    def fill_lake(self, _folder: Path, statements: Sequence[str]) -> None:
        if self.filled == tuple(statements):
            return
        lake = self.lake = duckdb.connect()
        for statement in statements:
            lake.execute(statement)
        self.filled = tuple(statements)
        self.athena.open = lambda: OnDuckDB(lake)
        self.athena.tables = Catalogue(lake, str(hash(self.filled))).tables

    def data_settings(self, **remote: object) -> Settings:
        place = {"database": DATABASE, "workgroup": "analysts"}
        return settings("redshift-data", {"endpoint": self.data_at, **remote}, redshift=place)

    def athena_settings(self, **remote: object) -> Settings:
        place = {"workgroup": "analysts", "output": "s3://results/"}
        return settings("athena", {"endpoint": self.athena_at, "tables_in": "lake", **remote}, athena=place)


@contextmanager
def clouds(redshift: StandIn) -> Iterator[Clouds]:
    data = Cloud(lambda: OnPostgres(redshift.server), page=1000)
    athena = Cloud(lambda: OnPostgres(redshift.server), page=1000)
    with cloud_at(data) as data_at, cloud_at(athena) as athena_at, pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ACCESS_KEY_ID", "AKIATESTTESTTESTTEST")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "not-a-secret")
        patch.setenv("AWS_EC2_METADATA_DISABLED", "true")
        yield Clouds(redshift, data, data_at, athena, athena_at)


def _data_api(request: pytest.FixtureRequest) -> Backend:
    there: Clouds = request.getfixturevalue("aws")
    return Backend("redshift", there.redshift.fill, lambda _: open_data_api(there.data_settings()))


def _athena(request: pytest.FixtureRequest) -> Backend:
    there: Clouds = request.getfixturevalue("aws")
    return Backend("trino", there.fill_lake, lambda _: open_athena(there.athena_settings()))


BACKENDS: Mapping[str, Callable[[pytest.FixtureRequest], Backend]] = {
    "duckdb file": _file,
    "duckdb home": _home,
    "redshift": _redshift,
    "redshift-data": _data_api,
    "athena": _athena,
}
