"""Logistics: late orders with their cause, what is due, how full warehouses are, and the day's routes."""

from collections import Counter
from datetime import timedelta
from functools import partial

import streamlit as st

from core.table import Table
from pages import _routes, _sheet_file, _show, _tabs, _tool, _ui, _using, _worklist
from tools.due import due_soon
from tools.found import Found
from tools.names import known

AHEAD = 7  # days of what is due
FULL = 0.85  # of the capacity, from which a warehouse is said to fill up
PLANS = "Field Engineer"
FIRST = ("cause", "order", "days_late", "customer", "delivery_date", "status", "warehouse", "why")  # of late orders


def show() -> None:
    here = _ui.session()
    st.title("Logistics")
    warehouses = dict(known(here.context, "warehouse"))
    if not warehouses:
        st.info("There is no warehouse that you may see.", icon=":material/local_shipping:")
        return
    draws = {"Late orders": _late, "Due soon": _due}
    draws |= {"Routes": _routes.show} if here.persona == PLANS else {}
    draws |= {"How full": _full, "One order": _order}
    parts = {name: partial(draw, here, warehouses) for name, draw in draws.items()}
    _tabs.draw(parts, f"logistics-{here.persona}")


def _late(here: _ui.Here, warehouses: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        warehouse = _worklist.one_of("Warehouse", warehouses, "late-at")
        days = st.number_input(
            "Late by at least (days)", 1, 3650, 1, width=190, key="late-days", persist_state="session"
        )
    found = _using.found(here, "identify_delayed_orders", _at(warehouse, days=days), "late")
    if found is None:
        return
    currency = here.context.config.app.currency
    _tool.figures(found.figures, currency)
    table = _by_cause(found)
    if not table.rows:
        st.success("No order is late.", icon=":material/check_circle:")
    else:
        shown = _worklist.narrowed(table, _causes(table), "late")
        st.caption("The latest first. Click on the box at the left of an order to see what holds it up.")
        place = _tool.grid(shown, currency, _worklist.key("late"), pick=True)
        _sheet_file.buttons(here, shown, "late-orders", "late")
        if place is not None:
            _one_order(here, str(shown.records()[place]["order"]))
    _tool.basis(found, currency)


def _by_cause(found: Found) -> Table:
    """With the cause in front, which the list is narrowed by, and then what is seen on any screen."""
    table = next((one.table for one in found.sheets if one.name == "Late orders"), None)
    if table is None:
        return Table((), (), 0, "")
    names = [column.name for column in table.columns]
    order = [names.index(name) for name in (*FIRST, *(name for name in names if name not in FIRST))]
    rows = tuple(tuple(row[place] for place in order) for row in table.rows)
    return Table(tuple(table.columns[place] for place in order), rows, len(rows), "")


def _causes(table: Table) -> list[str]:
    return [cause for cause, _ in Counter(str(row[0]) for row in table.rows).most_common()]


def _one_order(here: _ui.Here, code: str) -> None:
    found = _using.found(here, "check_fulfillment_status", {"order": code}, "order")
    if found is not None:
        st.subheader(_show.plain(str(found.sheet("Order").records()[0]["order"])), anchor=False)
        _tool.show(found, here.context.config.app.currency, "order")


def _order(here: _ui.Here, warehouses: dict[str, str]) -> None:
    """Of those at the warehouses that the asker sees."""
    hint = f"SO-000123, or only 123; from {', '.join(warehouses)}"
    code = st.text_input("Order", placeholder=hint, max_chars=60, key="order-number", width=420)
    if code:
        _one_order(here, code)


def _due(here: _ui.Here, warehouses: dict[str, str]) -> None:
    warehouse = _worklist.one_of("Warehouse", warehouses, "due-at")
    table = _using.read(here, "due", ("due", warehouse), partial(due_soon, warehouse=warehouse, days=AHEAD))
    if table is None:
        return
    today = here.context.clock.today
    counts = Counter(row[0] for row in table.rows)
    with st.container(horizontal=True):
        for name, day in (("Due today", today), ("Due tomorrow", today + timedelta(days=1))):
            st.metric(name, f"{counts[day]:,} orders", border=True, width=_tool.TILE, height="stretch")
        st.metric(
            f"Due in {AHEAD} days", f"{len(table.rows):,} orders", border=True, width=_tool.TILE, height="stretch"
        )
    _tool.grid(table, here.context.config.app.currency, "due-grid")
    _sheet_file.buttons(here, table, "due-soon", "due")


def _full(here: _ui.Here, warehouses: dict[str, str]) -> None:
    warehouse = _worklist.one_of("Warehouse", warehouses, "full-at")
    found = _using.found(here, "calculate_warehouse_capacity", _at(warehouse), "full")
    if found is None:
        return
    rows = found.sheet("Warehouses").records() if found.sheets else []
    filling = [str(row["warehouse"]) for row in rows if float(str(row["utilisation"] or 0)) >= FULL or row["full_on"]]
    if filling:
        st.warning(f"Filling up: {', '.join(filling)}.", icon=":material/warehouse:")
    _tool.show(found, here.context.config.app.currency, "full")


def _at(warehouse: str | None, **more: object) -> dict[str, object]:
    return {**more, **({"warehouse": warehouse} if warehouse else {})}
