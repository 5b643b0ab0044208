"""System health: each part with its sentence, figures of the program, how fresh the data is, what is kept how long."""

import streamlit as st

from core.health import Figures, Part, State, figures, look, worst
from core.jobs.pruning import Due, due
from core.settings import variable
from pages import _live, _show, _ui, opened

LAMPS: dict[State, str] = {"ok": "green", "warning": "orange", "failing": "red"}
WORDS: dict[State, str] = {"ok": "well", "warning": "look at it", "failing": "failing"}
ICONS: dict[State, str] = {
    "ok": ":material/check_circle:", "warning": ":material/warning:", "failing": ":material/error:",
}  # fmt: skip
WHOLE: dict[State, str] = {
    "ok": "Everything works.",
    "warning": "Everything works, but not everything is as it should be.",
    "failing": "Something does not work.",
}


def show() -> None:
    here = _ui.session()
    st.title("System health")
    parts = look(here.context, opened.jobs())
    state = worst(parts)
    left, right = st.columns([6, 1], vertical_alignment="center")
    {"ok": left.success, "warning": left.warning, "failing": left.error}[state](WHOLE[state], icon=ICONS[state])
    right.button("Refresh", icon=":material/refresh:", width="stretch")
    _parts(parts)
    _figures(figures(here.context))
    _fresh(here)
    _kept(due(here.context, opened.jobs().client))


def _parts(parts: tuple[Part, ...]) -> None:
    for start in range(0, len(parts), 3):
        row = parts[start : start + 3]
        for place, part in zip(st.columns(3), row, strict=False):
            with place.container(border=True, height="stretch"):
                with st.container(horizontal=True, vertical_alignment="center"):
                    st.markdown(f"**{_show.plain(part.title)}**", width="content")
                    st.badge(WORDS[part.state], icon=ICONS[part.state], color=LAMPS[part.state])  # type: ignore[arg-type]
                st.markdown(_show.plain(part.says))
                st.caption(f"asked in {part.seconds * 1000:.0f} ms")


def _figures(found: Figures) -> None:
    counts = opened.jobs().counts()
    hits = "–" if found.cache_hit_rate is None else f"{found.cache_hit_rate * 100:.1f} %"
    tiles = (
        ("Version", found.version, "Of this program"),
        ("Up for", _live.span(found.uptime), "Since this process was started"),
        ("Memory", f"{found.memory / 1e6:,.0f} MB", "Of this process"),
        ("Signed in", f"{found.sessions:,}", "Sessions that are not over"),
        ("From the cache", hits, f"Of all results since the start; {found.cached:,} are kept"),
        ("Jobs queued", f"{counts['waiting']:,}", f"{counts['running']:,} under way"),
    )
    for start in (0, 3):
        for place, (label, value, about) in zip(st.columns(3), tiles[start : start + 3], strict=True):
            place.metric(label, value, help=about, border=True)
    st.subheader("Errors since the start")
    told = [{"Type": name, "Times": count} for name, count in sorted(found.errors.items(), key=lambda one: -one[1])]
    if told:
        _show.records(told, "errors")
    else:
        st.caption("None.")


def _fresh(here: _ui.Here) -> None:
    st.subheader("How fresh the data is")
    if here.context.warehouse.generation == "none":
        st.info("Nothing has been loaded yet.", icon=":material/upload:")
        return
    now, ages = here.context.now(), here.context.warehouse.freshness()
    rows = [
        {"Table": name, "Loaded": _live.moment(at), "Ago": _live.span(max(now - at, now - now))}
        for name, at in sorted(ages.items(), key=lambda one: one[1])
    ]
    _show.records(rows, "freshness")


def _kept(found: tuple[Due, ...]) -> None:
    st.subheader("How long things are kept")
    _show.records(
        [
            {"What": one.what[0].upper() + one.what[1:], "Days": str(one.days) if one.days else "until they are over",
             "Goes at the next pruning": one.count, "Setting": one.setting or "fixed",
             "Variable": variable(tuple(one.setting.split("."))) if one.setting else ""}
            for one in found
        ],
        "kept",
    )  # fmt: skip
    st.caption(
        "Pruning is done every night; Owners can have it done now, on the page Jobs. The days are settings: in "
        "config.local.yaml beside config.yaml, or by the variable; they hold from the next start on."
    )
