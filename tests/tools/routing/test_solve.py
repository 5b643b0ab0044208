"""Routes against every possible one, and what must hold of any of them."""

from dataclasses import replace
from threading import Timer

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from core.errors import Invalid, Unavailable, Unknown
from core.warehouse.base import Cancel
from tests.tools.routing.sites import DEPOT, HOUR, any_problem, best, by_hand, legs, stop
from tools.routing.distances import Place, StraightRoads
from tools.routing.edits import BY_HAND, Edits
from tools.routing.naive import naive
from tools.routing.plan import Plan
from tools.routing.problem import Problem, Stop, Vehicle, problem
from tools.routing.solve import Effort, Watch, solve

QUICK = Effort(rounds=150)
VAN = Vehicle("Van", 100, 10)


@pytest.mark.parametrize("seed", range(6))
def test_one_vehicle_is_as_good_as_the_best_of_all_ways(seed: int) -> None:
    one = any_problem(seed, 7, 1, tight=seed % 2 == 1)
    plan = solve(one)
    assert (plan.stops, plan.money) == pytest.approx(best(one), abs=1e-3)


@pytest.mark.parametrize("seed", range(6))
def test_several_vehicles_are_as_good_as_the_best_of_all_ways(seed: int) -> None:
    one = any_problem(seed + 50, 6, 2, tight=seed % 2 == 1)
    plan = solve(one)
    assert (plan.stops, plan.money) == pytest.approx(best(one), abs=1e-3)


@pytest.mark.parametrize("seed", range(3))
def test_two_trips_are_as_good_as_the_best_of_all_ways(seed: int) -> None:
    one = any_problem(seed + 70, 6, 1, tight=True, trips=2)
    plan = solve(one)
    assert (plan.stops, plan.money) == pytest.approx(best(one), abs=1e-3)
    assert plan.stops > solve(replace(one, vehicles=(replace(one.vehicles[0], trips=1),))).stops


@pytest.mark.long
@pytest.mark.parametrize("seed", range(8))
def test_seven_and_eight_stops_are_as_good_as_the_best_of_all_ways(seed: int) -> None:
    again = seed % 4 // 2  # seven with a second trip, of which there are many more ways
    one = any_problem(seed + 90, 8 - again, 1 + seed % 2, tight=seed % 4 == 0, trips=1 + again)
    plan = solve(one)
    assert (plan.stops, plan.money) == pytest.approx(best(one), abs=1e-3)


@settings(deadline=None, max_examples=25)
@given(st.integers(0, 10**6), st.integers(0, 16), st.integers(1, 4), st.booleans(), st.integers(1, 3))
def test_whatever_there_is_to_drive(seed: int, stops: int, vehicles: int, tight: bool, trips: int) -> None:
    one = any_problem(seed, stops, vehicles, tight=tight, trips=trips)
    plan = solve(one, Effort(rounds=20), seed=seed)
    _is_sound(one, plan)
    plain = naive(one)
    _is_sound(one, plain)
    assert (-plan.stops, plan.money) <= (-plain.stops, plain.money + 1e-6)


def _is_sound(one: Problem, plan: Plan) -> None:
    driven = [visit.stop.name for route in plan.routes for visit in route.visits]
    out = [left.stop.name for left in plan.left_out]
    assert sorted(driven + out) == sorted(stop.name for stop in one.stops), "each stop is once in a route or left out"
    assert all(left.reason for left in plan.left_out)
    for route in plan.routes:
        vehicle, now, here = route.vehicle, route.departs, DEPOT.place
        assert len(route.trips) <= vehicle.trips
        for trip in route.trips:
            assert len(trip) > 0
            assert sum(visit.stop.weight for visit in trip) <= vehicle.weight
            assert sum(visit.stop.volume for visit in trip) <= vehicle.volume
        loaded = {one.trip: one for one in route.reloads}
        assert vehicle.start <= route.departs
        assert route.returns <= min(vehicle.end, route.departs + vehicle.longest)
        for visit in route.visits:
            if visit.trip in loaded:
                again = loaded.pop(visit.trip)
                assert again.arrives >= now
                assert again.waits == 0 or visit.waits == 0 or visit.stop.closes == visit.begins
                now, here = again.leaves, DEPOT.place
                assert again.leaves - again.arrives - again.waits == vehicle.reload
            assert visit.arrives > now or visit.stop.place == here
            assert visit.stop.opens <= visit.begins <= visit.stop.closes
            assert visit.leaves == visit.begins + visit.stop.service
            now, here = visit.leaves, visit.stop.place
        assert route.returns > now


def test_the_same_seed_and_rounds_give_the_same_plan() -> None:
    one = any_problem(3, 25, 3)
    assert solve(one, QUICK, seed=4) == solve(one, QUICK, seed=4)


