"""Users: who may come in, as what, and what they see; for those who manage them."""

from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlsplit

import streamlit as st

from core import places
from core.access import ROLES
from core.login import links, people
from core.store.user_list import parse_user
from core.store.users import User
from pages import _show, _ui
from pages._live import moment

WORKSPACE = "Somebody below Admin sees the rows of their own workspace only. One that is typed anew has no rows yet."
LINK = "/link?token="  # where the door shows the form for a new password


@dataclass(frozen=True)
class Places:
    """What rights can be limited to: the workspaces of users and data, the warehouses by code with their names."""

    workspaces: tuple[str, ...]
    warehouses: Mapping[str, str]


def show() -> None:
    here = _ui.session()
    st.title("Users")
    found = people.list_people(here.context.store, here.context.asker)
    _show.records([_row(user) for user in found], "users")
    there = Places(
        tuple(dict.fromkeys([*(one.workspace for one in found), *places.workspaces(here.context)])),
        places.warehouses(here.context),
    )
    change, add = st.tabs(["Change somebody", "Add somebody"])
    with change:
        chosen = st.selectbox("Who", found, format_func=lambda user: f"{user.name} · {user.email}")
        if chosen is not None:
            _change(here, chosen, there)
    with add:
        _add(here, there)


def _row(user: User) -> dict[str, object]:
    return {
        "Name": user.name, "E-mail": user.email, "Role": user.role, "State": "disabled" if user.disabled else "active",
        "Last sign-in": moment(user.last_sign_in), "Workspace": user.workspace,
        "Warehouses": ", ".join(user.warehouses) or "all", "Personas": ", ".join(user.personas),
    }  # fmt: skip


def _fields(here: _ui.Here, user: User | None, there: Places) -> dict[str, object]:
    """The same for a new one and for a change."""
    known = list(here.context.model.personas)
    names = {**dict.fromkeys(user.warehouses if user else (), ""), **there.warehouses}
    own = user.workspace if user else here.user.workspace
    spaces = list(dict.fromkeys([own, *there.workspaces]))
    return {
        "name": st.text_input("Name", user.name if user else "", max_chars=200),
        "role": st.selectbox("Role", ROLES, ROLES.index(user.role) if user else 0),
        "personas": st.multiselect("Personas, the first one to start with", known, list(user.personas) if user else []),
        "workspace": st.selectbox("Workspace", spaces, accept_new_options=True, help=WORKSPACE),
        "warehouses": st.multiselect(
            "Warehouses", list(names), list(user.warehouses) if user else [], placeholder="All",
            format_func=lambda code: f"{code} · {names[code]}" if names.get(code) else code,
            accept_new_options=not names,
        ),
    }  # fmt: skip


def _change(here: _ui.Here, user: User, there: Places) -> None:
    ctx = here.context
    with st.form(f"change-{user.email}"):
        fields = _fields(here, user, there)
        if st.form_submit_button("Save", type="primary"):
            people.change_person(ctx.store, ctx.asker, user.email, tuple(ctx.model.personas), ctx.now(), **fields)
            st.rerun()
    with st.container(horizontal=True):
        if user.disabled and st.button("Enable"):
            people.enable_person(ctx.store, ctx.asker, user.email, ctx.now())
            st.rerun()
        if not user.disabled and st.button("Disable"):
            people.disable_person(ctx.store, ctx.asker, user.email, ctx.now())
            st.rerun()
        link = st.button("Make a link to set a password")
    if link:
        secret = links.make_password_link(ctx.store, ctx.asker, user.email, ctx.now(), ctx.config.login)
        st.success(f"Hand this to its user. It works once, for {ctx.config.login.link_hours} hours.")
        st.code(f"{_address(here)}{LINK}{secret}", language=None)


def _address(here: _ui.Here) -> str:
    """As the browser has it, or as the settings say that people type it."""
    server = here.context.config.server
    asked = urlsplit(st.context.url or "")
    return (server.public_url or f"{asked.scheme}://{asked.netloc}") + server.base_path


def _add(here: _ui.Here, there: Places) -> None:
    ctx = here.context
    with st.form("add"):
        email = st.text_input("E-mail", max_chars=254)
        fields = _fields(here, None, there)
        if st.form_submit_button("Add", type="primary"):
            new = parse_user({"email": email, **fields}, tuple(ctx.model.personas), "")
            people.add_person(ctx.store, ctx.asker, new, ctx.now(), ctx.config.login)
            st.rerun()
