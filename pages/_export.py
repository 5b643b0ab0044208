"""Results as files to take away: made when they are asked for, under the rights of that moment."""

import tempfile
from functools import partial
from pathlib import Path

import streamlit as st

from core.context import Context
from core.errors import Invalid
from core.export import MEDIA_TYPE, Kind, export, safe_name
from core.login.refusals import NotSignedIn
from core.login.rights import asker_of
from core.login.sessions import session_by_id
from core.semantic.query import Query
from pages._ui import Here

LABELS: tuple[tuple[Kind, str], ...] = (("csv", "CSV"), ("xlsx", "Excel"))


def buttons(here: Here, wanted: Query | str, name: str, key: str) -> None:
    """All rows, whatever is on the screen; nothing where exporting is not allowed."""
    if not here.may("export"):
        return
    for kind, label in LABELS:
        make = partial(_make, here.context, here.session.id, here.persona, wanted, kind, name)
        file = f"{safe_name(name)}.{kind}"
        st.download_button(
            label, make, file, MEDIA_TYPE[kind], key=f"{key}-{kind}", on_click="ignore", icon=":material/download:"
        )


def _make(ctx: Context, session_id: str, persona: str, wanted: Query | str, kind: Kind, name: str) -> bytes:
    """Who has been signed out, or has lost the persona, since the page was shown gets nothing."""
    found = session_by_id(ctx.store, session_id, ctx.now(), activity=True, rules=ctx.config.login)
    if found is None:
        raise NotSignedIn("Sign in first.")
    with tempfile.TemporaryDirectory(prefix="export-", dir=ctx.config.app.home) as folder:
        made = export(ctx.for_asker(asker_of(found.user, persona)), wanted, kind, Path(folder), name)
        if made.kind != kind:
            raise Invalid("This has more rows than a sheet of Excel holds: take CSV.")
        return made.path.read_bytes()
