"""What lets an answer be checked: how the question was understood, SQL, definitions, cost and time."""

from collections.abc import Iterable

import streamlit as st

from agents.answer import Answer
from core.semantic.expression import laid_out
from core.semantic.query import And, Filter, Is, Not, Or
from pages import _ask_badges, _ask_talk, _show, _ui

KEPT = " (kept from before: "


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
    return _painted(answer.question, answer.marked, "primary")


def _painted(text: str, places: Iterable[tuple[int, int]], colour: str) -> str:
    """With these places marked; of two that overlap the first."""
    said, at = [], 0
    for start, end in sorted(places):
        if at <= start < len(text):
            said += [_kept(text[at:start]), f":{colour}-background[{_kept(text[start:end])}]"]
            at = end
    return "".join([*said, _kept(text[at:])])


def _kept(text: str) -> str:
    """Never as markup, with the blanks around it."""
    blank = text[: len(text) - len(text.lstrip())], text[len(text.rstrip()) :]
    return f"{blank[0]}{_show.plain(text)}{blank[1] if text.strip() else ''}"


def with_doubts(answer: Answer) -> str:
    """A model's text with the figures marked that are in no table; nothing where all of them are."""
    if not answer.doubtful:
        return ""
    lines, begin = [], 0
    for line in answer.text.splitlines(keepends=True):
        lines.append(_painted(line, [(start - begin, end - begin) for start, end in answer.doubtful], "orange").strip())
        begin += len(line)
    told = [line for line in lines if line]
    return "\n\n".join([*told, "*The marked figures are in no table that was read: check them before you use them.*"])


def sql(here: _ui.Here, answer: Answer) -> None:
    """As it was run, with the reader's rights in it."""
    dialect = here.context.warehouse.dialect
    for part in answer.parts:
        if len(answer.parts) > 1:
            st.caption(_show.plain(part.interpretation))
        st.code(laid_out(part.table.sql, dialect), language="sql", wrap_lines=True)
    if not answer.parts:
        st.caption("A tool read the data; its SQL stands with each of its tables, and in the trace.")
        return
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


def spent(shown: _ask_talk.Shown) -> None:
    answer = shown.answer
    seconds = sum(answer.steps.get(name, 0.0) for name in answer.steps if name not in ("compile", "guard"))
    fresh = answer.tables[0].fresh if answer.tables else None
    told = {
        "Cost": answer.cost or "0",
        "Time": f"{seconds * 1000:,.1f} ms",
        "By": answer.model or answer.engine,
        "Model": answer.why_no_model or "asked",
        "Rows read": _ask_badges.ago(shown.age) + (", from the cache" if answer.cached else ""),
        "Data loaded": f"{fresh:%Y-%m-%d %H:%M} UTC" if fresh else "unknown",
        "Steps": ", ".join(f"{name} {seconds * 1000:,.1f} ms" for name, seconds in answer.steps.items()),
        "Trace": answer.trace_id,
    }
    st.markdown("\n".join(f"- **{name}**: {_show.plain(says)}" for name, says in told.items()))
