"""Routes over the sample data: who is driven, what is on board, how far it is, and who cannot be driven."""

from collections.abc import Iterator
from itertools import pairwise
from math import asin, cos, radians, sin, sqrt
from pathlib import Path

import pytest

from core.context import Context
from core.errors import Invalid, Unknown
from tests.tools.dispatching import DAY, changed, limited, opened, sql
from tools.found import Found
from tools.registry import use
from tools.route_files import as_gpx

DUE = f"""
SELECT sales_order_prefix || '-' || sales_order_number, warehouse_code, delivery_area FROM sales_order_header
WHERE delivery_date <= DATE '{DAY}' AND status NOT IN ('Delivered', 'Cancelled')
"""
WEIGHTS = """
SELECT sales_order_prefix || '-' || sales_order_number, sum(order_quantity * unit_weight)
FROM sales_order_line JOIN planning_item p USING (product_code) WHERE p.warehouse_code IS NULL GROUP BY 1
"""

UNITS = """
SELECT sales_order_prefix || '-' || sales_order_number, sum(order_quantity) FROM sales_order_line GROUP BY 1
"""


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    with opened(tmp_path_factory.mktemp("routes")) as ctx:
        yield ctx


def routes(ctx: Context, **given: object) -> Found:
    return use(ctx, "optimize_delivery_route", given).found


def codes(found: Found, sheet: str) -> list[str]:
    return [str(row["order"]) for row in found.sheet(sheet).records()]


def test_every_order_is_driven_or_listed_and_the_load_is_right(ctx: Context) -> None:
    found = routes(ctx, warehouse="WH001", overdue=True)
    wanted = sorted(code for code, warehouse, _ in sql(DUE) if warehouse == "WH001")
    assert sorted(codes(found, "Stops") + codes(found, "Left out") + codes(found, "No place")) == wanted
    weights = dict(sql(WEIGHTS))
    stops = found.sheet("Stops").records()
    assert {row["order"]: row["weight"] for row in stops} == {
        row["order"]: pytest.approx(weights[str(row["order"])], abs=1e-3) for row in stops
    }
    most = dict(sql("SELECT vehicle_code, capacity_weight FROM planning_vehicle"))
    for row in found.sheet("Vehicles").records():
        mine = [float(str(stop["weight"])) for stop in stops if stop["vehicle"] == row["vehicle"]]
        assert row["weight"] == pytest.approx(sum(mine), abs=1e-2)
        for trip in {stop["trip"] for stop in stops}:
            taken = [float(str(s["weight"])) for s in stops if (s["vehicle"], s["trip"]) == (row["vehicle"], trip)]
            assert sum(taken) <= most[row["vehicle"]]


def test_how_far_it_is_by_the_places_alone(ctx: Context) -> None:
    found = routes(ctx, warehouse="WH002", overdue=True)
    (start,) = found.sheet("Start").rows
    total = 0.0
    for vehicle in {row["vehicle"] for row in found.sheet("Stops").records()}:
        mine = [row for row in found.sheet("Stops").records() if row["vehicle"] == vehicle]
        doors = [(start[1], start[2], "")] + [(row["latitude"], row["longitude"], row["address"]) for row in mine]
        for here, there in pairwise(doors):
            total += 0 if here == there else _km(here, there) * 1.3 + 3
        total += _km(doors[-1], doors[0]) * 1.3
    distance = next(figure for figure in found.figures if figure.name == "Distance")
    assert distance.value == pytest.approx(total, abs=0.05)


def _km(here: tuple[object, ...], there: tuple[object, ...]) -> float:
    a, b, c, d = (radians(float(str(one))) for one in (*here[:2], *there[:2]))
    half = sin((c - a) / 2) ** 2 + cos(a) * cos(c) * sin((d - b) / 2) ** 2
    return 2 * 6371.0088 * asin(sqrt(half))


def test_the_plan_is_cheaper_than_the_order_of_numbers_and_the_same_again(ctx: Context) -> None:
    found = routes(ctx, warehouse="WH003", overdue=True)
    planned, naive = found.sheet("Beside the order of numbers").records()
    assert planned["stops"] == naive["stops"]
    assert float(str(planned["cost"])) < float(str(naive["cost"]))
    assert planned["late"] == 0
    assert routes(ctx, warehouse="WH003", overdue=True) == found


