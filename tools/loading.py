"""What orders weigh, and what the vehicles of a warehouse take; what no table says is assumed by name."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from core.planning_settings import Planning
from core.views import read_planning
from core.warehouse.base import Value
from tools.deliveries import Line
from tools.routing.problem import Vehicle
from tools.tool import Desk
from tools.worked import Assumption

Size = tuple[float, float]  # kg, m³


@dataclass(frozen=True)
class Loads:
    by_order: Mapping[str, Size]
    assumed: tuple[Assumption, ...]


def loads(desk: Desk, lines: Sequence[Line]) -> Loads:
    """Of all that was ordered, by order: what the van has to take when the warehouse has picked everything."""
    planning, known = desk.ctx.config.planning, _sizes(desk)
    total: dict[str, Size] = defaultdict(lambda: (0.0, 0.0))
    missing: dict[str, set[str]] = {"weight": set(), "volume": set()}
    for line in lines:
        weight, volume = known.get(line.key) or known.get(("", line.product)) or (None, None)
        for name, value in (("weight", weight), ("volume", volume)):
            if value is None:
                missing[name].add(line.product)
        kg, m3 = total[line.order]
        total[line.order] = (
            kg + line.ordered * (planning.unit_weight if weight is None else weight),
            m3 + line.ordered * (planning.unit_volume if volume is None else volume),
        )
    return Loads(total, tuple(_assumed_sizes(planning, missing)))


def _sizes(desk: Desk) -> Mapping[tuple[str, str], tuple[float | None, float | None]]:
    """By warehouse and product; the warehouse is empty where it holds for all."""
    table = read_planning(desk.ctx, "planning_item")
    return {
        (str(row["warehouse_code"] or ""), str(row["product_code"])): (
            _number(row["unit_weight"]),
            _number(row["unit_volume"]),
        )
        for row in (table.records() if table else ())
    }


def _assumed_sizes(planning: Planning, missing: Mapping[str, set[str]]) -> list[Assumption]:
    values = {"weight": f"{planning.unit_weight:g} kg", "volume": f"{planning.unit_volume:g} m³"}
    return [
        Assumption(
            f"Unit {name}", values[name],
            f"planning_item has none for {_some(sorted(products))}: config.yaml, planning.unit_{name}",
        )
        for name, products in missing.items()
        if products
    ]  # fmt: skip


def _some(names: Sequence[str]) -> str:
    return ", ".join(names[:3]) + (f" and {len(names) - 3} more" if len(names) > 3 else "")


def vehicles(desk: Desk, warehouse: str) -> tuple[tuple[Vehicle, ...], tuple[Assumption, ...]]:
    planning = desk.ctx.config.planning
    table = read_planning(desk.ctx, "planning_vehicle")
    rows = [row for row in (table.records() if table else ()) if row["warehouse_code"] == warehouse]
    day = _day(planning)
    if rows:
        gaps = {name for row in rows for name in DEFAULTS if row[name] is None}
        assumed = [_assumed(planning, name, warehouse) for name in DEFAULTS if name in gaps]
        return tuple(_vehicle(planning, row) for row in rows), (*day, *assumed)
    default = planning.vehicle
    named = [
        Assumption(
            "Vehicles",
            str(default.count),
            f"{warehouse} has none in planning_vehicle: config.yaml, planning.vehicle.count",
        )
    ]
    made = [_vehicle(planning, {"vehicle_code": f"Vehicle {number + 1}"}) for number in range(default.count)]
    return tuple(made), (*day, *named, *(_assumed(planning, name, warehouse) for name in DEFAULTS))


def _day(planning: Planning) -> tuple[Assumption, ...]:
    """What no table says of a vehicle's day."""
    again = f"{planning.trips}, with {planning.reload_minutes:g} minutes at the warehouse in between"
    return (
        Assumption("Hours of a driver at most", f"{planning.driver_hours:g}", "config.yaml, planning.driver_hours"),
        Assumption("Trips of a vehicle at most", again, "config.yaml, planning.trips and planning.reload_minutes"),
    )


DEFAULTS = ("capacity_weight", "capacity_volume", "shift_start", "shift_end", "cost_per_km", "cost_per_hour")


def _assumed(planning: Planning, name: str, warehouse: str) -> Assumption:
    label = name.replace("_", " ").capitalize()
    because = f"planning_vehicle does not say for {warehouse}: config.yaml, planning.vehicle.{name}"
    return Assumption(label, str(getattr(planning.vehicle, name)), because)


def _vehicle(planning: Planning, row: Mapping[str, Value]) -> Vehicle:
    def said(name: str) -> object:
        value = row.get(name)
        return getattr(planning.vehicle, name) if value is None else value

    return Vehicle(
        str(row["vehicle_code"]), float(str(said("capacity_weight"))), float(str(said("capacity_volume"))),
        _seconds(said("shift_start")), _seconds(said("shift_end")), round(planning.driver_hours * 3600),
        float(str(said("cost_per_km"))), float(str(said("cost_per_hour"))),
        planning.trips, round(planning.reload_minutes * 60),
    )  # fmt: skip


def _seconds(time_of_day: object) -> int:
    """08:00 or 08:00:00, as settings and databases have it."""
    hours, minutes, *seconds = str(time_of_day).split(":")
    return int(hours) * 3600 + int(minutes) * 60 + int(float(seconds[0] if seconds else 0))


def _number(value: Value) -> float | None:
    return None if value is None else float(str(value))
