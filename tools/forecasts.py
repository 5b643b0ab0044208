"""The forecasting tools for whole warehouses: demand ahead of every product, and how well such forecasts went."""

from typing import Annotated

from pydantic import Field

from tools import forecasting_many
from tools.found import Found
from tools.inventory import GROUP, PLANNERS, Days
from tools.names import Warehouse
from tools.tool import Desk, tool

HeldBack = Annotated[int, Field(ge=7, le=180, description="Days that are held back and forecast")]


@tool(
    GROUP,
    personas=PLANNERS,
    examples=(
        "forecast demand of all products at WH001 for the next 28 days",
        "forecast the demand of every product of warehouse WH002",
    ),
)
def forecast_warehouse(desk: Desk, warehouse: Warehouse, days: Days = 28) -> Found:
    """Demand ahead of every product of a warehouse in one run, with bands, beside what was ordered and what is there.

    The most wanted first. Each product's method follows from its kind of demand, as in forecast_demand.
    """
    return forecasting_many.warehouse_ahead(desk, warehouse, days)


@tool(
    GROUP,
    personas=(*PLANNERS, "Field Engineer"),
    examples=("how good are the forecasts", "how accurate are the forecasts at WH001", "forecast accuracy"),
)
def check_forecast_accuracy(desk: Desk, days: HeldBack = 28, warehouse: Warehouse | None = None) -> Found:
    """How far off forecasts were on the last days that are known, beside last week again and the moving average.

    By kind of demand: the error of a day (below 1 is better than the naive forecast was in the history), the error of
    the whole period, and how many days lay inside the bands of 80 % and 95 %.
    """
    return forecasting_many.accuracy(desk, days, warehouse)
