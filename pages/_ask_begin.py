"""Before the first question: what can be asked, and how."""

import streamlit as st

from pages import _ask_talk, _show, _ui
from pages.opened import board_of

WAYS = (
    ("Figures", ":material/functions:", "“revenue by warehouse last month”, “top 5 products by units sold”"),
    ("Lists", ":material/list:", "“overdue orders”, “orders of more than 10,000 in March”"),
    ("Comparisons", ":material/compare_arrows:", "“revenue this month compared with last year”"),
    ("Reasons", ":material/troubleshoot:", "“why did revenue fall last month?”"),
    ("And then", ":material/subdirectory_arrow_right:", "“by month”, “only the top 3”, “as a chart”, “start over”"),
)


def show(here: _ui.Here) -> None:
    board = board_of(here.persona)
    with st.container(key="ask-begin"):
        st.subheader("What do you want to know?")
        st.write(
            "Ask in plain English. Every answer shows how it was understood, the SQL that was run, and what each "
            "figure means; what is unclear is asked back."
        )
        st.caption(f"Asked often as {_show.plain(here.persona)}")
        with st.container(horizontal=True):
            for place, question in enumerate(board.questions if board else ()):
                if st.button(_show.plain(question), key=f"begin-{place}", icon=":material/chat:"):
                    _ask_talk.ask_next(question)
                    st.rerun()
        with st.container(border=True):
            st.markdown("\n".join(f"- {icon} **{name}** {_show.plain(says)}" for name, icon, says in WAYS))
            st.caption("↑ in the empty line brings the last question back; Enter asks it.")
