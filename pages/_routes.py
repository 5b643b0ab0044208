"""Routes of a day: planned, looked at on a map, changed by hand and planned again, taken along as files."""

from datetime import date
from functools import partial

import streamlit as st

from pages import _driver_sheet, _route_edits, _route_map, _sheet_file, _show, _tool, _ui, _using
from tools.found import Found
from tools.route_files import as_gpx

GIVEN = "route-given"  # in the session: what is planned now
NAMED = 5  # orders that are left out, said at once with the reason
REST = ("Vehicles", "Second trips", "By area", "Beside the order of numbers", "Left out", "No place")


def show(here: _ui.Here, warehouses: dict[str, str]) -> None:
    with st.container(horizontal=True, vertical_alignment="bottom"):
        warehouse = st.selectbox(
            "Warehouse", list(warehouses), format_func=lambda code: f"{code} · {warehouses[code]}", key="route-at",
            persist_state="session",
            width=280,
        )  # fmt: skip
        day = st.date_input("Due on", here.context.clock.today, key="route-day", persist_state="session", width=160)
        late = st.toggle("Late orders, too", True, key="route-late", persist_state="session")
        clicked = st.button("Plan the routes", type="primary", icon=":material/route:")
    if clicked and isinstance(day, date):
        st.session_state[GIVEN] = {"warehouse": warehouse, "due": day, "overdue": late}
    given: dict[str, object] | None = st.session_state.get(GIVEN)
    if given is None or given["warehouse"] not in warehouses:
        st.info("Choose a warehouse and a day: open orders due then are put into vehicles.", icon=":material/route:")
        return
    found = _using.found(here, "optimize_delivery_route", given, "route")
    if found is not None:
        _plan(here, found, given)


def _plan(here: _ui.Here, found: Found, given: dict[str, object]) -> None:
    currency = here.context.config.app.currency
    title = f"{given['warehouse']} on {given['due']}"
    st.subheader(_show.plain(title), anchor=False)
    _tool.figures(found.figures, currency)
    _tool.unknown(found)
    stops = next((one.table for one in found.sheets if one.name == "Stops"), None)
    if stops is not None and stops.rows:
        _missing(found)
        _route_map.draw(found, here.context.config.planning, key="route-map")
        _take_along(here, found, title)
        changed = _route_edits.edit(here, found, given)
        if changed is not None:
            st.session_state[GIVEN] = changed
            st.rerun()
    elif stops is not None:
        _missing(found)
        _route_edits.bring_back(found, given, GIVEN)
    rest = [one for one in found.sheets if one.name in REST and one.table.rows]
    _tool.sheets(here, rest, currency, "route-rest")
    _tool.basis(found, currency)


def _missing(found: Found) -> None:
    """Nobody is dropped in silence."""
    left, lost = found.sheet("Left out").records(), len(found.sheet("No place").rows)
    said = [f"{row['order']}, {row['area']}: {row['reason']} {row['helps']}" for row in left[:NAMED]]
    said += [f"{len(left) - NAMED} more, listed below under Left out."] if len(left) > NAMED else []
    said += [f"{lost} without a place on the map, listed below under No place."] if lost else []
    if said:
        head = f"Not in a route: {len(left) + lost}"
        st.warning("\n".join([f"**{head}**\n", *(f"- {_show.plain(one)}" for one in said)]), icon=":material/warning:")


def _take_along(here: _ui.Here, found: Found, title: str) -> None:
    name = title.replace(" on ", "-")
    with st.container(horizontal=True):
        sheets = partial(_driver_sheet.page, found, title)
        about = "A page for each vehicle: open it and print it"
        _sheet_file.text(
            here, "Drivers' sheets", sheets, f"drivers-{name}.html", "text/html", ":material/print:", about
        )
        routes, about = partial(as_gpx, found), "For navigation devices"
        media = "application/gpx+xml"
        _sheet_file.text(here, "GPX", routes, f"routes-{name}.gpx", media, ":material/near_me:", about)
        _sheet_file.buttons(here, found.sheet("Stops"), f"stops-{name}", "route-stops")