def test_orders_by_name_held_and_left_out(ctx: Context) -> None:
    some = sorted(code for code, warehouse, _ in sql(DUE) if warehouse == "WH002")[:5]
    delivered = sql(
        "SELECT sales_order_prefix || '-' || sales_order_number FROM sales_order_header"
        " WHERE status = 'Delivered' AND warehouse_code = 'WH002' LIMIT 1"
    )[0][0]
    written = [code.replace("-", "").lower() for code in (*some, delivered)]
    found = routes(ctx, order_ids=written, hold={written[0]: "WH002-V3"}, leave_out=[written[1]])
    assert codes(found, "Nothing to deliver") == [delivered]
    assert sorted(codes(found, "Stops") + codes(found, "Left out")) == some
    assert {row["order"]: row["reason"] for row in found.sheet("Left out").records()}[some[1]] == "Left out by hand."
    assert {row["order"]: row["vehicle"] for row in found.sheet("Stops").records()}[some[0]] == "WH002-V3"
    with pytest.raises(Unknown, match=r"no vehicle called 'WH002-V9'\. Did you mean"):
        routes(ctx, order_ids=some, hold={some[0]: "WH002-V9"})


def test_one_plan_starts_at_one_warehouse(ctx: Context) -> None:
    with pytest.raises(Invalid, match="leave from WH001 and WH002"):
        routes(ctx, overdue=True)
    one = next(code for code, warehouse, _ in sql(DUE) if warehouse == "WH001")
    with pytest.raises(Invalid, match=f"{one} leaves from WH001, not from WH002"):
        routes(ctx, order_ids=[one], warehouse="WH002")
    found = routes(limited(ctx, "WH004"), overdue=True)
    assert sorted(codes(found, "Stops") + codes(found, "Left out")) == sorted(
        code for code, warehouse, _ in sql(DUE) if warehouse == "WH004"
    )
    with pytest.raises(Unknown, match="sales order"):
        routes(limited(ctx, "WH004"), order_ids=[one])


def test_a_day_on_which_nothing_is_due(ctx: Context) -> None:
    found = routes(ctx, due="2020-01-05", warehouse="WH001")
    assert found.unknown == ("No open order of WH001 is due on 2020-01-05.",)
    assert not found.sheet("Stops").rows


def test_an_area_without_a_place_is_listed_and_an_address_with_one_is_exact(tmp_path: Path) -> None:
    ((code, area),) = sql(
        DUE.replace("warehouse_code, delivery_area", "delivery_area") + " AND warehouse_code = 'WH001' LIMIT 1"
    )
    prefix, number = code.split("-")
    this = f"sales_order_prefix = '{prefix}' AND sales_order_number = '{number}'"
    file = changed(
        tmp_path,
        f"DELETE FROM location WHERE location_code = '{area}'",
        "CREATE TABLE address_location (delivery_address VARCHAR, latitude DOUBLE, longitude DOUBLE)",
        "INSERT INTO address_location VALUES ('1, Mill Road', 13.1, 77.6)",
        f"INSERT INTO sales_order_header SELECT * REPLACE ('777777' AS sales_order_number, '1, Mill Road' AS"
        f" delivery_address, '' AS delivery_area) FROM sales_order_header WHERE {this}",
        f"INSERT INTO sales_order_header SELECT * REPLACE ('777778' AS sales_order_number, '' AS delivery_area)"
        f" FROM sales_order_header WHERE {this}",
    )
    lost = {order for order, warehouse, at in sql(DUE) if warehouse == "WH001" and at == area}
    with opened(tmp_path, file) as ctx:
        found = routes(ctx, warehouse="WH001", overdue=True)
    listed = {row["order"]: row["reason"] for row in found.sheet("No place").records()}
    assert listed == dict.fromkeys(lost, f"{area} is not among the locations.") | {
        "SO-777778": "The order names no delivery area."
    }
    points = {row["order"]: row["precision"] for row in found.sheet("Stops").records()}
    assert points["SO-777777"] == "address"
    assert {one for order, one in points.items() if order != "SO-777777"} == {"middle of the area"}
    assert any("have no place on the map" in sentence for sentence in found.unknown)


