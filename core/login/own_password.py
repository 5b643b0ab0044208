"""Changing one's password, which ends all other sessions."""

from datetime import datetime

from core import audit
from core.errors import Invalid
from core.login import door, passwords
from core.login.passwords import COST
from core.login.rules import RULES, Login
from core.login.sessions import Session
from core.store import credentials, sessions, tokens
from core.store.open import Store


def change_password(
    store: Store,
    mine: Session,
    old: str,
    new: str,
    address: str,
    now: datetime,
    rules: Login = RULES,
    *,
    cost: int = COST,
) -> None:
    """The old one is asked for, and counts like a sign-in: an open screen gives nobody a guess more."""
    if new == old:
        raise Invalid("The new password is the old one. Take another one.")
    passwords.refuse_weak(new, rules.password_length, (mine.user.email, mine.user.name, mine.user.username))
    proof = door.prove(store, mine.user.email, old, address, now, rules, cost, action="password.change")
    new_hash = passwords.hash_password(new, cost)
    with audit.recording(store) as work:
        door.confirm(work, proof)
        credentials.set_password(work.session, mine.user.email, new_hash)
        sessions.end_sessions(work.session, mine.user.id, but=mine.id)
        tokens.remove_links(work.session, mine.user.id)
        work.note(mine.user.email, "password.change", detail=f"from {address}", at=now)
