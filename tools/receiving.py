"""When addresses take deliveries and how long one takes there, where a table knows; else at any time."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.views import read_planning
from core.warehouse.base import Value
from tools.routing.problem import DAY
from tools.tool import Desk
from tools.worked import Assumption


@dataclass(frozen=True)
class Hours:
    """Seconds after midnight, and of service."""

    opens: int
    closes: int
    service: int


@dataclass(frozen=True)
class Receiving:
    by_address: Mapping[str, Hours]
    otherwise: Hours
    assumed: tuple[Assumption, ...]

    def of(self, address: str) -> Hours:
        return self.by_address.get(address, self.otherwise)


def receiving(desk: Desk, addresses: Sequence[str]) -> Receiving:
    planning = desk.ctx.config.planning
    otherwise = Hours(0, DAY, round(planning.service_minutes * 60))
    table = read_planning(desk.ctx, "delivery_window")
    wanted = set(addresses)
    found = {
        str(row["delivery_address"]): _hours(row, otherwise)
        for row in (table.records() if table else ())
        if row["delivery_address"] in wanted
    }
    minutes = f"{planning.service_minutes:g} minutes"
    assumed = [Assumption("Time at a stop", minutes, "config.yaml, planning.service_minutes")]
    if wanted - set(found):
        assumed.append(Assumption("When addresses take deliveries", "at any time", "delivery_window does not say"))
    return Receiving(found, otherwise, tuple(assumed))


def _hours(row: Mapping[str, Value], otherwise: Hours) -> Hours:
    minutes = row["service_minutes"]
    return Hours(
        _seconds(row["opens"], otherwise.opens),
        _seconds(row["closes"], otherwise.closes),
        otherwise.service if minutes is None else round(float(str(minutes)) * 60),
    )


def _seconds(time_of_day: Value, otherwise: int) -> int:
    if time_of_day is None:
        return otherwise
    hours, minutes, *seconds = str(time_of_day).split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(float(seconds[0] if seconds else 0))
