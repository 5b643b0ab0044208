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


def open_mirror(settings: Settings, home: Path, timezone: str) -> Warehouse | None:
    """What may answer while the warehouse is away, where that is allowed."""
    wanted = settings.backend != "duckdb" and settings.remote.mirror_when_away
    return DuckDBWarehouse.open(home=home / GENERATIONS, limits=_limits(settings, timezone)) if wanted else None


def worker_limits(settings: Settings, timezone: str) -> WorkerLimits:
    """Of the process that hand-written SQL runs in."""
    worker = settings.worker
    return WorkerLimits(worker.memory, worker.cpu_seconds, worker.rows, worker.bytes, timezone=timezone)


def _duckdb(settings: Settings, home: Path, timezone: str) -> DuckDBWarehouse:
    limits = _limits(settings, timezone)
    if settings.file:
        return DuckDBWarehouse.open(file=Path(settings.file), limits=limits)
    return DuckDBWarehouse.open(home=home / GENERATIONS, limits=limits)


def _limits(settings: Settings, timezone: str) -> Limits:
    return Limits(
        memory=f"{settings.memory}B",
        threads=settings.threads,
        timeout=settings.timeout_seconds,
        timezone=timezone,
        worker=worker_limits(settings, timezone),
    )


def _redshift(settings: Settings, _home: Path, _timezone: str) -> Warehouse:
    from core.warehouse.redshift.connector import RedshiftWarehouse

    return Resilient.of(RedshiftWarehouse.open(settings), settings)


def _redshift_data(settings: Settings, _home: Path, _timezone: str) -> Warehouse:
    from core.warehouse.redshift.data_api import open_data_api

    return Resilient.of(open_data_api(settings), settings)


def _athena(settings: Settings, _home: Path, _timezone: str) -> Warehouse:
    from core.warehouse.athena.athena import open_athena

    return Resilient.of(open_athena(settings), settings)


BACKENDS: Mapping[Kind, Callable[[Settings, Path, str], Warehouse]] = {
    "duckdb": _duckdb,
    "redshift": _redshift,
    "redshift-data": _redshift_data,
    "athena": _athena,
}
