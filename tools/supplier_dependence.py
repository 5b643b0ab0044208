"""What hangs on few suppliers: shares of the spend, and products that only one of them sells."""

from collections import defaultdict

from tools.buying.concentration import HIGH, concentration
from tools.found import Col, Found, sheet
from tools.purchases import bought, product_names
from tools.tool import Desk
from tools.worked import Worked

SHARES = (Col("supplier_code", "Supplier", key=True), Col("spend", "Spend", "money"), Col("share", "Share", "ratio"))
SINGLE = (
    Col("product_code", "Product", key=True),
    Col("product_name", "Name", key=True),
    Col("supplier_code", "Only supplier", key=True),
    Col("spend", "Spend", "money"),
)


def concentrated(desk: Desk, days: int) -> Found:
    lines = bought(desk, days)
    if not lines:
        return Found(unknown=(f"Nothing was bought in the last {days} days.",))
    spend: dict[str, float] = defaultdict(float)
    by_product: dict[str, dict[str, float]] = defaultdict(lambda: defaultdict(float))
    for line in lines:
        spend[line.supplier] += line.units * line.cost
        by_product[line.product][line.supplier] += line.units * line.cost
    found, names = concentration(spend), product_names(desk)
    single = sorted(
        (
            (product, names.get(product, ""), next(iter(one)), sum(one.values()))
            for product, one in by_product.items()
            if len(one) == 1
        ),
        key=lambda row: (-row[3], row[0]),
    )
    shares = [(name, spend[name], share) for name, share in found.shares.items()]
    return Found(
        figures=(
            Worked(
                "Concentration (Herfindahl)",
                found.index,
                "ratio",
                "Σ share²",
                "US merger guidelines 2010",
                {"high from": HIGH},
                "High: much hangs on few suppliers." if found.high else "",
            ),
            Worked(
                "Products from a single supplier",
                len(single),
                "count",
                "one supplier in the period",
                f"last {days} days",
            ),
        ),
        sheets=(
            sheet("Shares", SHARES, shares),
            sheet("Single source", SINGLE, single),
        ),
        method="Ordered value (units × unit cost) of purchase order lines.",
    )
