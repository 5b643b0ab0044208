"""Explore: pick figures, groupings, filters, period and comparison; the address is a link to what is shown."""

from collections.abc import Mapping

import streamlit as st

from agents.present import chart, sentence
from core.offered import conditions, groupings, measures
from core.run import run_query
from core.semantic.query import Group, Query
from pages import _charts, _export, _show, _ui
from pages._picks import COMPARISONS, GRAINS, ORDERS, PERIODS, Picked, picked_of, query_of

MOST_VALUES = 500  # to choose from in a filter
LAST, FILLED = "explore-last", "explore-filled"  # in the session: the latest question; the one in the form


def show() -> None:
    here = _ui.session()
    st.title("Explore")
    asked = _asked()
    if asked and picked_of(asked) is None:
        st.info("This question has more to it than the form below can show. It is run as it is.")
        if st.button("Begin anew with the form", icon=":material/restart_alt:"):
            _keep(None)
            st.rerun()
        query: Query | None = asked
    else:
        query = query_of(_form(here))
    _keep(query)
    if query is None:
        st.info("Pick a figure, and what to group it by.", icon=":material/touch_app:")
        return
    _result(here, query)


def _asked() -> Query | None:
    """What a link, another page or the last visit brings; the form is filled from it once."""
    text = st.session_state.pop("q", None) or st.query_params.get("q") or st.session_state.get(LAST, "")
    query = Query.from_json(text) if text else None
    picked = picked_of(query) if query else None
    if picked and (st.session_state.get(FILLED) != text or "x-measures" not in st.session_state):
        _fill(picked)
    st.session_state[FILLED] = text
    return query


def _fill(picked: Picked) -> None:
    state = st.session_state
    state["x-measures"], state["x-by"], state["x-states"] = list(picked.measures), list(picked.by), list(picked.states)
    state["x-grain"], state["x-period"], state["x-compare"] = picked.grain, picked.period, picked.compare
    state["x-order"], state["x-limit"] = picked.order, picked.limit
    state["x-only"] = [name for name, _ in picked.only]
    state.update({f"x-values-{name}": list(values) for name, values in picked.only})


def _keep(query: Query | None) -> None:
    """In the address, to be shared, and in the session, to come back to."""
    text = query.to_json() if query else ""
    st.session_state[LAST] = st.session_state[FILLED] = text
    if text:
        st.query_params["q"] = text
    else:
        st.query_params.clear()


def _form(here: _ui.Here) -> Picked:
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
        held = _many(left, "Only those that are", states, "x-states")
        fields = _many(right, "Only some", {field: groups[name] for field, name in narrow.items()}, "x-only")
        limit = last.number_input("First rows only", 1, 10_000, None, key="x-limit", placeholder="All")
        only = tuple((field, _values(here, field, narrow[field], groups[narrow[field]])) for field in fields)
    return Picked(
        measures=tuple(chosen), by=tuple(by), grain=grain, period=period, states=tuple(held),
        only=only, compare=compare, order=order, limit=limit,
    )  # fmt: skip


def _many(place: st.delta_generator.DeltaGenerator, label: str, names: Mapping[str, str], key: str) -> list[str]:
    """Of what a link brought, the part that may be picked here."""
    if key in st.session_state:
        st.session_state[key] = [name for name in st.session_state[key] if name in names]
    return place.multiselect(label, list(names), format_func=lambda name: names[name], key=key)


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


def _result(here: _ui.Here, query: Query) -> None:
    answered = run_query(here.context, query)
    currency = here.context.config.app.currency
    st.text(sentence(answered.table, currency))
    st.caption(f"Understood as: {_show.plain(answered.interpretation)}")
    _charts.draw(answered.table, chart(answered.table), currency, key="explore-chart")
    _show.table(answered.table, currency, key="explore-table")
    with st.container(horizontal=True):
        _export.buttons(here, query, "explore", key="explore")
        with st.popover("Share", icon=":material/link:"):
            st.write(
                "The address of this page is a link to this question. Whoever opens it sees it with their own rights."
            )
            st.code(query.to_json(), language="json", wrap_lines=True)
    _show.how(answered, here)
