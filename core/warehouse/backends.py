"""The warehouses there are: a row for each, opened from its settings; its libraries load only when it is chosen."""

from collections.abc import Callable, Mapping
from pathlib import Path

from core.warehouse.base import Warehouse
from core.warehouse.duckdb import DuckDBWarehouse
from core.warehouse.opened import Limits
from core.warehouse.resilient import Resilient
from core.warehouse.settings import Kind
from core.warehouse.settings import Warehouse as Settings
from core.warehouse.worker import WorkerLimits

GENERATIONS = "warehouse"  # the folder under the home where loads and the mirror put theirs


def open_warehouse(settings: Settings, home: Path, timezone: str) -> Warehouse:
    return BACKENDS[settings.backend](settings, home, timezone)


def worker_limits(settings: Settings, timezone: str) -> WorkerLimits:
    """Of the process that hand-written SQL runs in."""
    worker = settings.worker
    return WorkerLimits(worker.memory, worker.cpu_seconds, worker.rows, worker.bytes, timezone=timezone)


def _duckdb(settings: Settings, home: Path, timezone: str) -> DuckDBWarehouse:
    limits = Limits(
        memory=f"{settings.memory}B",
        threads=settings.threads,
        timeout=settings.timeout_seconds,
        timezone=timezone,
        worker=worker_limits(settings, timezone),
    )
    if settings.file:
        return DuckDBWarehouse.open(file=Path(settings.file), limits=limits)
    return DuckDBWarehouse.open(home=home / GENERATIONS, limits=limits)


def _redshift(settings: Settings, home: Path, timezone: str) -> Warehouse:
    from core.warehouse.redshift.connector import RedshiftWarehouse

    return _resilient(RedshiftWarehouse.open(settings), settings, home, timezone)


def _redshift_data(settings: Settings, home: Path, timezone: str) -> Warehouse:
    from core.warehouse.redshift.data_api import open_data_api

    return _resilient(open_data_api(settings), settings, home, timezone)


def _athena(settings: Settings, home: Path, timezone: str) -> Warehouse:
    from core.warehouse.athena.athena import open_athena

    return _resilient(open_athena(settings), settings, home, timezone)


def _resilient(warehouse: Warehouse, settings: Settings, home: Path, timezone: str) -> Warehouse:
    return Resilient.of(warehouse, settings)


BACKENDS: Mapping[Kind, Callable[[Settings, Path, str], Warehouse]] = {
    "duckdb": _duckdb,
    "redshift": _redshift,
    "redshift-data": _redshift_data,
    "athena": _athena,
}
