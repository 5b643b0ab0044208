"""Key figures as tiles: how each changed, where that can be said, and what it opens."""

from decimal import Decimal

import streamlit as st

from core.dashboards import Board, Kpi, Span, Tile, behind_tile, kpis
from core.semantic.query import Filter
from pages import _show, _ui

COLUMNS = 3
COLOURS = {"low": "inverse", "high": "normal", None: "off"}


def show(here: _ui.Here, board: Board, span: Span, found: list[Kpi], against: str, only: Filter | None = None) -> None:
    """In rows of the same height; each opens the list or the course behind it."""
    both = list(zip(board.tiles, found, strict=True))
    for start in range(0, len(both), COLUMNS):
        for place, (tile, kpi) in zip(st.columns(COLUMNS), both[start : start + COLUMNS], strict=False):
            with place.container(border=True, height="stretch", gap="xsmall"):
                _tile(here, kpi, against)
                if here.may("explore") and _opens(tile):
                    _ui.go("explore", q=behind_tile(tile, board, span, only).to_json())


def of(here: _ui.Here, board: Board, span: Span, against: str, only: Filter | None = None) -> None:
    show(here, board, span, kpis(here.context, board, span, only), against, only)


def _tile(here: _ui.Here, kpi: Kpi, against: str) -> None:
    change = _change(kpi)
    st.metric(
        _show.plain(kpi.title),
        _show.compact(kpi.value, kpi.column, here.context.config.app.currency),
        delta=change or (f"final after {kpi.settles} days" if kpi.settles else None),
        delta_color=COLOURS[kpi.good if change else None],  # type: ignore[arg-type]
        delta_arrow="auto" if change else "off",
        delta_description=against if change else None,
        help=_show.plain(kpi.meaning + _young(kpi)),
        chart_data=list(kpi.trend) or None,
        chart_type="area",
    )


def _young(kpi: Kpi) -> str:
    if not kpi.settles:
        return ""
    return (
        f". Not compared yet: some of it is only known when it is finished, which takes up to {kpi.settles} days. "
        "Until then a younger period always looks different; the small chart ends where the figures are final."
    )


def _opens(tile: Tile) -> bool:
    label = "Show the list" if tile.figure.where else "Open in Explore"
    return st.button(label, key=f"open-{tile.title}", type="tertiary", icon=":material/arrow_forward:")


def _change(kpi: Kpi) -> str | None:
    if not isinstance(kpi.change, int | float | Decimal):
        return None
    figure = float(kpi.change) * 100
    return f"{figure:+.1f} points" if kpi.column.unit == "ratio" else f"{figure:+.1f} %"
