"""What-if on an item's levels: service, lead time and holding rate on sliders, worked out at once."""

import streamlit as st

from core.warehouse.base import Value
from pages import _tool, _ui
from tools.found import Col, Found, sheet
from tools.what_if import Changed, ItemFacts, Levels, levels
from tools.worked import Worked

LEVELS = (
    Col("method", "Method", key=True),
    Col("safety", "Safety stock", "units"),
    Col("point", "Reorder point", "units"),
    Col("difference", "Above what is set", "units", "Reorder point − the one that is set now"),
    Col("change", "Moved by the sliders", "units", "Reorder point − the one without moving a slider"),
    Col("value", "Value of the safety stock", "money", "Safety stock × standard cost"),
)


def show(here: _ui.Here, known: ItemFacts) -> None:
    if not known.demand.mean:
        st.info("It was not asked for in the last 90 days: no method gives a level.", icon=":material/help:")
    tried = _sliders(known)
    now, made = levels(known, Changed()), levels(known, tried)
    currency = here.context.config.app.currency
    found = Found(
        figures=_figures(known, made),
        sheets=(sheet("Methods", LEVELS, _rows(known, now, made)),),
        assumptions=known.assumed,
        method="Cycle service level is the one to hold by. The maximum method is the textbooks'; it covers the worst"
        " demand over the worst lead time at once. A longer lead time is taken to vary as much more.",
    )
    _tool.figures(found.figures[:4], currency)
    _tool.sheets(here, found.sheets, currency, "levels")
    _tool.basis(found, currency)


def _sliders(known: ItemFacts) -> Changed:
    """They begin at what holds now; nothing is read again when one is moved."""
    on, days = known.terms, max(round(known.lead.mean), 1)
    own = f"{known.item.warehouse}-{known.item.product}"
    left, middle, right = st.columns(3)
    service = left.slider(
        "Service level (%)", 80.0, 99.9, min(max(on.service * 100, 80.0), 99.9), 0.1, key=f"service-{own}"
    )
    lead = middle.slider("Lead time (days)", 1, max(3 * days, 10), days, key=f"lead-{own}")
    rate = right.slider(
        "Holding cost (% of the value a year)", 1.0, 60.0, min(max(on.holding_rate * 100, 1.0), 60.0), 0.5,
        key=f"holding-{own}",
    )  # fmt: skip
    return Changed(service / 100, float(lead), rate / 100)


def _figures(known: ItemFacts, made: Levels) -> tuple[Worked, ...]:
    pack = known.terms.packing
    limits = {"pack": float(pack.pack), "minimum": float(pack.least), "maximum": float(pack.most or 0)}
    order = Worked("Order", made.order, "units", "economic quantity in whole packs", made.economic.source, limits)
    yearly = Worked("Ordering and holding a year", made.yearly, "money", "K × D / Q + h × Q / 2", made.economic.source,
                    made.economic.inputs)  # fmt: skip
    return made.points[1], made.safety[1], order, yearly, made.economic, made.points[0], made.points[2]


def _rows(known: ItemFacts, now: Levels, made: Levels) -> list[tuple[Value, ...]]:
    return [
        (stock.name.removeprefix("Safety stock, "), stock.known(), point.known(), point.known() - known.item.point,
         point.known() - before.known(), stock.known() * float(known.item.cost))
        for stock, point, before in zip(made.safety, made.points, now.points, strict=True)
    ]  # fmt: skip
