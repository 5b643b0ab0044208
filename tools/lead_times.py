"""How long suppliers take, from the receipts that the asker sees; otherwise assumed, and said so."""

from collections import defaultdict
from collections.abc import Mapping
from datetime import timedelta
from functools import cache
from statistics import fmean, pstdev

from core.access import sees_tables
from core.export import whole
from core.semantic.query import Fields, Group, Query
from tools.reading import Item
from tools.stock.safety_stock import LeadTime
from tools.tool import Desk
from tools.worked import Assumption

RECEIPTS = "purchase_order_header"
DAYS = 365  # of orders that are looked at
ENOUGH = 5  # receipts of a supplier from which its own spread is known


def measured(desk: Desk) -> Mapping[str, LeadTime] | None:
    """By supplier, from delivered orders of the last year; None where the persona does not see them."""
    if RECEIPTS not in sees_tables(desk.ctx.model, desk.ctx.asker):
        return None
    today = desk.ctx.clock.today
    query = Query.model_validate(
        {
            "rows": "purchase_order",
            "by": [Group(dimension="supplier.code"), Group(dimension="purchase_order.lead_time")],
            "where": {
                "and": [
                    Fields(field="purchase_order.lead_time", op="not null"),
                    Fields(field="purchase_order.order_date", op=">=", value=today - timedelta(days=DAYS)),
                ]
            },
        }
    )
    found: dict[str, list[int]] = defaultdict(list)
    for row in whole(desk.ctx, query, desk.cancel).table.rows:
        found[str(row[-2])].append(int(str(row[-1])))  # before them stands the order's number
    return {
        supplier: LeadTime(fmean(days), pstdev(days), max(days))
        for supplier, days in found.items()
        if len(days) >= ENOUGH
    }


def lead_time(desk: Desk, item: Item, known: Mapping[str, LeadTime] | None) -> tuple[LeadTime, tuple[Assumption, ...]]:
    """The item's own mean, with its supplier's spread around it."""
    own = float(item.lead_days)
    supplier = (known or {}).get(item.supplier)
    if supplier is not None and supplier.mean > 0:
        share = own / supplier.mean
        return LeadTime(own, supplier.deviation * share, supplier.most * share), ()
    planning = desk.ctx.config.planning
    why = "no receipts of this supplier" if known is not None else f"{desk.ctx.asker.persona} sees no receipts"
    taken = _assumed(why, planning.lead_time_variation, planning.lead_time_worst)
    return LeadTime(own, own * planning.lead_time_variation, own * planning.lead_time_worst), taken


@cache
def _assumed(why: str, variation: float, worst: float) -> tuple[Assumption, ...]:
    """Made once for all items that lack the same."""
    return (
        Assumption(
            "Spread of the lead time",
            f"{variation:.0%} of it, at most {worst:g} × as long",
            f"{why}: config.yaml, planning.lead_time_variation and lead_time_worst",
        ),
    )
