"""What every page starts with: who looks at it, as which persona, and the context narrowed to their rights."""

from dataclasses import dataclass
from typing import NoReturn

import streamlit as st

from core.access import Asker, require
from core.context import Context
from core.errors import NotAllowed
from core.login.refusals import NotSignedIn
from core.login.rights import asker_of
from core.login.sessions import Session, end_own, session_by_id
from core.store.users import User
from pages import opened

PERSONA = "persona"  # in st.session_state: which of their personas is looked through
BECOME = "become"  # there too: the persona that the next run begins as
MADE = "pages"  # there too: the navigation's pages by path


@dataclass(frozen=True)
class Here:
    """One run of a page: its context has the rights of this person as this persona, and no others."""

    context: Context
    session: Session
    persona: str

    @property
    def user(self) -> User:
        return self.session.user

    def may(self, action: str) -> bool:
        """Whether to offer it. What is done requires it again."""
        try:
            require(self.context.asker, action)
        except NotAllowed:
            return False
        return True


def session(*, activity: bool = True) -> Here:
    """Looked up anew at every rerun, since st.user is as old as the connection. Who is out sees the sign-in.

    `activity=False` is for what a page does by itself, which keeps nobody signed in.
    """
    session_id = _session_id()
    if not session_id:
        st.error("This is reached through the program only: start it with ./scripts/start.")
        st.stop()
    found = _look(session_id, activity)
    if found is None:
        leave()
    persona = st.session_state.pop(BECOME, st.session_state.get(PERSONA))
    if persona not in found.user.personas:
        persona = found.user.personas[0]
    if st.session_state.get(PERSONA) != persona:
        st.session_state[PERSONA] = persona
    asker = asker_of(found.user, persona)
    return Here(opened.context().for_asker(asker), found, persona)


def asker_at(session_id: str, persona: str) -> Asker:
    """For what is done when a button is clicked that does not run the page again: the rights of that moment."""
    context = opened.context()
    found = session_by_id(context.store, session_id, context.now(), activity=True, rules=context.config.login)
    if found is None:
        raise NotSignedIn("Sign in first.")
    return asker_of(found.user, persona)


def sign_out() -> None:
    """Everywhere this session is open, this tab included."""
    here = session()
    end_own(here.context.store, here.session, here.session.id, here.context.now())
    leave()


def become(persona: str, **brought: str) -> NoReturn:
    """The same page as another of one's personas."""
    st.session_state.update({BECOME: persona, **brought})
    st.rerun()
    raise AssertionError("a page that runs again went on")


def go(path: str, **brought: str) -> NoReturn:
    """To another page, which finds in the session what it is brought."""
    st.session_state.update(brought)
    st.switch_page(st.session_state[MADE][path])
    raise AssertionError("a page that was left went on")


def still_signed_in() -> bool:
    return _look(_session_id(), activity=False) is not None


def leave() -> NoReturn:
    """Reloads the window, which the gate then sends to the sign-in with the way back."""
    st.session_state.clear()
    st.html("<script>window.location.reload()</script>", unsafe_allow_javascript=True)
    st.stop()
    raise AssertionError("a stopped script went on")


def _look(session_id: str, activity: bool) -> Session | None:
    context = opened.context()
    now, rules = context.now(), context.config.login
    return session_by_id(context.store, session_id, now, activity=activity, rules=rules)


def _session_id() -> str:
    """What the gate found for this connection; nothing when the script runs without it."""
    found = st.user.get("session")
    return found if isinstance(found, str) else ""
