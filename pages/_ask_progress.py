"""An answer under way, as it is seen: its steps, a model's words as they come, and a button that stops it."""

import time
from collections.abc import Sequence

import streamlit as st
from streamlit.elements.lib.mutable_status_container import StatusContainer

from agents.answer import Told
from agents.running import Running
from core.errors import QuartermasterError
from pages import _show, _ui, opened

AT_ONCE = 0.2  # seconds in which most answers are there: nothing flickers for them
LOOK = 0.25
BATCH = 0.05  # seconds of text that are shown together


def watch(here: _ui.Here, running: Running) -> None:
    """Until it is over. Whatever is clicked meanwhile takes over, and the next run watches again."""
    running.wait(10**9, AT_ONCE)
    if running.done:
        return
    began, place = time.monotonic() - AT_ONCE, st.empty()
    with place.container(key="ask-progress"):
        with st.container(horizontal=True, vertical_alignment="center"):
            line = st.status("Waiting for its turn", type="compact", width="stretch")
            st.button(
                "Cancel", icon=":material/stop_circle:", key=f"cancel-{running.id}", on_click=_cancel,
                args=(running.id,),
            )  # fmt: skip
        words = st.empty()
        waits = st.empty()
        waits.skeleton(180)
        _follow(running, line, words, waits, began)
    place.empty()


def _follow(
    running: Running, line: StatusContainer, words: st.delta_generator.DeltaGenerator,
    waits: st.delta_generator.DeltaGenerator, began: float,
) -> None:  # fmt: skip
    seen, said = 0, 0
    while not running.done:
        told = running.told()
        steps = [one.text for one in told if one.kind == "step"]
        for step in steps[seen:-1]:
            line.markdown(f":material/check: {_show.plain(step)}")
        seen = max(len(steps) - 1, seen)
        line.update(label=_label(steps, time.monotonic() - began))
        if len(told) - len(steps) > said:
            said = len(told) - len(steps)
            waits.empty()
            words.markdown(spoken(told))
            time.sleep(BATCH)
        running.wait(len(told), LOOK)


def _label(steps: Sequence[str], seconds: float) -> str:
    doing = steps[-1] if steps else "Waiting for its turn"
    return f"{_show.plain(doing)} … {seconds:.0f} s" if seconds >= 1 else f"{_show.plain(doing)} …"


def spoken(told: Sequence[Told]) -> str:
    """Of what several tries said, the last one's words."""
    last = max((place for place, one in enumerate(told) if one.kind == "step"), default=-1)
    return paragraphs("".join(one.text for one in told[last + 1 :] if one.kind == "chunk"))


def paragraphs(text: str) -> str:
    """As it was written, never as markup."""
    return "\n\n".join(_show.plain(line) for line in text.splitlines() if line.strip())


def _cancel(turn_id: str) -> None:
    """A callback: it stands outside of the page, and one that is over by now is no error."""
    here = _ui.session()
    try:
        opened.answering().cancel(here.context, turn_id)
    except QuartermasterError as error:
        here.context.metrics.error(error)
