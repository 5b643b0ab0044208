"""A part of a page that is drawn without the rest: its errors are sentences, too; what it does by itself keeps nobody
signed in."""

from collections.abc import Callable
from datetime import datetime, timedelta

import streamlit as st

from core.errors import QuartermasterError
from pages import _show, _ui, opened


def live(every: float | None, draw: Callable[[_ui.Here], None], here: _ui.Here | None = None) -> None:
    """`every` so many seconds; None is only when something in it is clicked. `here` is who was just looked up, for the
    time that the page draws it; by itself it looks them up again."""
    known = [here] if here else []

    @st.fragment(run_every=every)
    def part() -> None:
        here = known.pop() if known else _ui.session(activity=every is None)
        try:
            draw(here)
        except QuartermasterError as error:
            here.context.metrics.error(error)
            st.error(_show.plain(error.message))
        except Exception as error:  # noqa: BLE001 - the door of a part that is drawn without its page
            opened.report(error)
            st.error("Something went wrong that should not have; the log says more.")

    part()


def moment(at: datetime | None) -> str:
    return f"{at:%Y-%m-%d %H:%M:%S} UTC" if at else "–"


def span(took: timedelta) -> str:
    """In the two largest units, as people say it."""
    seconds = int(took.total_seconds())
    if seconds < 60:
        return f"{max(took.total_seconds(), 0):.1f} s"
    sizes = ((86_400, "d"), (3_600, "h"), (60, "min"), (1, "s"))
    parts = []
    for size, unit in sizes:
        count, seconds = divmod(seconds, size)
        parts.append((count, unit))
    first = next(place for place, (count, _) in enumerate(parts) if count)
    return " ".join(f"{count} {unit}" for count, unit in parts[first : first + 2] if count)
