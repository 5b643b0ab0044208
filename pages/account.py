"""Account: one's password, where one is signed in, and keys for programs."""

import streamlit as st

from core.login.api_tokens import make_token, own_tokens, revoke_token
from core.login.own_password import change_password
from core.login.sessions import end_others, sessions_of
from pages import _show, _ui
from pages._live import moment


def show() -> None:
    here = _ui.session()
    st.title("Account")
    user = here.user
    st.text(f"{user.name} · {user.email} · {user.role}")
    st.caption(_show.plain(f"Workspace {user.workspace} · warehouses: {', '.join(user.warehouses) or 'all'}"))
    left, right = st.columns(2)
    with left:
        _password(here)
    with right:
        _tokens(here)
    _sessions(here)


def _password(here: _ui.Here) -> None:
    with st.form("password", clear_on_submit=True):
        st.subheader("Password")
        old = st.text_input("Your password now", type="password", autocomplete="current-password")
        new = st.text_input("The new one", type="password", autocomplete="new-password")
        again = st.text_input("The new one again", type="password", autocomplete="new-password")
        if not st.form_submit_button("Change password"):
            return
    if new != again:
        st.error("The two new passwords differ. Type the same one twice.")
        return
    ctx = here.context
    change_password(ctx.store, here.session, old, new, here.session.address, ctx.now(), ctx.config.login)
    st.success("Your password is changed. All other sessions have ended.")


def _sessions(here: _ui.Here) -> None:
    ctx = here.context
    st.subheader("Where you are signed in")
    found = sessions_of(ctx.store, here.user, ctx.now(), ctx.config.login)
    _show.records(
        [
            {
                "From": one.address,
                "Since": moment(one.started),
                "Last seen": moment(one.seen),
                "": "this one" if one.id == here.session.id else "",
            }
            for one in found
        ],
        "sessions",
    )
    if len(found) > 1 and st.button("Sign out everywhere else"):
        end_others(ctx.store, here.session, ctx.now())
        st.rerun()


def _tokens(here: _ui.Here) -> None:
    ctx = here.context
    with st.form("token", clear_on_submit=True):
        st.subheader("API tokens")
        name = st.text_input("Name", placeholder="nightly report", max_chars=60)
        days = st.number_input("Days until it expires", 1, ctx.config.login.token_days, 90)
        if st.form_submit_button("Make a token"):
            issued = make_token(ctx.store, here.user, name, int(days), ctx.now(), ctx.config.login)
            st.success("This is shown once. Copy it now; who holds it has your rights.")
            st.code(issued.bearer, language=None)
    for token in own_tokens(ctx.store, here.user):
        if token.kind != "personal":
            continue
        text, button = st.columns([4, 1], vertical_alignment="center")
        used = f"last used {token.last_used:%Y-%m-%d}" if token.last_used else "not used yet"
        text.text(f"{token.name} · until {token.expires:%Y-%m-%d} · {used}")
        if button.button("Revoke", key=f"revoke-{token.id}"):
            revoke_token(ctx.store, here.user, token.id, ctx.now())
            st.rerun()