def test_what_does_not_fit_says_why() -> None:
    far = replace(stop("far"), closes=8 * HOUR)
    stops = [stop("heavy", 101), stop("late", 1), far, replace(stop("bulky"), volume=11)]
    one = by_hand(
        legs([0, 5, 600, 5, 5], [5, 0, 9, 9, 9], [600, 9, 0, 9, 9], [5, 9, 9, 0, 9], [5, 9, 9, 9, 0]),
        stops,
        replace(VAN, start=8 * HOUR, end=17 * HOUR),
    )
    plan = solve(one, QUICK)
    assert {left.stop.name: left.reason for left in plan.left_out} == {
        "heavy": "Van takes 100 kg; this is 101 kg.",
        "bulky": "Van takes 10 m³; this is 11 m³.",
        "late": "Van would be back at 04:00 the next day; its shift ends at 17:00.",
        "far": "far closes at 08:00; Van is there at 08:05.",
    }
    assert {left.stop.name: left.helps.split(",")[0] for left in plan.left_out} == {
        "heavy": "Split the order",
        "bulky": "Split the order",
        "late": "Send it from a nearer depot",
        "far": "Agree on a later hour or another day",
    }


def test_what_has_no_place_left_says_why() -> None:
    full = by_hand(legs([0, 5, 9], [5, 0, 5], [9, 5, 0]), [stop("a", 60), stop("b", 50)], VAN)
    (left,) = solve(full, QUICK).left_out
    assert (left.stop.name, left.reason) == ("b", "No room left in any vehicle that could go there.")
    hurried = by_hand(
        legs([0, 60, 90], [60, 0, 120], [90, 120, 0]), [stop("a"), stop("b")], replace(VAN, longest=3 * HOUR)
    )
    (left,) = solve(hurried, QUICK).left_out
    assert (left.stop.name, left.reason) == ("b", "No time left in any vehicle that could go there.")


def test_no_stops_and_no_vehicles() -> None:
    assert solve(problem(DEPOT, [], [VAN], StraightRoads())) == Plan(())
    alone = solve(problem(DEPOT, [stop("a")], [], StraightRoads()))
    assert [left.reason for left in alone.left_out] == ["There is no vehicle."]


def test_edits_are_kept_and_the_rest_is_planned_anew() -> None:
    one = any_problem(11, 12, 3)
    plan = solve(one, QUICK)
    moved, locked, dropped = (
        plan.routes[0].visits[0].stop.name,
        plan.routes[-1].visits[0].stop.name,
        plan.routes[0].visits[1].stop.name,
    )
    to = next(vehicle.name for vehicle in one.vehicles if vehicle != plan.routes[0].vehicle)
    edits = Edits().lock(plan, locked).move(moved, to).drop(dropped)
    again = solve(one, QUICK, edits=edits)
    _is_sound(one, again)
    with_whom = {visit.stop.name: route.vehicle.name for route in again.routes for visit in route.visits}
    assert with_whom[moved] == to
    assert with_whom[locked] == edits.held[locked]
    assert [(left.stop.name, left.reason) for left in again.left_out] == [(dropped, BY_HAND)]
    assert solve(one, QUICK, edits=edits.free(moved).free(locked).free(dropped)) == plan


def test_edits_of_what_is_not_there() -> None:
    one = any_problem(11, 3, 2)
    with pytest.raises(Unknown, match="Did you mean 'S1'"):
        solve(one, QUICK, edits=Edits().drop("S1x"))
    with pytest.raises(Unknown, match="There is no vehicle called 'V9'"):
        solve(one, QUICK, edits=Edits().move("S1", "V9"))
    with pytest.raises(Unknown, match="stop in the plan"):
        Edits().lock(solve(one, QUICK), "S7")


def test_a_held_stop_that_its_vehicle_cannot_take_is_left_out() -> None:
    big, small = Vehicle("Big", 500, 10), Vehicle("Small", 50, 10)
    one = by_hand(legs([0, 5], [5, 0]), [stop("a", 100)], big, small)
    assert solve(one, QUICK).stops == 1
    (left,) = solve(one, QUICK, edits=Edits().move("a", "Small")).left_out
    assert left.reason == "Small takes 50 kg; this is 100 kg."


def test_it_says_how_far_it_is_and_can_be_stopped() -> None:
    one, heard, cancel = any_problem(3, 30, 3), list[float](), Cancel()
    solve(one, QUICK, watch=Watch(lambda share, _says: heard.append(share)))
    assert heard == sorted(heard)
    assert heard[-1] > 0.9
    Timer(0.3, cancel.now).start()
    with pytest.raises(Unavailable, match="stopped"):
        solve(one, Effort(rounds=None, seconds=60), watch=Watch(cancel=cancel))
    with pytest.raises(Invalid, match="above zero"):
        Effort(rounds=0)


def test_two_stops_of_one_name() -> None:
    place = Place(13.0, 77.5)
    with pytest.raises(Invalid, match="Two stops are called a"):
        problem(DEPOT, [Stop("a", place), Stop("a", place)], [VAN], StraightRoads())
