"""What asking has cost, and how often the cache spared the work: looked up now and then, not at every click."""

import time
from dataclasses import dataclass
from decimal import Decimal

import streamlit as st

from core.budget import money
from core.cost import Totals
from pages import _show, _ui

KEPT = "ask-costs"  # in the session
SECONDS = 20.0  # that a look holds, unless there is a new answer


@dataclass(frozen=True)
class Look:
    """Of one person, after one answer."""

    about: tuple[str, str]
    at: float
    day: Totals
    month: Totals
    low: tuple[str, ...]


def show(here: _ui.Here, turn: str, answer: Decimal | None) -> None:
    """`answer`: what the last one cost."""
    look = _look(here, turn)
    rate = here.context.cache.stats.hit_rate
    projected = f", about {_paid(look.month.projected, look)} by its end" if look.month.projected is not None else ""
    lines = [
        f"This answer: {_paid(answer, look)}" if answer is not None else "",
        f"Today: {_paid(look.day.amount, look)}",
        f"This month: {_paid(look.month.amount, look)}{projected}",
        f"From the cache: {rate:.0%} of all queries" if rate is not None else "",
    ]
    low = [f":orange[{_show.plain(warning)}]" for warning in look.low]
    with st.container(key="ask-costs"):
        st.caption("  \n".join(["**What it cost you**", *map(_show.plain, filter(None, lines)), *low]))


def _paid(amount: Decimal, look: Look) -> str:
    return f"{money(amount.quantize(Decimal('0.000001')).normalize())} {look.day.currency}"


def _look(here: _ui.Here, turn: str) -> Look:
    about = (here.user.email, turn)
    kept = st.session_state.get(KEPT)
    if isinstance(kept, Look) and kept.about == about and time.monotonic() - kept.at < SECONDS:
        return kept
    ledger, user = here.context.ledger, here.user.email
    made = Look(about, time.monotonic(), ledger.day(user), ledger.month(user), ledger.warnings(user))
    st.session_state[KEPT] = made
    return made
