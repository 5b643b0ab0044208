"""The tool that writes a purchase request."""

from typing import Annotated

from pydantic import Field

from tools import purchase_requests
from tools.found import Found
from tools.inventory import PLANNERS
from tools.names import Product, Warehouse
from tools.tool import Desk, tool

GROUP = "inventory"
Quantities = Annotated[
    dict[Product, Annotated[int, Field(ge=1, le=purchase_requests.MOST_UNITS)]],
    Field(min_length=1, max_length=purchase_requests.MOST_LINES, description="Product code → units"),
]
Note = Annotated[str, Field(max_length=purchase_requests.LONGEST_NOTE, description="A word to whoever orders")]


@tool(
    GROUP,
    personas=PLANNERS,
    examples=(
        "request 40 units of PRD0001 for WH001",
        "order 40 units of PRD0001 and 12 of PRD0002 for WH001",
        "create a purchase request for 40 units of PRD0001 at WH001",
        "buy 40 units of PRD0001 for WH001",
    ),
    preview=purchase_requests.wanted,
)
def create_purchase_request(desk: Desk, warehouse: Warehouse, quantities: Quantities, note: Note = "") -> Found:
    """Keeps a purchase request: what a warehouse wants bought, at standard cost, from the preferred suppliers.

    Nothing is ordered by it. It needs a confirmation; under the same key the first request is given again.
    """
    return purchase_requests.requested(desk, warehouse, quantities, note)
