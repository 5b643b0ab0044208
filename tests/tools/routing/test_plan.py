"""Times, loads and money of a given order, worked out by hand."""

from dataclasses import replace
from xml.etree.ElementTree import fromstring

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid
from tests.tools.routing.sites import DEPOT, HOUR, MINUTE, any_problem, by_hand, legs, stop
from tools.routing.compare import Totals, compared
from tools.routing.distances import Legs, MeasuredRoads, Place, Point, StraightRoads, great_circle_km
from tools.routing.gpx import SPACE, gpx
from tools.routing.plan import RELOAD, checked, misfit, route
from tools.routing.problem import Problem, Stop, Vehicle, clock
from tools.routing.solve import Effort, solve

VAN = Vehicle("Van", 100, 10, start=8 * HOUR, end=17 * HOUR, longest=9 * HOUR, per_km=2, per_hour=30)


def triangle() -> Problem:
    """Depot – a 10 km, a – b 20 km, b – depot 15 km; b opens at ten."""
    stops = [stop("a", 30, service=10 * MINUTE), stop("b", 50, opens=10 * HOUR, service=20 * MINUTE)]
    return by_hand(legs([0, 10, 15], [10, 0, 20], [15, 20, 0]), stops, VAN)


def test_a_route_by_hand() -> None:
    driven = route(triangle(), VAN, (0, 1))
    # 8:00 would be at a at 8:10, at b at 8:40, and wait until 10:00: so it leaves 80 minutes later.
    assert [clock(t) for t in (driven.departs, driven.returns)] == ["09:20", "10:35"]
    a, b = driven.visits
    assert [clock(t) for t in (a.arrives, a.leaves, b.arrives, b.begins, b.leaves)] == [
        "09:30", "09:40", "10:00", "10:00", "10:20",
    ]  # fmt: skip
    assert (a.weight, b.weight) == (80, 50), "on board when it arrives"
    assert (driven.km, driven.hours) == (45, 1.25)
    assert driven.money == 45 * 2 + 1.25 * 30


def test_a_second_trip_by_hand() -> None:
    twice = replace(VAN, weight=60, trips=2, reload=30 * MINUTE)
    assert misfit(triangle(), twice, (0, 1)) == "Van takes 60 kg; this is 80 kg."
    assert (
        misfit(triangle(), replace(twice, trips=1), (0, RELOAD, 1)) == "Van makes 1 trips a day at most; these are 2."
    )
    assert misfit(triangle(), twice, (0, RELOAD, 1)) == ""
    driven = route(triangle(), twice, (0, RELOAD, 1))
    # There 10, unload 10, back 10, load 30, there 15: at b at ten when it leaves at 8:45; then 20 and 15 back.
    assert [clock(t) for t in (driven.departs, driven.returns)] == ["08:45", "10:35"]
    (again,) = driven.reloads
    assert (again.trip, again.metres, clock(again.arrives), clock(again.leaves)) == (2, 10_000, "09:15", "09:45")
    assert [(visit.trip, visit.weight) for visit in driven.visits] == [(1, 30), (2, 50)]
    assert (driven.km, driven.weight, driven.fullest) == (50, 80, (50, 0))
    assert driven.money == 50 * 2 + 110 / 60 * 30


def test_a_window_that_closes_keeps_it_from_leaving_late() -> None:
    early = replace(triangle(), stops=(replace(triangle().stops[0], closes=9 * HOUR), triangle().stops[1]))
    driven = route(early, VAN, (0, 1))
    assert clock(driven.departs) == "08:50"
    assert [visit.waits // MINUTE for visit in driven.visits] == [0, 30]


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10**6), st.permutations(range(5)))
def test_leaving_at_another_time_is_never_shorter(seed: int, order: list[int]) -> None:
    one = any_problem(seed, 5, 1)
    wide = replace(one, stops=tuple(replace(s, closes=48 * HOUR) for s in one.stops))
    driven = route(wide, wide.vehicles[0], order)
    at_once = route(wide, replace(wide.vehicles[0], start=driven.departs), order)
    assert (at_once.departs, at_once.returns) == (driven.departs, driven.returns)
    for later in (600, 3600):
        after = route(wide, replace(wide.vehicles[0], start=driven.departs + later), order)
        assert after.returns - after.departs >= driven.returns - driven.departs


def test_what_is_wrong_with_routes_laid_by_hand() -> None:
    one = triangle()
    assert misfit(one, VAN, (0, 1)) == ""
    assert misfit(one, replace(VAN, weight=79.9), (0, 1)) == "Van takes 79.9 kg; this is 80 kg."
    assert misfit(one, replace(VAN, end=9 * HOUR), (0, 1)) == "Van would be back at 10:35; its shift ends at 09:00."
    short = misfit(one, replace(VAN, longest=HOUR), (0, 1))
    assert short == "Van would be on the way for 1.2 h; its driver has 1 h."
    (driven,), wrong = checked(one, {"Van": (1, 0)})
    assert [visit.stop.name for visit in driven.visits] == ["b", "a"]
    assert wrong == ()


