"""The tools that say how an item should be planned: its class, its levels tried out, its order for a season."""

from typing import Annotated

from pydantic import Field

from tools import classing, seasonal, service_levels, trying
from tools.found import Found
from tools.inventory import GROUP, PLANNERS
from tools.names import Product, Warehouse
from tools.tool import Desk, tool

Season = Annotated[int, Field(ge=7, le=180, description="Days of the season, from today on")]
Leftover = Annotated[float, Field(ge=0, lt=1, description="What a unit left over is still worth, of its cost")]

Level = Annotated[float, Field(ge=0.5, le=0.9999, description="Share of cycles without a shortage, such as 0.95")]


@tool(
    GROUP,
    personas=PLANNERS,
    examples=("abc xyz classes at WH001", "classify the items of WH002", "which items are class A at WH001"),
)
def classify_items(desk: Desk, warehouse: Warehouse | None = None) -> Found:
    """ABC and XYZ classes: which items make the turnover, which sell steadily, and how such items are planned.

    Of one warehouse, or of products over all warehouses; by the last 52 weeks at standard cost.
    """
    return classing.classified(desk, warehouse)


@tool(
    GROUP,
    personas=PLANNERS,
    examples=(
        "simulate the policy of PRD0001 at WH001",
        "try the recommended levels of PRD0001 at WH001 on last year",
    ),
)
def simulate_policy(desk: Desk, product: Product, warehouse: Warehouse) -> Found:
    """The levels that are set now and those that are recommended, run through the last year of demand day by day.

    (s, S) orders up to a level, (R, Q) a fixed quantity: orders placed, days short, share served, stock and cost.
    """
    return trying.simulated(desk, product, warehouse)


@tool(
    GROUP,
    personas=PLANNERS,
    examples=(
        "what would a service level of 98 percent cost at WH001",
        "try a service level of 99 percent for all items at WH002",
    ),
)
def try_service_level(desk: Desk, warehouse: Warehouse, service_level: Level = 0.95) -> Found:
    """One service level for all items of a warehouse: the safety stock it needs, what to order, what runs short.

    Beside each item's own target, and over a range of levels.
    """
    return service_levels.tried(service_levels.standing(desk, warehouse), service_level)


@tool(
    GROUP,
    personas=PLANNERS,
    examples=("seasonal order of PRD0001 at WH001 for the next 90 days", "order PRD0001 at WH001 once for the season"),
)
def calculate_seasonal_order(
    desk: Desk, product: Product, warehouse: Warehouse, days: Season = 91, leftover_value: Leftover = 0.5
) -> Found:
    """What to order once for a whole season, where nothing can be ordered again: the newsvendor's quantity.

    A unit too few costs its margin, a unit too many what it loses until the end of the season and its holding.
    """
    return seasonal.season_order(desk, product, warehouse, days, leftover_value)
