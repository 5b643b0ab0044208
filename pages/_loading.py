"""Uploaded files on their way into the data: kept, looked into, given to a job, and what was found wrong with them."""

import csv
import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import streamlit as st
from streamlit.runtime.uploaded_file_manager import UploadedFile

from core.errors import NotFound, QuartermasterError
from core.export import safe_name
from core.jobs.job import Job
from core.jobs.loading import LOAD, UNFIT, uploads
from core.semantic.model import Model
from core.warehouse.load.peek import Seen, peek
from pages import _job, _live, _show, _ui, _work, opened

UPLOAD, FOLLOWED, ROUND, WAS_OPEN = "upload", "load-job", "upload-round", "load-open"
LOOK = 1.0  # seconds between looks at a load under way
MOST = 5_000  # findings shown; the file has all of them


@dataclass(frozen=True)
class Upload:
    """Files under our own names, in a folder of their own below the uploads."""

    ids: tuple[str, ...]
    folder: Path
    names: tuple[str, ...]

    @property
    def below(self) -> list[str]:
        return [f"{self.folder.name}/{name}" for name in self.names]


def kept(here: _ui.Here, files: list[UploadedFile]) -> Upload:
    """Written once; of a name that came from outside only plain letters are left."""
    ids = tuple(file.file_id for file in files)
    before: Upload | None = st.session_state.get(UPLOAD)
    if before and before.ids == ids:
        return before
    folder = uploads(here.context.config.app.home) / secrets.token_hex(8)
    folder.mkdir(parents=True, mode=0o700)
    names: list[str] = []
    for number, file in enumerate(files):
        stem, dot, ending = file.name.rpartition(".")
        name = f"{safe_name(stem if dot else ending)}.{safe_name(ending).lower() if dot else 'csv'}"
        names.append(f"{number}-{name}" if name in names else name)
        (folder / names[-1]).write_bytes(file.getvalue())
    made = st.session_state[UPLOAD] = Upload(ids, folder, tuple(names))
    return made


def seen(here: _ui.Here, upload: Upload, table: str | None) -> tuple[Seen, ...]:
    """Looked into once for each table that is chosen."""
    key, model = f"seen-{upload.folder.name}-{table}", here.context.model
    if key not in st.session_state:
        paths = [upload.folder / name for name in upload.names]
        st.session_state[key] = _work.begin(lambda _cancel: _looked(paths, model, table))
    task: _work.Task[tuple[Seen, ...] | QuartermasterError] = st.session_state[key]
    _work.wait(task, "Looking into the files")
    found = task.result()
    if isinstance(found, QuartermasterError):
        raise found
    return found


def _looked(paths: list[Path], model: Model, table: str | None) -> tuple[Seen, ...] | QuartermasterError:
    try:
        return peek(paths, model, table)
    except QuartermasterError as error:
        return error


def submit(here: _ui.Here, upload: Upload, arguments: Mapping[str, object]) -> None:
    given = {"files": upload.below, "once": True, **arguments}
    st.session_state[FOLLOWED] = opened.jobs().submit(LOAD.name, given, here.context.asker)


def follow(here: _ui.Here) -> None:
    """The load of this session, or one that was left under way."""
    jobs, asker = opened.jobs(), here.context.asker
    if FOLLOWED not in st.session_state:
        under_way = jobs.list(asker, 20, mine=True, states=("waiting", "running"))
        left = next((job.id for job in under_way if job.kind == LOAD.name), None)
        if left is None:
            return
        st.session_state[FOLLOWED] = left
    try:
        job = jobs.get(st.session_state[FOLLOWED], asker)
    except NotFound:  # pruned meanwhile
        del st.session_state[FOLLOWED]
        return
    st.session_state[WAS_OPEN] = not job.over
    _live.live(None if job.over else LOOK, _draw)


def _draw(here: _ui.Here) -> None:
    job = opened.jobs().get(st.session_state[FOLLOWED], here.context.asker)
    if job.over and st.session_state.pop(WAS_OPEN, False):
        if job.state == "done" and job.result.startswith("Loaded"):
            st.session_state[ROUND] = st.session_state.get(ROUND, 0) + 1  # the uploader is empty again
        st.rerun()
    with st.container(border=True):
        unfit = job.state == "done" and job.result.startswith(UNFIT)
        _job.head(job, of_whom=False, unfit=unfit)
        if unfit:
            st.warning(f"{_show.plain(job.result)} Nothing was loaded.", icon=":material/rule:")
        else:
            _job.progress(job)
        if not job.over:
            st.caption("You can leave this page: it goes on, and is found on the page Jobs.")
            if st.button("Cancel", icon=":material/cancel:"):
                opened.jobs().cancel(job.id, _ui.session().context.asker)
                st.rerun()
    if job.over:
        _findings(job)


def _findings(job: Job) -> None:
    """Every bad row with its reason; nothing where there is none."""
    report = opened.jobs().made(job.id)
    if report is None:
        return
    with report.open(encoding="utf-8", newline="") as lines:
        rows = list(islice(csv.DictReader(lines), MOST))
    counts = Counter((row["kind"], row["table"], row["column"], row["rule"]) for row in rows)
    _show.records(
        [{"Kind": kind, "Table": table, "Column": column, "Rule": rule, "Rows": count}
         for (kind, table, column, rule), count in counts.most_common()],
        "finding-counts",
    )  # fmt: skip
    _show.records(
        [{name.capitalize(): row[name] or None for name in row if name != "rule"} for row in rows], "findings"
    )
    st.download_button("All of them as CSV", report.read_bytes(), report.name, "text/csv", on_click="ignore")
