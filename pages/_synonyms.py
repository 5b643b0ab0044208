"""Other names for what the vocabulary has: added with a click, seen with who and when, undone, written out as YAML."""

from collections.abc import Mapping, Sequence
from functools import partial

import streamlit as st

from core import overlay
from core.errors import QuartermasterError
from core.overlay import Change, Synonym, TermKind
from core.retrieval.terms import near_in_any_way, near_in_meaning
from pages import _live, _show, _ui, _undo

Target = tuple[TermKind, str]
KINDS: dict[TermKind, str] = {
    "measure": "figure", "entity": "thing", "dimension": "attribute", "condition": "condition",
}  # fmt: skip
EVERYBODY = "Everybody"


@st.dialog("Say what a word means", icon=":material/dictionary:")
def dialog(here: _ui.Here, word: str) -> None:
    """What was looked for before stands first; what clashes is said before it is added."""
    ctx, labels = here.context, overlay.targets(here.context)
    phrase = st.text_input("Word or phrase", word, max_chars=overlay.LONGEST, key=f"synonym-phrase-{word}").strip()
    model = overlay.vocabulary(ctx)
    near = [(term.kind, term.name) for term in near_in_any_way(ctx, model, phrase)] if phrase else []
    sure = bool(phrase and near_in_meaning(ctx, model, phrase, 1))
    options = [*near, *sorted(set(labels) - set(near), key=lambda one: labels[one].lower())]
    target = st.selectbox(
        "means", options, format_func=lambda one: f"{labels[one]} · {KINDS[one[0]]}", key=f"synonym-target-{phrase}",
        help="The nearest by meaning and spelling stand first", index=0 if sure else None,
        placeholder="A figure, thing, attribute or condition",
    )  # fmt: skip
    persona = EVERYBODY
    if target and target[0] == "measure":
        persona = st.selectbox("for", [EVERYBODY, *ctx.model.personas], key="synonym-persona")
    if not phrase or not target:
        return
    wanted = Synonym(phrase, *target, "" if persona == EVERYBODY else persona)
    against = _against(here, wanted)
    if against:
        st.warning(_show.plain(against), icon=":material/block:")
    else:
        st.caption("It is understood from the next question on, by everybody whom it is for.")
    if st.button("Add", type="primary", key="synonym-add", disabled=bool(against)) and _added(here, wanted):
        st.rerun()


def _against(here: _ui.Here, wanted: Synonym) -> str:
    try:
        overlay.check(here.context, wanted)
    except QuartermasterError as error:
        return error.message
    return ""


def _added(here: _ui.Here, wanted: Synonym) -> bool:
    try:
        made = overlay.add(here.context, wanted)
    except QuartermasterError as error:  # somebody else was quicker
        st.error(_show.plain(error.message))
        return False
    says = f"“{made.synonym.phrase}” means {overlay.targets(here.context)[wanted.kind, wanted.target]} now."
    _undo.offer(says, partial(_back, made.version))
    return True


def _back(version: int, here: _ui.Here) -> None:
    overlay.undo(here.context, version)


def button(here: _ui.Here) -> None:
    """On any page; nothing for those who may not change the vocabulary."""
    if here.may("edit-vocabulary") and st.button("Add a synonym", icon=":material/add:", key="synonym-new"):
        dialog(here, "")


def show(here: _ui.Here, history: Sequence[Change]) -> None:
    with st.container(horizontal=True):
        button(here)
        if history:
            st.download_button("Export to YAML", overlay.as_yaml(here.context), "synonyms.yaml", "application/yaml",
                               key="synonym-yaml", icon=":material/download:", on_click="ignore",
                               help="The entries that differ, to be put into semantic/*.yaml")  # fmt: skip
    if not history:
        st.info("No word has been added yet. What nobody knows stands under Not answered, with a button to say what "
                "it means.", icon=":material/dictionary:")  # fmt: skip
        return
    labels, in_force = overlay.targets(here.context), overlay.in_force(history)
    latest = {change.synonym: change for change in history}
    st.subheader(f"In force ({len(in_force)})")
    for one in in_force:
        _row(latest[one], _meaning(one, labels))
    st.subheader(f"History, version {history[-1].version}")
    _show.records([
        {"Version": one.version, "At": _live.moment(one.at), "Who": one.by, "Step": one.change,
         "Word": one.synonym.phrase, "Means": _meaning(one.synonym, labels), "For": one.synonym.persona or EVERYBODY}
        for one in reversed(history)
    ], "synonym-history")  # fmt: skip


def _row(change: Change, meaning: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        about = f"{change.synonym.persona or EVERYBODY} · {change.by} · {_live.moment(change.at)}"
        st.markdown(f"**{_show.plain(change.synonym.phrase)}** means {_show.plain(meaning)}", width="stretch")
        st.caption(_show.plain(about))
        st.button("Undo", key=f"synonym-undo-{change.version}", icon=":material/undo:", type="tertiary",
                  on_click=_take_back, args=(change.version,))  # fmt: skip


def _take_back(version: int) -> None:
    _undo.attempt(partial(_back, version))


def _meaning(one: Synonym, labels: Mapping[Target, str]) -> str:
    return f"{labels.get((one.kind, one.target), one.target)} · {KINDS[one.kind]}"
