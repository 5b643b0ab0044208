"""Dashboard: the persona's key figures and charts for a period; a click on a bar shows the rows behind it."""

import streamlit as st

from agents.present import chart
from core.dashboards import SPANS, Board, Panel, Span, compared, one_of, panel_query, rows_behind
from core.run import run_query
from core.semantic.query import Filter, Query
from pages import _behind, _boards, _charts, _choose_board, _export, _part, _pin, _show, _tiles, _ui, _undo, _why
from pages.opened import board_of

DRILLED = "drilled"  # in the session: the chart whose rows are open


def show() -> None:
    here = _ui.session()
    st.title("Dashboard")
    _undo.bar()
    if own := _choose_board.choose(here):
        _boards.show(here, own)
        return
    board = board_of(here.persona)
    if board is None:
        st.info("There is no dashboard for this persona yet: Ask and Explore show its data.", icon=":material/chat:")
        return
    with st.container(horizontal=True, vertical_alignment="bottom"):
        span = _span()
        only = _only(here, board)
    _tiles.of(here, board, span, f"vs {_before(span)}", only)
    _why.choose(here, compared(board, span, only), f"tiles-{here.persona}")
    for start in range(0, len(board.charts), 2):
        for place, panel in zip(st.columns(2), board.charts[start : start + 2], strict=False):
            with place.container(border=True, height="stretch"):
                _panel(here, panel, span, only)


def _span() -> Span:
    labels = {span.label: span for span in SPANS}
    return labels[st.selectbox("Period", list(labels), index=2, key="dashboard-period", width=220)]


def _before(span: Span) -> str:
    grain = span.compare.grain
    return f"{span.compare.back} days before" if grain == "day" else f"one {grain} before"


def _only(here: _ui.Here, board: Board) -> Filter | None:
    """To some of them: those that the asker sees."""
    if board.narrow is None:
        return None
    entity = here.context.model.entities[board.narrow]
    members = run_query(here.context, Query(rows=board.narrow), dashboard=True).table.rows
    names = {str(row[0]): " · ".join(str(value) for value in row[:2]) for row in members}
    chosen = st.multiselect(
        entity.plural.capitalize(), list(names), format_func=lambda code: names[code], key=f"only-{here.persona}",
        placeholder="All", width=420,
    )  # fmt: skip
    return one_of(board.narrow, [code for code in chosen if code in names], here.context.model)


def _panel(here: _ui.Here, panel: Panel, span: Span, only: Filter | None) -> None:
    query = panel_query(panel, span, only)
    with st.container(horizontal=True, vertical_alignment="center"):
        st.markdown(f"**{_show.plain(panel.title)}**" + (" · today" if panel.now else ""), width="stretch")
        _pin.button(here, query, panel.title, key=f"panel-{panel.title}")
    answered = run_query(here.context, query, dashboard=True)
    currency, key = here.context.config.app.currency, f"{here.persona}-{panel.title}"
    picture = chart(answered.table, "bar")
    if picture.kind == "none":
        _show.table(answered.table, currency, key=f"{key}-table")
        return
    drawn = f"{key}-{st.session_state.get(f'{key}-drawn', 0)}"
    days = _part.within(query, here.context.clock.today)
    clicked = _charts.draw(answered.table, picture, currency, drawn, clickable=panel.drill is not None, asked=days)
    if _is_news(key, clicked) and clicked is not None and clicked < len(answered.table.rows):
        behind = rows_behind(panel, query, answered.table.records()[clicked], here.context)
        if behind is not None:
            st.session_state[DRILLED] = key
            _rows(here, panel, behind, _behind.headline(answered.table, clicked, currency))


def _shut() -> None:
    """The chart is drawn anew without its chosen bar, so that a click on the same one opens it again."""
    key = f"{st.session_state.get(DRILLED, '')}-drawn"
    st.session_state[key] = st.session_state.get(key, 0) + 1


def _is_news(key: str, clicked: int | None) -> bool:
    """A bar stays chosen while others are clicked on; its rows open once."""
    seen = st.session_state.get(f"clicked-{key}")
    st.session_state[f"clicked-{key}"] = clicked
    return clicked != seen


@st.dialog("Rows behind it", width="large", on_dismiss=_shut)
def _rows(here: _ui.Here, panel: Panel, behind: Query, headline: str) -> None:
    answered = run_query(here.context, behind)
    _behind.show(here, answered, panel, headline)
    with st.container(horizontal=True):
        _export.buttons(here, behind, panel.title, key="rows-behind")
    _show.how(answered, here)