def test_hours_of_an_address_measured_roads_and_a_second_trip(tmp_path: Path) -> None:
    """Two addresses on one measured road, with more to bring than the only van takes at once."""
    first, second = sorted(code for code, warehouse, _ in sql(DUE) if warehouse == "WH001")[:2]
    this = "sales_order_prefix || '-' || sales_order_number ="
    file = changed(
        tmp_path,
        "DELETE FROM planning_vehicle",
        "INSERT INTO planning_vehicle VALUES ('WH001', 'Van', 7, 10, '08:00', '17:00', 1, 0)",
        *(f"UPDATE sales_order_header SET delivery_address = '{a}' WHERE {this} '{code}'"
          for a, code in (("A", first), ("B", second))),
        *(f"UPDATE sales_order_line SET order_quantity = 1 WHERE {this} '{code}'" for code in (first, second)),
        "DELETE FROM planning_item",
        "INSERT INTO planning_item (product_code, unit_weight) SELECT product_code, 6.0 / n FROM product,"
        f" (SELECT max(lines) n FROM (SELECT count(*) lines FROM sales_order_line WHERE {this} '{first}' OR {this}"
        f" '{second}' GROUP BY sales_order_number))",
        "CREATE TABLE delivery_window (delivery_address VARCHAR, opens TIME, closes TIME, service_minutes DOUBLE)",
        "INSERT INTO delivery_window VALUES ('A', '13:00', '14:00', 5), ('B', NULL, '10:00', NULL)",
        "CREATE TABLE road_distance (origin VARCHAR, destination VARCHAR, km DOUBLE, minutes DOUBLE)",
        "INSERT INTO road_distance VALUES ('WH001', 'A', 20, 40), ('B', 'WH001', 10, 15), ('A', 'B', 12, NULL)",
    )  # fmt: skip
    with opened(tmp_path, file) as ctx:
        found = routes(ctx, order_ids=[first, second])
    stops = found.sheet("Stops").records()
    weights = [float(str(row["weight"])) for row in stops]
    assert sum(weights) > 7 >= max(weights), "the van has to come back"
    assert [(row["order"], row["trip"], row["hours"]) for row in stops] == [
        (second, 1, "00:00–10:00"), (first, 2, "13:00–14:00"),
    ]  # fmt: skip
    assert [row["service"] for row in stops] == [15, 5]
    assert "13:00" <= str(stops[1]["arrives"]) <= "14:00"
    assert [(row["departs"] <= "09:45", row["trips"], row["km"]) for row in found.sheet("Vehicles").records()] == [
        (True, 2, 60)
    ]
    (again,) = found.sheet("Second trips").records()
    assert again["km"] == 10
    assert as_gpx(found).count(">WH001<") == 3


def test_without_planning_tables_defaults_are_named(tmp_path: Path) -> None:
    file = changed(tmp_path, "DROP TABLE planning_item", "DROP TABLE planning_vehicle")
    some = sorted(code for code, warehouse, _ in sql(DUE) if warehouse == "WH001")[:5]
    with opened(tmp_path, file) as ctx:
        found = routes(ctx, order_ids=some)
    said = {one.name: (one.value, one.because) for one in found.assumptions}
    assert said["Vehicles"] == ("2", "WH001 has none in planning_vehicle: config.yaml, planning.vehicle.count")
    assert said["Unit weight"][0] == "1 kg"
    assert {"Capacity weight", "Shift end", "Cost per hour", "Unit volume", "Hours of a driver at most"} <= set(said)
    units = dict(sql(UNITS))
    assert all(row["weight"] == units[row["order"]] for row in found.sheet("Stops").records())
    assert {row["vehicle"] for row in found.sheet("Stops").records()} <= {"Vehicle 1", "Vehicle 2"}


def test_a_warehouse_without_a_place(tmp_path: Path) -> None:
    file = changed(tmp_path, "DELETE FROM location WHERE location_code = 'WH001'")
    with opened(tmp_path, file) as ctx, pytest.raises(Invalid, match="WH001 has no place in the table location"):
        routes(ctx, overdue=True, warehouse="WH001")
