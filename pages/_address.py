"""What the address of a page brings, told from what the page itself wrote there: that comes back late, and is no news.

Between a click and the new address in the browser, the next click may already have been made with the old address. A
page that takes every address that is not its latest one for a link would then undo the click.
"""

from dataclasses import dataclass, replace

import streamlit as st

REMEMBERED = 20  # addresses of our own that have not come back yet


@dataclass(frozen=True)
class Address:
    """`seen` came with the run before; `written` are on their way to the browser."""

    seen: str = ""
    written: tuple[str, ...] = ()


def news(name: str) -> str:
    """The parameter, when a link, the browser's Back or another page has changed it; else nothing."""
    key, now = f"address-{name}", st.query_params.get(name, "")
    before: Address = st.session_state.get(key, Address())
    if now in before.written:
        rest = before.written[before.written.index(now) + 1 :]
        st.session_state[key] = Address(now, rest)
        return ""
    st.session_state[key] = replace(before, seen=now)
    return now if now != before.seen else ""


def write(name: str, value: str) -> None:
    """Nothing takes the parameter away."""
    if st.query_params.get(name, "") == value:
        return
    key = f"address-{name}"
    before: Address = st.session_state.get(key, Address())
    st.session_state[key] = replace(before, written=(*before.written, value)[-REMEMBERED:])
    if value:
        st.query_params[name] = value
    else:
        del st.query_params[name]
