"""Settings that tools plan with where the planning tables say nothing: ordering, roads, vehicles."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, Field

from core.setting_types import Count, Money, Section, Share

Amount = Annotated[float, Field(gt=0, allow_inf_nan=False)]
AtLeastNothing = Annotated[float, Field(ge=0, allow_inf_nan=False)]


def _clock_time(value: str) -> str:
    if not re.fullmatch(r"([01]\d|2[0-3]):[0-5]\d", value):
        raise ValueError("a time of the day such as 08:00, in quotes")
    return value


def _tiles(value: str | None) -> str | None:
    if value is not None and not re.fullmatch(r"https?://[\w.:-]+/[^\s;,'\"]*", value):
        raise ValueError("an address such as https://tiles.example.com/{z}/{x}/{y}.png")
    if value is not None and not all(part in value for part in ("{z}", "{x}", "{y}")):
        raise ValueError("an address with {z}, {x} and {y} in it")
    return value


ClockTime = Annotated[str, AfterValidator(_clock_time)]


class Vehicle(Section):
    """The vehicles of a warehouse for which planning_vehicle has none."""

    count: Count = Field(2, description="Vehicles at each warehouse")
    capacity_weight: Amount = Field(1000.0, description="Kilograms that one of them takes")
    capacity_volume: Amount = Field(6.0, description="Cubic metres that one of them takes")
    shift_start: ClockTime = Field("08:00", description="When it may leave at the earliest")
    shift_end: ClockTime = Field("17:00", description="When it has to be back at the latest")
    cost_per_km: Money = Field(Decimal("0.5"), description="Of a kilometre, in app.currency")
    cost_per_hour: Money = Field(Decimal(25), description="Of an hour on the way, in app.currency")


class Planning(Section):
    """Used where the planning tables say nothing, and then named as assumptions in the result."""

    order_cost: Money = Field(Decimal(50), description="Cost of placing one purchase order, in app.currency")
    holding_rate: Share = Field(0.2, description="Cost of holding stock for a year, as a share of its value")
    service_target: Share = Field(0.95, description="Share of replenishment cycles without a stock-out")
    lead_time_variation: Share = Field(
        0.2, description="Deviation of lead times as a share of them, where no receipts are seen"
    )
    lead_time_worst: Annotated[float, Field(ge=1, allow_inf_nan=False)] = Field(
        1.5, description="The longest lead time as a multiple of the usual one, where no receipts are seen"
    )
    in_area_distance_km: AtLeastNothing = Field(3.0, description="Kilometres added for a stop known only by its area")
    detour_factor: Annotated[float, Field(ge=1, allow_inf_nan=False)] = Field(
        1.3, description="Kilometres of road for one of straight line"
    )
    speed_kmh: Amount = Field(45.0, description="Average speed on the road, kilometres an hour")
    service_minutes: AtLeastNothing = Field(15.0, description="Minutes at each stop")
    driver_hours: Amount = Field(9.0, description="Hours that one driver is on the way at most")
    trips: Count = Field(2, description="Times that a vehicle leaves in a day at most, loaded again in between")
    reload_minutes: AtLeastNothing = Field(30.0, description="Minutes at the warehouse between two trips")
    map_tiles: Annotated[str | None, AfterValidator(_tiles)] = Field(
        None, description="Address of map tiles with {z}, {x} and {y}; null: maps without roads, from nowhere else"
    )
    map_credit: str = Field("", description="What the maker of the tiles wants written below the map")
    unit_weight: AtLeastNothing = Field(1.0, description="Kilograms of a unit of which nobody says")
    unit_volume: AtLeastNothing = Field(0.003, description="Cubic metres of a unit of which nobody says")
    vehicle: Vehicle = Vehicle()
