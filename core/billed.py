"""Every statement that goes to the warehouse: not begun once a budget is spent, and billed to whoever asked."""

from core.context import Context
from core.cost import Bill
from core.warehouse.base import Cancel, Checked, Errand, Result

NOBODY = "anonymous"


def user_of(ctx: Context) -> str:
    return ctx.asker.email or NOBODY


def run_billed(
    ctx: Context, checked: Checked, cancel: Cancel | None = None, bill: Bill | None = None, *, by_hand: bool = False
) -> Result:
    """Raises BudgetSpent before it runs where running costs money; what it cost is in the ledger, and on the bill."""
    trace_id = ctx.trace.id if ctx.trace else ""
    with ctx.ledger.spending(user_of(ctx), trace_id, ctx.tariff.least(checked.dialect)) as own:
        errand = Errand(user_of(ctx), trace_id)
        try:
            if by_hand:
                most = ctx.config.warehouse.worker.rows
                return ctx.warehouse.run_by_hand(checked, cancel=cancel, errand=errand, rows=most)
            return ctx.warehouse.run(checked, cancel=cancel, errand=errand)
        finally:
            for usage in errand.used:
                own.add(ctx.tariff.of(usage))
            if bill is not None:
                bill.costs += own.costs
