"""The supplier tools: how suppliers do, what they cost, where money could be saved, what hangs on few."""

from typing import Annotated, Literal

from pydantic import Field

from core.errors import Invalid
from tools import supplier_costs, supplier_dependence, supplier_record, supplier_savings, supplier_trends
from tools.found import Found
from tools.names import Group, Supplier
from tools.tool import Desk, tool

GROUP = "suppliers"
BUYERS = ("Procurement Specialist",)
Back = Annotated[int, Field(ge=7, le=3650, description="Days back, by the order date")]
Suppliers = Annotated[list[Supplier], Field(description="Suppliers' codes or names; none: all of them")]
Percent = Annotated[float, Field(ge=0, le=100, description="Savings of a smaller share than this are left out")]
By = Annotated[
    Literal["product_group", "supplier", "warehouse"], Field(description="What purchases are put together by")
]
Share = Annotated[float, Field(ge=0, le=1, description="Share of the units, such as 0.3")]
DIMENSION = {"product_group": "product.group", "supplier": "supplier", "warehouse": "warehouse"}


@tool(GROUP, personas=BUYERS, examples=("how does SUP001 perform", "performance of SUP001 over the last 180 days"))
def analyze_supplier_performance(desk: Desk, supplier: Supplier, days: Back = 365) -> Found:
    """How a supplier does: fill, punctuality, quality, cost, lead times, by month and against its peers.

    The score is 30 % receipt fill rate, 30 % on-time rate, 20 % quality rate and 20 % cost competitiveness. Where
    orders are few it says so.
    """
    return supplier_record.recorded(desk, supplier, days)


@tool(
    GROUP, personas=BUYERS, examples=("compare supplier costs for bearings", "compare the prices of SUP001 and SUP002")
)
def compare_supplier_costs(desk: Desk, product_group: Group | None = None, suppliers: Suppliers | None = None) -> Found:
    """What the same products cost from each supplier, with landed costs and the history of prices."""
    return supplier_costs.compared(desk, product_group, suppliers or ())


@tool(GROUP, personas=BUYERS, examples=("where can we save money in purchasing", "cost savings above 5 percent"))
def identify_cost_savings(desk: Desk, threshold_percent: Percent = 5.0) -> Found:
    """Where money could be saved: cheaper qualified sources, prices that drifted, small orders, missed price breaks.

    The largest first, each with the lines that show it.
    """
    return supplier_savings.savings(desk, threshold_percent)


@tool(
    GROUP, personas=BUYERS, examples=("purchase trends by supplier over the last year", "how do our purchases develop")
)
def analyze_purchase_trends(desk: Desk, days: Back = 365, group_by: By = "product_group") -> Found:
    """How purchases go by month and group, with the season of the months and what changed most."""
    return supplier_trends.trends(desk, days, DIMENSION[group_by])


@tool(GROUP, personas=BUYERS, examples=("which products have a single source", "how dependent are we on few suppliers"))
def assess_concentration(desk: Desk, days: Back = 365) -> Found:
    """How much hangs on few suppliers: shares of the spend, and products from a single source."""
    return supplier_dependence.concentrated(desk, days)


@tool(GROUP, personas=BUYERS, examples=("what if we move 30 percent from SUP001 to SUP002",))
def move_spend(desk: Desk, source: Supplier, target: Supplier, share: Share = 0.3) -> Found:
    """What it would save to buy a share of one supplier's units from another, for products bought from both."""
    if source == target:
        raise Invalid(f"Nothing moves from {source} to itself: name two suppliers.")
    return supplier_costs.moved(desk, source, target, share)
