"""Glossary: every figure, thing, condition and attribute with its definition, words for it, and who may see it."""

import streamlit as st

from core import overlay
from core.offered import who_sees_measure
from core.semantic.model import Measure, Model
from pages import _show, _synonyms, _ui, _undo

Rows = list[dict[str, object]]


def show() -> None:
    here = _ui.session()
    st.title("Glossary")
    _undo.bar()
    model = overlay.vocabulary(here.context)
    with st.container(horizontal=True, vertical_alignment="bottom"):
        wanted = st.text_input("Search", placeholder="A word, such as margin or overdue", max_chars=100)
        _synonyms.button(here)
    lists = _lists(model, wanted.strip().lower())
    for (name, rows), place in zip(lists.items(), st.tabs([f"{name} ({len(rows)})" for name, rows in lists.items()]),
                                   strict=True):  # fmt: skip
        with place:
            _list(rows, f"glossary-{name.lower()}")
    if added := overlay.synonyms(here.context):
        words = f"{len(added)} word{'' if len(added) == 1 else 's'}"
        st.caption(f"With {words} added here; Admins see when and by whom on the page Quality.")


def _lists(model: Model, wanted: str) -> dict[str, Rows]:
    return {
        "Figures": [
            {"Figure": one.label, "Definition": one.meaning, "Also called": ", ".join(one.synonyms), "Unit": one.unit,
             "SQL": one.sql or one.formula or "", "Table": one.fact or "a formula", "Seen by": _who(model, one)}
            for one in model.measures.values()
            if not one.hidden and _fits(wanted, one.label, one.meaning, one)
        ],
        "Things": [
            {"Thing": one.plural, "Definition": one.meaning, "Also called": ", ".join(one.synonyms),
             "Tables": ", ".join(one.sources)}
            for one in model.entities.values()
            if _fits(wanted, f"{one.label} {one.plural}", one.meaning, one)
        ],
        "Conditions": [
            {"Condition": f"{one.entity.replace('_', ' ')}: {one.label}", "Definition": one.meaning,
             "Also called": ", ".join(one.synonyms), "SQL": one.when}
            for one in model.conditions.values()
            if not one.hidden and _fits(wanted, one.label, one.meaning, one)
        ],
        "Attributes": [
            {"Attribute": one.label, "Of": one.entity.replace("_", " "), "Definition": one.meaning,
             "Also called": ", ".join(one.synonyms), "Column": ", ".join(one.at) or one.sql or one.measure or ""}
            for one in model.dimensions.values()
            if _fits(wanted, one.label, one.meaning, one)
        ],
    }  # fmt: skip


def _fits(wanted: str, label: str, meaning: str, one: object) -> bool:
    words = " ".join((label, meaning, *getattr(one, "synonyms", ()))).lower()
    return all(word in words for word in wanted.split())


def _who(model: Model, measure: Measure) -> str:
    return ", ".join(who_sees_measure(model, measure)) or "nobody"


def _list(rows: Rows, key: str) -> None:
    if not rows:
        st.info("No word like that. Try a shorter one.", icon=":material/search_off:")
        return
    _show.records(rows, key)
