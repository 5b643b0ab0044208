"""Uploaded files on their way into the data: kept under plain names, checked, loaded, and what was wrong with them."""

import secrets
import shutil
from dataclasses import dataclass, replace
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.access import require
from core.errors import Invalid, QuartermasterError
from core.export import safe_name
from core.jobs.loading import uploads
from core.warehouse.base import Cancel
from core.warehouse.generations import new_generation
from core.warehouse.load.recorded import load_and_record
from core.warehouse.load.request import Findings, Outcome, Request
from core.warehouse.load.rules import load_rules
from pages import _show, _ui, _work


@dataclass(frozen=True)
class Loaded:
    """What came of it, every bad row as CSV; or why it could not be tried."""

    outcome: Outcome | None
    report: bytes
    refused: str = ""


def kept(here: _ui.Here, files: list[UploadedFile]) -> tuple[Path, ...]:
    """In a folder of its own; of a name that came from outside only plain letters are left."""
    folder = uploads(here.context.config.app.home) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    paths = []
    for number, file in enumerate(files):
        stem, dot, ending = file.name.rpartition(".")
        path = folder / f"{safe_name(stem if dot else ending)}.{safe_name(ending).lower() if dot else 'csv'}"
        if path.exists():
            path = folder / f"{number}-{path.name}"
        path.write_bytes(file.getvalue())
        paths.append(path)
    return tuple(paths)


def renames_of(text: str) -> dict[str, str]:
    pairs = [part.partition("=") for part in text.split(",") if part.strip()]
    if wrong := next((pair[0] for pair in pairs if not pair[2].strip()), None):
        raise Invalid(f"{wrong.strip()!r} should say ours=theirs, such as product_code=SKU.")
    return {ours.strip(): theirs.strip() for ours, _, theirs in pairs}


def load(here: _ui.Here, request: Request, cancel: Cancel) -> Loaded:
    """Under the person's name in the history; what was uploaded is not kept, its bad rows are."""
    ctx, report = here.context, request.report
    request = replace(request, cancel=cancel)
    try:
        require(ctx.asker, "load-data")
        rules = load_rules(ctx.config.semantic.folder, ctx.model)
        target = new_generation(ctx.config.warehouse_home)
        found = load_and_record(
            request, ctx.model, rules, target, lambda _step: None, store=ctx.store, by=here.user.email
        )
        return Loaded(found, report.read_bytes() if report and report.exists() else b"")
    except QuartermasterError as error:
        return Loaded(None, b"", error.message)
    finally:
        shutil.rmtree(request.paths[0].parent, ignore_errors=True)


def show(task: _work.Task[Loaded]) -> None:
    _work.wait(task, "Reading and checking")
    found, report = task.result().outcome, task.result().report
    if found is None:
        st.error(_show.plain(task.result().refused))
        return
    if report:
        st.download_button("All bad rows", report, "bad-rows.csv", "text/csv", on_click="ignore")
    if found.bad.any:
        st.error(_show.plain(f"Refused, nothing has been loaded: {found.bad.in_words}."))
        _findings(found.bad, "bad")
        return
    st.success("Loaded." if found.generation else "Fit to be loaded.")
    for one in found.tables:
        st.text(f"{one.table}: {one.rows:,} rows from {', '.join(one.files)}")
    if found.warnings.any:
        st.warning(f"Warnings about {found.warnings.rows:,} rows")
        _findings(found.warnings, "warned")


def _findings(found: Findings, key: str) -> None:
    counts = [{"Rows": c.rows, "Table": c.table, "Column": c.column, "Rule": c.rule} for c in found.counts]
    _show.records(counts, f"{key}-counts")
    rows = [{"File": one.file, "Row": one.row, "Column": one.column, "Value": one.value, "Reason": one.reason}
            for one in found.first]  # fmt: skip
    _show.records(rows, f"{key}-rows")
