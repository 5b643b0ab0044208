"""The steps of an answer, each with its time, as the trace has them."""

import streamlit as st
from streamlit.column_config import NumberColumn, ProgressColumn

from agents.answer import Answer
from core.errors import NotFound
from core.trace import Step
from pages import _show, _ui

QUIET = ("persona", "role", "correlation", "generation", "user")  # of a step: the same in all of them


def show(here: _ui.Here, answer: Answer) -> None:
    try:
        steps = here.context.tracer.steps_of(answer.trace_id, here.user.email)
    except NotFound:
        st.caption("This trace is not kept any more.")
        return
    first, whole = steps[0].started, max(steps[0].seconds, 0.000001)
    deep = _depths(steps)
    rows = [
        {
            "Step": "\u2003" * deep[step.id] + step.name,
            "Began after, ms": (step.started - first).total_seconds() * 1000,
            "Took, ms": step.seconds * 1000,
            "Of all": min(step.seconds / whole * 100, 100.0),
            "Notes": _notes(step),
        }
        for step in steps
    ]
    formats = {
        "Began after, ms": NumberColumn(format="%,.1f"), "Took, ms": NumberColumn(format="%,.1f"),
        "Of all": ProgressColumn(format="%.0f %%", min_value=0, max_value=100, width="small"),
    }  # fmt: skip
    st.dataframe(rows, hide_index=True, column_config=formats, key=f"trace-{answer.trace_id}")
    st.caption(_show.plain(f"Trace {answer.trace_id}"))


def _depths(steps: tuple[Step, ...]) -> dict[str, int]:
    above = {step.id: step.parent for step in steps}
    found: dict[str, int] = {}
    for name in above:
        depth, parent = 0, above[name]
        while parent in above and depth < 6:
            depth, parent = depth + 1, above[parent]
        found[name] = depth
    return found


def _notes(step: Step) -> str:
    wrong = "failed · " if step.status == "error" else ""
    return wrong + " · ".join(f"{key} {value}" for key, value in step.attributes.items() if key not in QUIET and value)
