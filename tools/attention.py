"""What needs attention today, ranked: items of stock for who plans them, suppliers for who buys."""

from typing import Annotated

from pydantic import Field

from tools import stock_attention, supplier_attention
from tools.found import Found
from tools.inventory import PLANNERS, Days
from tools.names import Warehouse
from tools.suppliers import BUYERS, Percent
from tools.tool import Desk, tool

Window = Annotated[int, Field(ge=14, le=730, description="Days that are compared with as many before them")]


@tool(
    "inventory",
    personas=PLANNERS,
    examples=("what needs attention in stock today", "what should I look at first at WH001"),
)
def review_stock(desk: Desk, warehouse: Warehouse | None = None, days: Days = 14) -> Found:
    """Items of stock that need somebody today, with the reason: out, order overdue, to order, at risk, low.

    The most pressing reason first, and within one the dearest first: what the stock that is missing costs.
    """
    return stock_attention.reviewed(desk, warehouse, days)


@tool("suppliers", personas=BUYERS, examples=("what needs attention in purchasing today", "which suppliers got worse"))
def review_suppliers(desk: Desk, days: Window = 90, threshold_percent: Percent = 5.0) -> Found:
    """What a buyer should look at: late deliveries, suppliers that got worse, savings, single sources, by money.

    Worse is a fall of the on-time or the quality rate that orders of both periods bear out.
    """
    return supplier_attention.reviewed(desk, days, threshold_percent)
