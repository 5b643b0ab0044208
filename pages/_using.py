"""A tool under way on a page: begun once, told how far it is, stopped by a button, found again by who comes back."""

from collections.abc import Callable, Mapping
from concurrent.futures import wait
from dataclasses import dataclass, field
from typing import Generic, TypeVar

import streamlit as st

from agents.execution import run
from core.errors import QuartermasterError
from core.warehouse.base import Cancel
from pages import _show, _ui, _work
from tools.found import Found
from tools.tool import Desk, Tell

Made = TypeVar("Made")
PATIENCE = 1.0  # seconds with no more than a spinner
LOOK = 0.2  # seconds between looks


@dataclass
class Said:
    """How far the work says it is; written by its thread, read by the page."""

    share: float = 0.0
    text: str = ""

    def __call__(self, share: float, text: str) -> None:
        self.share, self.text = share, text


@dataclass(frozen=True)
class Using(Generic[Made]):
    """`wanted`: what it is done for; with other arguments, rights or data it is done anew."""

    wanted: tuple[object, ...]
    task: _work.Task[Made]
    said: Said = field(default_factory=Said)


def found(here: _ui.Here, name: str, given: Mapping[str, object], slot: str) -> Found | None:
    """What the tool found; None while it is stopped or has failed, which is said in its place."""

    def work(tell: Tell, cancel: Cancel) -> Found:
        return run(here.context, name, given, tell, cancel).found

    return made(here, slot, (name, tuple(sorted((one, repr(value)) for one, value in given.items()))), work)


def read(here: _ui.Here, slot: str, wanted: tuple[object, ...], work: Callable[[Desk], Made]) -> Made | None:
    """For what is kept to be tried out on: read by the same way, under the same rights."""
    return made(here, slot, wanted, lambda tell, cancel: work(Desk(here.context, tell, cancel)))


def made(here: _ui.Here, slot: str, wanted: tuple[object, ...], work: Callable[[Tell, Cancel], Made]) -> Made | None:
    """Waits for it; a click meanwhile takes over, and finds it going on."""
    ctx, key = here.context, f"using-{slot}"
    whole = (*wanted, ctx.asker, ctx.clock.today, ctx.warehouse.generation)
    using = st.session_state.get(key)
    if not isinstance(using, Using) or using.wanted != whole:
        if isinstance(using, Using):
            using.task.cancel.now()
        said = Said()
        using = Using(whole, _work.begin(lambda cancel: work(said, cancel)), said)
        st.session_state[key] = using
    _watch(using, key)
    try:
        result: Made = using.task.result()
    except QuartermasterError as error:
        ctx.metrics.error(error)
        _failed(error, key)
        return None
    return result


def forget(slot: str) -> None:
    """The next look does it anew."""
    st.session_state.pop(f"using-{slot}", None)


def _watch(using: Using[Made], key: str) -> None:
    _work.wait(using.task, "Working it out …", PATIENCE)
    if using.task.done:
        return
    place = st.empty()
    with place.container(border=True, horizontal=True, vertical_alignment="center"):
        bar = st.progress(0.0, "Begun")
        st.button("Stop", key=f"{key}-stop", icon=":material/stop_circle:", on_click=using.task.cancel.now)
    while not using.task.done:
        bar.progress(min(max(using.said.share, 0.0), 1.0), _show.plain(using.said.text or "Begun"))
        wait([using.task.future], timeout=LOOK)
    place.empty()


def _failed(error: QuartermasterError, key: str) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.error(_show.plain(error.message), icon=":material/error:")
        st.button(
            "Again", key=f"{key}-again", icon=":material/refresh:", on_click=st.session_state.pop, args=(key, None)
        )
