"""What lets an answer be checked: how the question was understood, SQL, definitions, trace, cost and time."""

import re

import streamlit as st
from streamlit.column_config import NumberColumn, ProgressColumn

from agents.answer import Answer
from core.errors import NotFound
from core.semantic.expression import laid_out
from core.semantic.query import And, Filter, Is, Not, Or
from core.trace import Step
from pages import _ask_badges, _ask_talk, _show, _ui

KEPT = " (kept from before: "
QUIET = ("persona", "role", "correlation", "generation", "user")  # of a step: the same in all of them


def understood(answer: Answer) -> None:
    meaning, _, carried = answer.interpretation.partition(KEPT)
    st.caption("The words of the question that were used")
    st.markdown(_marked(answer) if answer.marked else _show.plain(answer.question))
    st.caption("What they were taken to mean")
    st.markdown(_show.plain(meaning))
    if carried:
        st.caption("What was kept of the earlier question")
        st.markdown(_show.plain(carried.removesuffix(")")))
    if answer.why_no_model:
        st.caption(_show.plain(f"Language model: {answer.why_no_model}"))


def _marked(answer: Answer) -> str:
    said, at = [], 0
    for start, end in sorted(answer.marked):
        if start < at:
            continue
        said += [_kept(answer.question[at:start]), f":primary-background[{_kept(answer.question[start:end])}]"]
        at = end
    return "".join([*said, _kept(answer.question[at:])])


def _kept(text: str) -> str:
    """Never as markup, with the blanks around it."""
    blank = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{blank[0]}{_show.plain(text)}{blank[1] if text.strip() else ''}"


def with_doubts(answer: Answer) -> str:
    """A model's text with the figures marked that are in no table; nothing where all of them are."""
    if not answer.unchecked:
        return ""
    doubtful = "|".join(re.escape(one) for one in sorted(set(answer.unchecked), key=len, reverse=True))
    lines = []
    for line in filter(str.strip, answer.text.splitlines()):
        parts = re.split(f"({doubtful})", line)
        marks = [f":orange-background[{_kept(one)}]" if place % 2 else _kept(one) for place, one in enumerate(parts)]
        lines.append("".join(marks))
    return "\n\n".join([*lines, "*The marked figures are in no table that was read: check them before you use them.*"])


def sql(here: _ui.Here, answer: Answer) -> None:
    """As it was run, with the reader's rights in it."""
    dialect = here.context.warehouse.dialect
    for part in answer.parts:
        if len(answer.parts) > 1:
            st.caption(_show.plain(part.interpretation))
        st.code(laid_out(part.table.sql, dialect), language="sql", wrap_lines=True)
    st.caption("This is what was run, with the limits of your rights in it. The button in its corner copies it.")


def definitions(here: _ui.Here, answer: Answer) -> None:
    model = here.context.model
    told = [(one.name, one.text) for one in answer.citations]
    for name in _conditions(answer.query.where) if answer.query else ():
        condition = model.conditions.get(name)
        if condition is not None:
            told.append((condition.label, condition.meaning))
    for name, text in dict.fromkeys(told):
        st.markdown(f"**{_show.plain(name[:1].upper() + name[1:])}**  \n{_show.plain(text)}")
    if not told:
        st.caption("Nothing in this answer needs a definition: it lists what is in the data.")


def _conditions(where: Filter | None) -> list[str]:
    if isinstance(where, Is):
        return [where.state]
    if isinstance(where, Not):
        return _conditions(where.negated)
    inner = where.all if isinstance(where, And) else where.any if isinstance(where, Or) else ()
    return [name for one in inner for name in _conditions(one)]


def trace(here: _ui.Here, answer: Answer) -> None:
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


def spent(shown: _ask_talk.Shown) -> None:
    answer = shown.answer
    seconds = sum(answer.steps.get(name, 0.0) for name in answer.steps if name not in ("compile", "guard"))
    told = {
        "Cost": answer.cost or "0",
        "Time": f"{seconds * 1000:,.1f} ms",
        "By": answer.model or answer.engine,
        "Model": answer.why_no_model or "asked",
        "Rows read": _ask_badges.ago(shown.age) + (", from the cache" if answer.cached else ""),
        "Data loaded": f"{answer.tables[0].fresh:%Y-%m-%d %H:%M} UTC" if answer.tables[0].fresh else "unknown",
        "Steps": ", ".join(f"{name} {seconds * 1000:,.1f} ms" for name, seconds in answer.steps.items()),
        "Trace": answer.trace_id,
    }
    st.markdown("\n".join(f"- **{name}**: {_show.plain(says)}" for name, says in told.items()))
