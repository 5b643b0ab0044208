"""Your data: how fresh each table is; for those who may, files checked row by row and then loaded, all or nothing."""

import streamlit as st

from core.jobs.loading import NOT_OURS
from core.store.loads import history
from core.warehouse.generations import current
from core.warehouse.load.request import Mode
from core.warehouse.load.template import template
from pages import _live, _loading, _mapping, _show, _ui

KINDS = ["csv", "tsv", "txt", "parquet", "xlsx"]
MODES: dict[str, Mode] = {"Stay, the new ones are added": "append", "Are replaced by the new ones": "replace"}
DAYS = {
    None: "not taken: it can be read two ways",
    "dmy": "taken as 1 February 2024",
    "mdy": "taken as January 2, 2024",
}
COMMAS = {False: "not taken: write 1.5", True: "taken as one and a half"}
EVERY = "Every table"


def show() -> None:
    here = _ui.session()
    st.title("Your data")
    names = ["How fresh it is", "Load files"] if here.may("load-data") else ["How fresh it is"]
    tabs = st.tabs(names)
    with tabs[0]:
        _fresh(here)
        if here.may("load-data"):
            _history(here)
    if len(tabs) > 1:
        with tabs[1]:
            _load(here)


def _fresh(here: _ui.Here) -> None:
    """Tables are vocabulary, which is public; how many rows they have is not."""
    context = here.context
    empty = context.warehouse.generation == "none"
    ages = context.warehouse.freshness() if not empty else {}
    pointer = current(context.config.warehouse_home) if context.config.warehouse.ours else None
    loaded = pointer.loaded if pointer and here.may("load-data") else {}
    if empty:
        st.info("There is no data yet. An Admin can load some here.", icon=":material/upload:")
    rows = []
    for name, one in context.model.tables.items():
        row: dict[str, object] = {"Table": name}
        if here.may("load-data") and pointer:
            row["Rows"] = loaded[name].rows if name in loaded else None
        row["Loaded"] = _live.moment(ages.get(name))
        if here.may("load-data") and pointer:
            row["From"] = loaded[name].source if name in loaded else None
        rows.append({**row, "What it holds": one.meaning})
    _show.records(rows, "fresh")


def _history(here: _ui.Here) -> None:
    st.subheader("Latest loads")
    chosen = st.selectbox("Of", [EVERY, *here.context.model.tables], width=320, key="history-of")
    loads = history(here.context.store, None if chosen == EVERY else chosen, limit=100)
    told = [{"At": _live.moment(one.finished), "Table": one.table, "Files": one.file_name, "Rows": one.rows,
             "Took": _live.span(one.finished - one.started), "By": one.by, "Outcome": one.outcome,
             "Reason": one.reason} for one in loads]  # fmt: skip
    if told:
        _show.records(told, "history")
    else:
        st.info("Nothing like that has been loaded by anybody yet.", icon=":material/upload:")


def _load(here: _ui.Here) -> None:
    if not here.context.config.warehouse.ours:
        st.info(NOT_OURS)
        return
    tables = here.context.model.tables
    key = f"files-{st.session_state.get(_loading.ROUND, 0)}"
    files = st.file_uploader("Files: CSV, Parquet or Excel", type=KINDS, accept_multiple_files=True, key=key)
    places = st.columns(4)
    table = places[0].selectbox("Table", [None, *tables], format_func=lambda name: name or "Told by the file")
    mode = places[1].selectbox("Rows that are there already", list(MODES))
    order = places[2].selectbox("A date like 01/02/2024 is", list(DAYS), format_func=lambda one: DAYS[one])
    comma = places[3].selectbox("A number like 1,5 is", list(COMMAS), format_func=lambda one: COMMAS[one])
    if table and not files:
        st.download_button("Empty file to begin with", template(tables[table]), f"{table}.csv", on_click="ignore")
    if files:
        options: dict[str, object] = {"table": table, "mode": MODES[mode], "date_order": order, "decimal_comma": comma}
        _choose(here, _loading.kept(here, files), options)
    _loading.follow(here)


def _choose(here: _ui.Here, upload: _loading.Upload, options: dict[str, object]) -> None:
    table = options["table"]
    found = _loading.seen(here, upload, str(table) if table else None)
    renames, ignored = _mapping.mapping(found, here.context.model)
    with st.container(horizontal=True):
        check = st.button("Check", icon=":material/rule:", help="Every bad row is shown; nothing is loaded")
        load = st.button("Load", type="primary", icon=":material/upload:", help="All of it, or nothing")
    if check or load:
        _loading.submit(here, upload, {**options, "renames": renames, "ignored": ignored, "check_only": not load})
