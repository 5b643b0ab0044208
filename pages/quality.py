"""Quality: what was asked and not answered, how accurate answers are, what people say of them, and what they cost."""

import streamlit as st

from core import overlay
from core.quality import Quality, quality_of
from pages import (
    _quality_accuracy,
    _quality_engines,
    _quality_thumbs,
    _quality_unanswered,
    _quality_verified,
    _synonyms,
    _ui,
    _undo,
)

PERIODS = {"Last 7 days": 7, "Last 30 days": 30, "Last 90 days": 90, "Last year": 365}


def show() -> None:
    here = _ui.session()
    left, right = st.columns([4, 1], vertical_alignment="bottom")
    left.title("Quality")
    period = right.selectbox("Period", list(PERIODS), index=1, key="quality-period")
    _undo.bar()
    found = quality_of(here.context, PERIODS[period])
    _tiles(found)
    names = ["Not answered", "Accuracy", "Thumbs", "Engines and cost", "Synonyms", "Verified"]
    unanswered, accuracy, thumbs, engines, synonyms, vouched = st.tabs(names)
    with unanswered:
        _quality_unanswered.show(here, found)
    with accuracy:
        _quality_accuracy.show(here, found)
    with thumbs:
        _quality_thumbs.show(here, found)
    with engines:
        _quality_engines.show(here, found)
    with synonyms:
        _synonyms.show(here, overlay.history(here.context))
    with vouched:
        _quality_verified.show(here)


def _tiles(found: Quality) -> None:
    asked = sum(day.times for day in found.days)
    answered = sum(day.times for day in found.days if day.status == "answered")
    up, down = sum(day.up for day in found.days), sum(day.down for day in found.days)
    latest = found.evaluations[0] if found.evaluations else None
    tiles = (
        ("Questions", f"{asked:,}", "Of everybody, in this period"),
        ("Answered", f"{answered / asked * 100:.1f} %" if asked else "–", "The rest was asked back, refused or failed"),
        ("Thumbs up", f"{up / (up + down) * 100:.0f} %" if up + down else "–", f"{up:,} up, {down:,} down"),
        ("Last evaluation", f"{latest.right / latest.questions * 100:.1f} %" if latest and latest.questions else "–",
         f"{latest.name}: {latest.right} of {latest.questions} right" if latest else "None has been recorded"),
    )  # fmt: skip
    for place, (label, value, about) in zip(st.columns(4), tiles, strict=True):
        place.metric(label, value, help=about, border=True)
