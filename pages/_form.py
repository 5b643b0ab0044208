"""The form of Explore. Its fields are written to only when something is brought or no longer to be had."""

from collections.abc import Mapping

import streamlit as st

from core.offered import conditions, groupings, measures
from core.run import run_query
from core.semantic.query import Group, Query
from pages import _ui
from pages._picks import COMPARISONS, GRAINS, ORDERS, PERIODS, Picked

MOST_VALUES = 500  # to choose from in a filter


def on_screen() -> bool:
    """Streamlit forgets the fields of a page that was left."""
    return "x-measures" in st.session_state


def fill(picked: Picked) -> None:
    state = st.session_state
    state["x-measures"], state["x-by"], state["x-states"] = list(picked.measures), list(picked.by), list(picked.states)
    state["x-grain"], state["x-period"], state["x-compare"] = picked.grain, picked.period, picked.compare
    state["x-order"], state["x-limit"] = picked.order, picked.limit
    state["x-only"] = [name for name, _ in picked.only]
    state.update({f"x-values-{name}": list(values) for name, values in picked.only})


def form(here: _ui.Here) -> Picked:
    model, asker = here.context.model, here.context.asker
    figures = {name: one.label for name, one in measures(model, asker).items()}
    groups = {"date": "date", **groupings(model, asker)}
    narrow = {_key(here, name): name for name in groupings(model, asker)}
    states = {name: f"{one.entity.replace('_', ' ')}: {one.label}" for name, one in conditions(model, asker).items()}
    st.session_state.setdefault("x-grain", "month")
    with st.container(border=True):
        left, right = st.columns(2)
        chosen, by = _many(left, "Figures", figures, "x-measures"), _many(right, "Group by", groups, "x-by")
        places = st.columns(4)
        grain = places[0].selectbox("Step of the date", GRAINS, key="x-grain", disabled="date" not in by)
        period = places[1].selectbox("Period", list(PERIODS), key="x-period")
        compare = places[2].selectbox("Compare with", list(COMPARISONS), key="x-compare")
        order = places[3].selectbox("Order", ORDERS, key="x-order")
        left, right, last = st.columns([2, 2, 1])
        held = _many(left, "In a state", states, "x-states")
        fields = _many(right, "Only certain", {field: groups[name] for field, name in narrow.items()}, "x-only")
        limit = last.number_input("First rows only", 1, 10_000, None, key="x-limit", placeholder="All")
        only = tuple((field, _values(here, field, narrow[field], groups[narrow[field]])) for field in fields)
    return Picked(
        measures=tuple(chosen), by=tuple(by), grain=grain, period=period, states=tuple(held),
        only=only, compare=compare, order=order, limit=limit,
    )  # fmt: skip


def _many(place: st.delta_generator.DeltaGenerator, label: str, names: Mapping[str, str], key: str) -> list[str]:
    """Of what a link brought, the part that may be picked here. A field that is written to loses a click under way."""
    held = st.session_state.get(key, [])
    fitting = [name for name in held if name in names]
    if fitting != held:
        st.session_state[key] = fitting
    return place.multiselect(label, list(names), format_func=lambda name: names[name], key=key, select_all=False)


def _key(here: _ui.Here, group: str) -> str:
    """What a filter is on: an entity is its code."""
    entity = here.context.model.entities.get(group)
    return entity.key[0] if entity else group


def _values(here: _ui.Here, field: str, group: str, label: str) -> tuple[str, ...]:
    """Those that the asker sees; one that a link brought stays, and finds nothing where it may not be seen."""
    found = run_query(here.context, Query(by=(Group(dimension=group),), limit=MOST_VALUES)).table.rows
    names = {str(row[0]): " · ".join(str(part) for part in row) for row in found if row[0] is not None}
    key = f"x-values-{field}"
    brought = [value for value in st.session_state.get(key, []) if value not in names]
    options = [*names, *brought]
    return tuple(st.multiselect(f"Which {label}", options, format_func=lambda one: names.get(one, one), key=key))
