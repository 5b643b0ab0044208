"""Your data: how fresh each table is; for those who may, files checked row by row and then loaded, all or nothing."""

import streamlit as st

from core.jobs.loading import NOT_OURS
from core.store.loads import history
from core.warehouse.load.request import Mode, Request
from core.warehouse.load.template import template
from pages import _loading, _show, _ui, _work

KINDS = ["csv", "tsv", "txt", "parquet", "xlsx"]
MODES: dict[str, Mode] = {"Add to what is there": "append", "Replace what is there": "replace"}
DAYS = {None: "refused", "dmy": "1 February", "mdy": "January 2"}
TASK = "load"


def show() -> None:
    here = _ui.session()
    st.title("Your data")
    names = ["How fresh it is", "Load files"] if here.may("load-data") else ["How fresh it is"]
    tabs = st.tabs(names)
    with tabs[0]:
        _fresh(here)
    if len(tabs) > 1:
        with tabs[1]:
            _load(here)


def _fresh(here: _ui.Here) -> None:
    """Tables are vocabulary, which is public; how many rows they have is not."""
    ages = here.context.warehouse.freshness()
    rows = [
        {"Table": name, "What it holds": one.meaning, "Loaded (UTC)": ages.get(name)}
        for name, one in here.context.model.tables.items()
    ]
    _show.records(rows, "fresh")
    if here.may("load-data"):
        st.subheader("Latest loads")
        loads = history(here.context.store, limit=50)
        told = [{"At (UTC)": one.finished, "Table": one.table, "Files": one.file_name, "Rows": one.rows, "By": one.by,
                 "Outcome": one.outcome, "Reason": one.reason} for one in loads]  # fmt: skip
        if told:
            _show.records(told, "history")
        else:
            st.info("Nothing has been loaded by anybody yet.", icon=":material/upload:")


def _load(here: _ui.Here) -> None:
    if here.context.config.warehouse.file:
        st.info(NOT_OURS)
        return
    tables = here.context.model.tables
    files = st.file_uploader("Files: CSV, Parquet or Excel", type=KINDS, accept_multiple_files=True)
    left, middle, right = st.columns(3)
    table = left.selectbox("Table", [None, *tables], format_func=lambda name: name or "Told by the file")
    mode = middle.selectbox("What becomes of the rows there", list(MODES))
    order = right.selectbox(
        "01/02/2024 is", [None, "dmy", "mdy"], format_func=lambda one: DAYS[one]
    )  # fmt: skip
    renames = st.text_input("Columns of another name, as ours=theirs with commas between", max_chars=2000)
    if table:
        st.download_button("Empty file to begin with", template(tables[table]), f"{table}.csv", on_click="ignore")
    with st.container(horizontal=True):
        check = st.button("Check", icon=":material/rule:", disabled=not files)
        load = st.button("Load", type="primary", icon=":material/upload:", disabled=not files)
    if check or load:
        names = _loading.renames_of(renames)
        paths = _loading.kept(here, files)
        request = Request(
            paths, table=table, renames=names, mode=MODES[mode], date_order=order, check_only=not load,
            report=paths[0].parent / "report.csv",
        )  # fmt: skip
        st.session_state[TASK] = _work.begin(lambda cancel: _loading.load(here, request, cancel))
    if TASK in st.session_state:
        _loading.show(st.session_state[TASK])
