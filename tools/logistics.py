"""The logistics tools: routes, what holds an order up, which orders are late and why, how full warehouses are."""

from datetime import date
from typing import Annotated

from pydantic import Field

from tools import capacity, delays, dispatch, life, route_orders, route_sheets
from tools.found import Found
from tools.names import Order, Warehouse
from tools.routing.solve import Effort
from tools.tool import Desk, tool

GROUP = "logistics"
ENGINEER = ("Field Engineer",)
BOTH = ("Field Engineer", "Warehouse Manager")


@tool(
    GROUP,
    personas=ENGINEER,
    examples=("plan the deliveries of WH001 that are due today", "best route for SO-000123, SO-000124 and SO-000130"),
)
def optimize_delivery_route(
    desk: Desk,
    order_ids: Annotated[list[Order] | None, Field(description="These orders; without them those that are due")] = None,
    due: Annotated[date | None, Field(description="Open orders due on this day; today by default")] = None,
    warehouse: Warehouse | None = None,
    overdue: Annotated[bool, Field(description="Also orders that are late already")] = False,
    hold: Annotated[
        dict[str, str] | None, Field(description="Orders that go with a certain vehicle: order → vehicle")
    ] = None,
    leave_out: Annotated[list[Order] | None, Field(description="Orders that are not to be driven")] = None,
    seconds: Annotated[
        float | None, Field(gt=0, le=300, description="Search for so long; by default as many rounds as the stops need")
    ] = None,
) -> Found:
    """Who drives where, in which order and when: all stops that fit, for the least kilometres and hours in money.

    Within capacity, shift and driver hours; a vehicle is loaded again for a second trip where that serves more, and
    comes within the hours of an address where a table knows them. An order stands where a table knows its address,
    otherwise in the middle of its area; one whose area has no place is listed, and so is one that does not fit.
    """
    chosen = (
        route_orders.named(desk, order_ids, warehouse)
        if order_ids
        else route_orders.due_on(desk, due or desk.ctx.clock.today, warehouse, overdue=overdue)
    )
    if not chosen.orders or chosen.warehouse is None:
        return route_sheets.nothing(chosen, due or desk.ctx.clock.today, by_day=not order_ids)
    edits = route_orders.edits(desk, chosen, hold, leave_out)
    given = dispatch.dispatch(desk, chosen.warehouse, chosen.orders)
    effort = Effort(seconds=seconds) if seconds else None
    return route_sheets.found(dispatch.planned(desk, given, effort, edits), chosen)


@tool(
    GROUP,
    personas=BOTH,
    examples=("what is the status of SO-000123", "what holds up order 123 and where else is the stock"),
)
def check_fulfillment_status(desk: Desk, order: Order) -> Found:
    """The life of one order: what is picked, what blocks each open line, what is coming and where else stock is.

    Stock goes to whoever is due first: what earlier orders wait for is not counted as free.
    """
    return life.life(desk, order)


@tool(
    GROUP,
    personas=BOTH,
    examples=("which orders are late at WH002 and why", "orders that are more than 10 days late"),
)
def identify_delayed_orders(
    desk: Desk,
    warehouse: Warehouse | None = None,
    days: Annotated[int, Field(ge=1, le=3650, description="Late by at least so many days")] = 1,
) -> Found:
    """Orders past their delivery date with what holds them up, the latest first.

    Causes: late purchase, no stock, promised to others, not picked, not shipped, not delivered; the worst line decides.
    """
    return delays.delays(desk, warehouse, days)


@tool(
    GROUP,
    personas=BOTH,
    examples=("how full is WH003 and when will it be full", "capacity utilisation of every warehouse"),
)
def calculate_warehouse_capacity(desk: Desk, warehouse: Warehouse | None = None) -> Found:
    """How full a warehouse is now, by product group, with what is on order, its trend, and the day it is full.

    Capacity is the sum of the items' maximum stocks. The trend is the median slope of the recorded days; where its 95 %
    range holds zero, no date is given.
    """
    return capacity.found(desk, warehouse)
