"""Glossary: every figure, grouping and condition with its definition, words for it, and who may see it."""

import streamlit as st

from core.offered import who_sees_measure
from core.semantic.model import Measure, Model
from pages import _show, _ui


def show() -> None:
    here = _ui.session()
    st.title("Glossary")
    model = here.context.model
    wanted = st.text_input("Search", placeholder="A word, such as margin or overdue", max_chars=100).strip().lower()
    figures = [one for one in model.measures.values() if not one.hidden and _fits(wanted, one.label, one.meaning, one)]
    states = [one for one in model.conditions.values() if not one.hidden and _fits(wanted, one.label, one.meaning, one)]
    groups = [one for one in model.dimensions.values() if _fits(wanted, one.label, one.meaning, one)]
    tabs = st.tabs([f"Figures ({len(figures)})", f"Conditions ({len(states)})", f"Attributes ({len(groups)})"])
    with tabs[0]:
        _list([
            {"Figure": one.label, "Definition": one.meaning, "Also called": ", ".join(one.synonyms), "Unit": one.unit,
             "SQL": one.sql or one.formula or "", "Table": one.fact or "a formula", "Seen by": _who(model, one)}
            for one in figures
        ], "glossary-figures")  # fmt: skip
    with tabs[1]:
        _list([
            {"Condition": f"{one.entity.replace('_', ' ')}: {one.label}", "Definition": one.meaning,
             "Also called": ", ".join(one.synonyms), "SQL": one.when}
            for one in states
        ], "glossary-states")  # fmt: skip
    with tabs[2]:
        _list([
            {"Attribute": one.label, "Of": one.entity.replace("_", " "), "Definition": one.meaning,
             "Also called": ", ".join(one.synonyms), "Column": ", ".join(one.at) or one.sql or one.measure or ""}
            for one in groups
        ], "glossary-groups")  # fmt: skip


def _fits(wanted: str, label: str, meaning: str, one: object) -> bool:
    words = " ".join((label, meaning, *getattr(one, "synonyms", ()))).lower()
    return all(word in words for word in wanted.split())


def _who(model: Model, measure: Measure) -> str:
    return ", ".join(who_sees_measure(model, measure)) or "nobody"


def _list(rows: list[dict[str, object]], key: str) -> None:
    if not rows:
        st.info("No word like that. Try a shorter one.", icon=":material/search_off:")
        return
    _show.records(rows, key)
