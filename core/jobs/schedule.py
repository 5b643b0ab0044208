"""What is done every day by itself. When the machine was off at that time, it is done once at the next start."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime, time, timedelta, tzinfo

from core.warehouse.settings import Warehouse

OWNER = "schedule"  # no e-mail, so nobody's


@dataclass(frozen=True)
class Daily:
    """At a time of day in the business's timezone."""

    name: str
    kind: str
    at: time
    arguments: Mapping[str, object] = field(default_factory=dict)

    def due(self, now: datetime, zone: tzinfo) -> datetime:
        """The latest moment, up to now, at which it was due."""
        local = now.astimezone(zone)
        today = datetime.combine(local.date(), self.at, zone)
        return today if today <= local else datetime.combine(local.date() - timedelta(days=1), self.at, zone)

    def next(self, now: datetime, zone: tzinfo) -> datetime:
        day = self.due(now, zone).date() + timedelta(days=1)
        return datetime.combine(day, self.at, zone)

    def key(self, now: datetime, zone: tzinfo) -> str:
        """Says which time it is, so that however many processes submit it, it is one job."""
        return f"{self.name} {self.due(now, zone):%Y-%m-%d}"


PRUNING = Daily("pruning", "prune", time(3, 15))
STOCK = Daily("stock of the day", "stock-snapshot", time(23, 50))  # the last one of a day counts


def schedule(warehouse: Warehouse) -> tuple[Daily, ...]:
    """Of a warehouse elsewhere there may be a mirror to be made; its stock is kept over there."""
    if warehouse.backend == "duckdb":
        return (PRUNING, STOCK)
    at = warehouse.remote.mirror_at
    return (PRUNING, Daily("mirror", "mirror", at)) if at else (PRUNING,)
