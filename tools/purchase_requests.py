"""What somebody wants bought: kept once for each key, listed, withdrawn, as tables to hand on."""

from collections.abc import Mapping

from core import audit
from core.context import Context
from core.errors import Conflict, Invalid, NotFound, Unknown
from core.saved.names import new_id
from core.store import requests as kept
from core.store.requests import PurchaseRequest as PurchaseRequest
from core.store.requests import RequestLine
from core.table import Table
from core.warehouse.base import Value
from tools.found import Col, Found, sheet
from tools.reading import Item, items
from tools.tool import Desk
from tools.worked import Worked

MOST_LINES, MOST_UNITS, LONGEST_NOTE = 2_000, 1_000_000, 500
LISTED = 50
LINES = (
    Col("request", "Request", key=True),
    Col("warehouse_code", "Warehouse", key=True),
    Col("supplier_code", "Supplier", key=True),
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("quantity", "Quantity", "units"),
    Col("unit_cost", "Unit cost", "money", "Standard cost"),
    Col("value", "Value", "money"),
)


def requested(desk: Desk, warehouse: str, quantities: Mapping[str, int], note: str) -> Found:
    """The second time under the same key it gives what the first one made."""
    made = _wanted(desk, warehouse, quantities, note)
    with audit.recording(desk.ctx.store) as work:
        before = kept.request_by_key(work.session, made.owner, made.key)
        if before is None:
            kept.add_request(work.session, made)
            detail = f"{len(made.lines)} lines for {made.warehouse}"
            work.note(made.owner, "purchase.request", made.number, detail=detail)
    if before is not None and not before.same_as(made):
        raise Conflict(f"Under this key {before.number} was made already, which wants something else.")
    return found(before or made)


def wanted(desk: Desk, warehouse: str, quantities: Mapping[str, int], note: str) -> Found:
    """What would be kept, with its cost."""
    made = _wanted(desk, warehouse, quantities, note)
    lines = sheet("To be requested", LINES[1:], [row[1:] for row in rows(made)])
    says = f"A purchase request for {warehouse}. Nothing is kept yet, and nothing is ordered from any supplier by it."
    return Found(_figures(made, "what is asked for"), (lines,), method=says)


def _figures(made: PurchaseRequest, source: str) -> tuple[Worked, ...]:
    return (
        Worked("Lines requested", len(made.lines), "count", "products with a quantity", source),
        Worked("Value of the request", float(made.value), "money", "Σ quantity × unit cost", "standard cost"),
    )


def found(made: PurchaseRequest) -> Found:
    return Found(
        figures=_figures(made, made.number),
        sheets=(sheet(made.number, LINES, rows(made)),),
        method=f"{made.number} for {made.warehouse} is kept. It is a request: nothing was ordered from any supplier.",
    )


def rows(made: PurchaseRequest) -> list[tuple[Value, ...]]:
    return [
        (made.number, made.warehouse, line.supplier, line.product, line.name, line.quantity, line.unit_cost, line.value)
        for line in made.lines
    ]


def as_table(made: PurchaseRequest) -> Table:
    return sheet(made.number, LINES, rows(made)).table


def own_requests(ctx: Context) -> list[PurchaseRequest]:
    """The latest first, of warehouses that the asker sees now."""
    return kept.requests_of(ctx.store, ctx.asker.email, ctx.asker.warehouses, LISTED)


def withdraw(ctx: Context, request_id: str) -> PurchaseRequest:
    with audit.recording(ctx.store) as work:
        gone = kept.withdraw_request(work.session, ctx.asker.email, request_id, ctx.now())
        if gone is None:
            raise NotFound("There is no purchase request of yours with this number.")
        work.note(ctx.asker.email, "purchase.withdraw", gone.number)
    return gone


def _wanted(desk: Desk, warehouse: str, quantities: Mapping[str, int], note: str) -> PurchaseRequest:
    if len(quantities) > MOST_LINES:
        raise Invalid(f"A request has at most {MOST_LINES:,} lines; these are {len(quantities):,}.")
    held = {one.product: one for one in items(desk, warehouse)}
    lines = tuple(_line(held, warehouse, product, units) for product, units in sorted(quantities.items()))
    if not lines:
        raise Invalid("A request needs at least one product with a quantity.")
    ctx = desk.ctx
    return PurchaseRequest(new_id(), ctx.asker.email, desk.key, warehouse, note.strip(), lines, ctx.now())


def _line(held: Mapping[str, Item], warehouse: str, product: str, units: int) -> RequestLine:
    item = held.get(product)
    if item is None:
        raise Unknown(f"product at {warehouse}", product, held)
    if not 1 <= units <= MOST_UNITS:
        raise Invalid(f"{product}: {units:,} units cannot be requested; it takes 1 to {MOST_UNITS:,}.")
    return RequestLine(product, item.name, item.supplier, units, item.cost.quantize(kept.CENT))
