"""The inventory tools: what is low, when to order, how much, and what will run out."""

from typing import Annotated

from pydantic import Field

from tools.found import Col, Found, sheet
from tools.names import Warehouse
from tools.reading import items
from tools.tool import Desk, tool
from tools.worked import Worked

GROUP = "inventory"
MANAGER = ("Warehouse Manager", "Procurement Specialist")


@tool(
    GROUP,
    personas=MANAGER,
    examples=("what is low on stock at WH001", "which items are below half of their minimum"),
)
def identify_low_stock(
    desk: Desk,
    warehouse: Warehouse | None = None,
    threshold: Annotated[
        float, Field(gt=0, le=10, description="Share of the minimum stock that is low; 1 is all of it")
    ] = 1.0,
) -> Found:
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
    return Found(
        figures=(
            Worked(
                "Items low on stock",
                len(low),
                "items",
                "stock < threshold × minimum",
                "DATA: low stock",
                {"threshold": threshold},
            ),
            Worked(
                "Cost to refill",
                float(sum((one.minimum - one.stock) * one.cost for one in low)),
                "money",
                "Σ (minimum − stock) × unit cost",
                "DATA: shortage",
            ),
        ),
        sheets=(sheet("Low stock", LOW, rows),),
        method="Current stock against the minimum stock of each item.",
    )


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
