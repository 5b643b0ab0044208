"""When to order: the stock that lasts until the order arrives, by each method for the safety stock."""

from tools.stock.safety_stock import Demand, LeadTime
from tools.worked import Worked


def reorder_point(demand: Demand, lead: LeadTime, safety: Worked) -> Worked:
    """Average demand over the lead time, and the safety stock."""
    method = safety.name.removeprefix("Safety stock, ")
    return Worked(
        f"Reorder point, {method}",
        demand.mean * lead.mean + safety.known(),
        "units",
        "d × L + safety stock",
        safety.source,
        {"d": demand.mean, "L": lead.mean, "safety stock": safety.known()},
        safety.note,
    )