def test_a_tenth_of_a_gram_is_not_lost_in_sums_of_floats() -> None:
    stops = [stop(str(number), 0.1) for number in range(10)]
    one = by_hand(legs(*[[0] * 11] * 11), stops, replace(VAN, weight=1.0))
    assert misfit(one, one.vehicles[0], range(10)) == ""


def test_beside_the_order_of_numbers() -> None:
    """a and c lie east, b and d west: by number the van crosses the town three times."""
    across = [0, 10, 10, 10, 10]
    km = legs(across, [10, 0, 20, 1, 20], [10, 20, 0, 20, 1], [10, 1, 20, 0, 20], [10, 20, 1, 20, 0])
    one = by_hand(km, [stop(name, 10) for name in "abcd"], VAN)
    said = compared(one, solve(one, Effort(rounds=50)))
    assert said.planned == Totals(4, 1, 42, 42 / 60, 42 * 2 + 42 / 60 * 30, 0)
    assert said.naive == Totals(4, 1, 80, 80 / 60, 80 * 2 + 80 / 60 * 30, 0)


def test_great_circles() -> None:
    assert great_circle_km(Place(0, 0), Place(90, 0)) == pytest.approx(10_007.56, abs=0.01)  # a quarter of a meridian
    assert great_circle_km(Place(51.5074, -0.1278), Place(48.8566, 2.3522)) == pytest.approx(343.6, abs=0.2)
    assert great_circle_km(Place(0, 179.5), Place(0, -179.5)) == pytest.approx(111.195, abs=0.01)


def test_roads_are_longer_and_areas_cost_more() -> None:
    points = [Point(Place(0, 0)), Point(Place(0, 1)), Point(Place(0, 1), exact=False), Point(Place(0, 1), exact=False)]
    roads = StraightRoads(detour=1.5, kmh=60, in_area_km=3)(points)
    assert roads.metres[0] == (0, 166_793, 169_793, 169_793)
    assert roads.metres[2] == (166_793, 0, 0, 3_000), (
        "two addresses of one area are apart, and a known one is where it is"
    )
    assert roads.seconds[2][3] == 180
    door = Point(Place(0, 1), exact=False, address="1, Mill Road")
    assert StraightRoads(in_area_km=3)([door, door]).metres[0] == (0, 0), "two orders for one address"


def test_measured_roads_there_and_back_and_straight_ones_between_others() -> None:
    straight = StraightRoads(detour=1, kmh=60, in_area_km=3)
    measured = {("WH001", "Hoskote"): (20.0, None), ("Mill Road", "WH001"): (7.0, 30.0)}
    points = [
        Point(Place(0, 0), area="WH001"), Point(Place(0, 1), exact=False, address="Elsewhere", area="Hoskote"),
        Point(Place(0, 2), address="Mill Road", area="Hoskote"),
    ]  # fmt: skip
    legs = MeasuredRoads(measured, straight)(points)
    assert (legs.metres[0][1], legs.seconds[0][1]) == (23_000, 23 * 60), "three more to find it in its area"
    assert legs.metres[1][0] == 20_000
    assert (legs.metres[0][2], legs.seconds[0][2]) == (7_000, 30 * 60) == (legs.metres[2][0], legs.seconds[2][0])
    assert legs.metres[1][2] == straight(points).metres[1][2]


@pytest.mark.parametrize(
    "wrong",
    [
        lambda: Place(91, 0),
        lambda: StraightRoads(detour=0.9),
        lambda: Stop("a", Place(0, 0), opens=2, closes=1),
        lambda: replace(VAN, end=1),
        lambda: Legs(((0, 1),), ((0, 1),)),
        lambda: Legs(((1,),), ((0,),)),
        lambda: replace(triangle(), stops=()),
    ],
)
def test_what_cannot_be_is_refused(wrong: object) -> None:
    assert callable(wrong)
    with pytest.raises(Invalid):
        wrong()


def test_a_file_for_the_navigation_device() -> None:
    named = replace(
        triangle(),
        stops=(replace(triangle().stops[0], name="SO-1 <&>\x00", exact=False, area="Hoskote"), triangle().stops[1]),
    )
    (made,) = fromstring(gpx(DEPOT, solve(named, Effort(rounds=20)))).findall(f"{{{SPACE}}}rte")
    names = [point.findtext(f"{{{SPACE}}}name") for point in made.findall(f"{{{SPACE}}}rtept")]
    assert (names[0], names[-1], sorted(map(str, names[1:-1]))) == ("WH001", "WH001", ["SO-1 <&>", "b"])
    assert any("somewhere in Hoskote" in str(d.text) for d in made.iter(f"{{{SPACE}}}desc"))
