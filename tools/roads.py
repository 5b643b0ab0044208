"""How far it is by road: measured legs where a table has them, straight lines with a detour between other places."""

from collections.abc import Sequence

from core.planning_settings import Planning
from core.semantic.compile.view import Only
from core.views import MOST_PLANNED, read_planning
from tools.routing.distances import Distances, MeasuredRoads, StraightRoads
from tools.tool import Desk
from tools.worked import Assumption


def roads(desk: Desk, names: Sequence[str]) -> tuple[Distances, tuple[Assumption, ...]]:
    """`names`: of the places that are to be driven to, areas and addresses, and of the warehouse."""
    planning = desk.ctx.config.planning
    straight = StraightRoads(planning.detour_factor, planning.speed_kmh, planning.in_area_distance_km)
    wanted = sorted({name for name in names if name})
    only = Only({"origin": wanted, "destination": wanted})
    table = read_planning(desk.ctx, "road_distance", MOST_PLANNED, only) if wanted else None
    measured = {
        (str(start), str(end)): (float(str(km)), None if minutes is None else float(str(minutes)))
        for start, end, km, minutes in (table.rows if table else ())
    }
    return (MeasuredRoads(measured, straight) if measured else straight), _assumed(planning, bool(measured))


def _assumed(planning: Planning, measured: bool) -> tuple[Assumption, ...]:
    where = " between places that road_distance does not join" if measured else ""
    return (
        Assumption(f"Road for straight line{where}", f"{planning.detour_factor:g} km for 1", _of("detour_factor")),
        Assumption(f"Speed on the road{where}", f"{planning.speed_kmh:g} km/h", _of("speed_kmh")),
    )


def _of(setting: str) -> str:
    return f"config.yaml, planning.{setting}"
