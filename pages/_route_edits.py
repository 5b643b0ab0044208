"""Stops held, moved and left out by hand; the rest is planned anew around them."""

from collections.abc import Mapping
from functools import partial

import streamlit as st
from streamlit.column_config import CheckboxColumn, SelectboxColumn

from core.warehouse.base import Value
from pages import _ui, _using
from tools.found import Found
from tools.loading import vehicles
from tools.routing.problem import Vehicle
from tools.tool import Desk

Row = Mapping[str, Value]
Given = dict[str, object]
EDITED = ("Vehicle", "Hold", "Leave out")
TALLEST = 460


def edit(here: _ui.Here, found: Found, given: Given) -> Given | None:
    """What is to be planned now, once the button was clicked."""
    rows = found.sheet("Stops").records()
    held, out = _edits(given)
    names = _vehicles(here, str(given["warehouse"])) or sorted({str(row["vehicle"]) for row in rows})
    st.caption("Move a stop by its vehicle, hold it there, or leave it out; then plan again. The others fit in around.")
    data: dict[str, list[Value]] = {
        "Vehicle": [str(row["vehicle"]) for row in rows],
        "Hold": [str(row["order"]) in held for row in rows],
        "Leave out": [False for _ in rows],
        "Trip": [row["trip"] for row in rows],
        "Stop": [row["position"] for row in rows],
        "Arrives": [row["arrives"] for row in rows],
        **({"Takes deliveries": [row["hours"] for row in rows]} if any(row["hours"] for row in rows) else {}),
        "Order": [str(row["order"]) for row in rows],
        "Customer": [row["customer"] for row in rows],
        "Delivery area": [row["area"] for row in rows],
        "Unload (kg)": [row["weight"] for row in rows],
    }
    edited = st.data_editor(
        data, hide_index=True, height=min(TALLEST, 38 + 35 * len(rows)), key=f"stops-{hash(str(rows))}",
        disabled=[name for name in data if name not in EDITED],
        column_config={"Vehicle": SelectboxColumn(options=names, required=True), "Hold": CheckboxColumn(),
                       "Leave out": CheckboxColumn()},
    )  # fmt: skip
    back = _back(out)
    clicked = st.button("Plan again", icon=":material/restart_alt:", key="route-again")
    if not clicked:
        return None
    was = dict(zip(data["Order"], data["Vehicle"], strict=True))
    now = zip(edited["Order"], edited["Vehicle"], edited["Hold"], edited["Leave out"], strict=True)
    holds, drops = dict[str, str](), [one for one in out if one not in back]
    for order, vehicle, hold, drop in now:
        if drop:
            drops.append(str(order))
        elif hold or vehicle != was[str(order)]:
            holds[str(order)] = str(vehicle)
    return {**_plain(given), **({"hold": holds} if holds else {}), **({"leave_out": drops} if drops else {})}


def bring_back(found: Found, given: Given, key: str) -> None:
    """Where nothing is left to drive, the way out of it."""
    if _edits(given)[1] and st.button("Begin anew, with all stops", icon=":material/restart_alt:"):
        st.session_state[key] = _plain(given)
        st.rerun()


def _back(out: list[str]) -> list[str]:
    return st.multiselect("Take back in", out, placeholder="Stops left out by hand", key="route-back") if out else []


def _edits(given: Given) -> tuple[Mapping[str, str], list[str]]:
    held, out = given.get("hold"), given.get("leave_out")
    return held if isinstance(held, dict) else {}, list(out) if isinstance(out, list) else []


def _plain(given: Given) -> Given:
    return {name: value for name, value in given.items() if name not in ("hold", "leave_out")}


def _vehicles(here: _ui.Here, warehouse: str) -> list[str]:
    read = partial(_names, warehouse=warehouse)
    return [one.name for one in _using.read(here, "vehicles", ("vehicles", warehouse), read) or ()]


def _names(desk: Desk, warehouse: str) -> tuple[Vehicle, ...]:
    return vehicles(desk, warehouse)[0]
