"""What-if: a share of what is bought from one supplier bought from another, on a slider."""

from functools import partial

import streamlit as st

from pages import _tool, _ui, _using
from tools.supplier_costs import after_moving, both_of


def show(here: _ui.Here, suppliers: dict[str, str]) -> None:
    def said(code: str) -> str:
        return f"{code} · {suppliers[code]}"

    left, right = st.columns(2)
    codes = list(suppliers)
    source = left.selectbox("From", codes, 0, format_func=said, key="move-from")
    others = [code for code in codes if code != source]
    target = right.selectbox("To", others, 0, format_func=said, key="move-to") if others else None
    if target is None:
        st.info("It takes two suppliers to move anything.", icon=":material/swap_horiz:")
        return
    read = partial(both_of, source=source, target=target)
    both = _using.read(here, "both", ("both", source, target), read)
    if both is None:
        return
    share = st.slider("Share of the units that moves (%)", 0, 100, 30, 5, key="move-share")
    found = after_moving(both, share / 100)
    _tool.show(found, here.context.config.app.currency, "moved")
