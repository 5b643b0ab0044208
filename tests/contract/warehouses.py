"""The warehouses that the contract is held against: how each is filled, opened and given new data."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import duckdb

from core.warehouse.base import Warehouse
from core.warehouse.drafts import Loaded
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.generations import new_generation
from core.warehouse.opened import Limits

LIMITS = Limits(memory="512MB", threads=2, timeout=20, at_once=4)
LOADED_AT = datetime(2025, 6, 1, 12, tzinfo=UTC)


@dataclass(frozen=True)
class Backend:
    """`fill` makes the data from portable statements and may be called again; `open` opens what is there."""

    name: str
    dialect: str
    fill: Callable[[Path, Sequence[str]], None]
    open: Callable[[Path], Warehouse]


def _fill_file(folder: Path, statements: Sequence[str]) -> None:
    file = folder / "fixed.duckdb"
    file.unlink(missing_ok=True)
    _write(file, statements)


def _fill_home(folder: Path, statements: Sequence[str]) -> None:
    with new_generation(folder / "home") as draft:
        _write(draft.path, statements)
        draft.loaded["thing"] = Loaded(LOADED_AT, rows=3, source="thing.csv")


def _write(file: Path, statements: Sequence[str]) -> None:
    with duckdb.connect(str(file)) as connection:
        for statement in statements:
            connection.execute(statement)


BACKENDS = (
    Backend(
        "duckdb file",
        "duckdb",
        _fill_file,
        lambda folder: DuckDBWarehouse.open(file=folder / "fixed.duckdb", limits=LIMITS),
    ),
    Backend(
        "duckdb home", "duckdb", _fill_home, lambda folder: DuckDBWarehouse.open(home=folder / "home", limits=LIMITS)
    ),
)
