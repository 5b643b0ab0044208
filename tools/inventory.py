"""The inventory tools: what is low, when to order, how much, and what will run out."""

from typing import Annotated

from pydantic import Field

from core.errors import NotFound
from tools import forecasting, reordering, replenishment, running_out
from tools.demand.forecast import Method
from tools.found import Col, Found, sheet
from tools.names import Product, Warehouse
from tools.reading import items
from tools.tool import Desk, tool
from tools.worked import Worked

GROUP = "inventory"
PLANNERS = ("Warehouse Manager", "Procurement Specialist")
Days = Annotated[int, Field(ge=1, le=365, description="Days ahead")]
Low = Annotated[float, Field(gt=0, le=10, description="Share of the minimum stock that is low; 1 is all of it")]
Chance = Annotated[float, Field(ge=0, le=1, description="Items less likely to run out than this are left out")]
OnlyLow = Annotated[bool, Field(description="Only items below their minimum stock")]
BeforeDelivery = Annotated[bool, Field(description="Only until the next delivery that is expected, where there is one")]
How = Annotated[Method, Field(description="rule: by the kind of demand; the others are simpler, to compare with")]
Budget = Annotated[float, Field(ge=0, description="What may be spent; none: as much as is needed")]

LOW = (
    Col("warehouse_code", "Warehouse", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("stock", "Stock", "units"),
    Col("minimum_stock", "Minimum stock", "units"),
    Col("shortage", "Shortage", "units", "Minimum stock − stock"),
    Col("refill_cost", "Cost to refill", "money", "Shortage × standard cost"),
    Col("lead_time_days", "Lead time", "days"),
    Col("supplier_code", "Preferred supplier", key=True),
)


@tool(
    GROUP, personas=PLANNERS, examples=("when should we reorder PRD0001 at WH001", "reorder point of PRD0001 at WH001")
)
def calculate_reorder_point(desk: Desk, product: Product, warehouse: Warehouse) -> Found:
    """When to reorder an item and how much, by every method, beside what is set now.

    Reorder point = average daily demand × lead time + safety stock; safety stock by the maximum method, by cycle
    service level and by fill rate; the order quantity is the economic one in whole packs.
    """
    found = items(desk, warehouse, product)
    if not found:
        raise NotFound(f"{product} is not held at {warehouse}.")
    return reordering.worked_out(desk, found[0])


@tool(
    GROUP, personas=PLANNERS, examples=("what is low on stock at WH001", "which items are below half of their minimum")
)
def identify_low_stock(desk: Desk, warehouse: Warehouse | None = None, threshold: Low = 1.0) -> Found:
    """Items whose stock is below a share of their minimum, the dearest shortage first.

    Low is current stock < threshold × minimum stock; the shortage is what is missing to the whole minimum.
    """
    low = [one for one in items(desk, warehouse) if one.stock < threshold * one.minimum]
    low.sort(key=lambda one: (-(one.minimum - one.stock) * one.cost, one.key))
    rows = [
        (one.warehouse, one.product, one.name, one.stock, one.minimum, one.minimum - one.stock,
         (one.minimum - one.stock) * one.cost, one.lead_days, one.supplier)
        for one in low
    ]  # fmt: skip
    cost = float(sum((one.minimum - one.stock) * one.cost for one in low))
    share = {"threshold": threshold}
    return Found(
        figures=(
            Worked("Items low on stock", len(low), "items", "stock < threshold × minimum", "DATA: low stock", share),
            Worked("Cost to refill", cost, "money", "Σ (minimum − stock) × unit cost", "DATA: shortage"),
        ),
        sheets=(sheet("Low stock", LOW, rows),),
        method="Current stock against the minimum stock of each item.",
    )


@tool(
    GROUP,
    personas=(*PLANNERS, "Field Engineer"),
    examples=(
        "forecast demand of PRD0001 for the next 28 days",
        "predict demand for PRD0001",
        "how much of PRD0001 will we sell in 30 days",
    ),
)
def forecast_demand(desk: Desk, product: Product, days: Days = 28, method: How = "rule") -> Found:
    """Daily demand of a product ahead, with bands of 80 % and 95 % and how well such forecasts went before.

    The method follows from the kind of demand; the moving average is there by name. Bands are quantiles of errors on
    days that were held back. Promotions and days out of stock are not learned from.
    """
    return forecasting.forecast_of(desk, product, days, method)


@tool(
    GROUP,
    personas=PLANNERS,
    examples=(
        "what will run out at WH001 in the next 14 days",
        "items that run out within 10 days",
        "stock-out risk at WH002 in 30 days",
        "stockout risk at WH002",
        "which low stock items will run out before their next delivery",
    ),
)
def identify_stockout_risk(
    desk: Desk,
    warehouse: Warehouse | None = None,
    days: Days = 14,
    least: Chance = 0.05,
    low_stock: OnlyLow = False,
    before_next_delivery: BeforeDelivery = False,
) -> Found:
    """Items that may run out within some days: how likely, when, by when to order and how much.

    The chance is that of a negative binomial demand to exceed stock and what comes in by then, on the worst day.
    """
    seen, assumed = running_out.outlook(desk, warehouse, days, until_delivery=before_next_delivery)
    if low_stock:
        seen = [one for one in seen if one.item.stock < one.item.minimum]
    risky = sorted((one for one in seen if one.chance >= least), key=lambda one: (-one.chance, one.item.key))
    expected = sum(one.chance for one in seen)
    rule = sum(not one.covered for one in seen)
    law, cover = "negative binomial", "DATA: stockout risk"
    return Found(
        figures=(
            Worked("Items at risk", len(risky), "items", "P(demand > stock + arrivals) ≥ least", law, {"least": least}),
            Worked("Items expected to run out", round(expected, 1), "items", "Σ chance", law),
            Worked("Items whose average demand takes all", rule, "items", "stock + arrivals < demand × days", cover),
        ),
        sheets=(sheet("At risk", running_out.RISK, [running_out.row(one) for one in risky]),),
        assumptions=assumed,
        method="Demand over the days as a negative binomial with mean and variance of the last 90 days,"
        " against stock and the open purchase orders as they are expected.",
    )


@tool(
    GROUP,
    personas=PLANNERS,
    examples=("what should I order for WH001", "replenishment proposal for WH002 with a budget of 50000"),
)
def propose_replenishment(desk: Desk, warehouse: Warehouse, budget: Budget | None = None) -> Found:
    """What a warehouse should order now: quantities by supplier, in packs, with minimums and within a budget.

    Items whose stock and open orders are at the reorder point or below; the most urgent first where money is short.
    """
    return replenishment.proposed(desk, warehouse, budget)
