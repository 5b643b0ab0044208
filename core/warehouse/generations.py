"""The data home: one warehouse file per generation, and a pointer to the one that counts.

A file that readers may have open is never written: a load makes the next generation and moves the pointer.
"""

import json
import os
import re
import secrets
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from core.errors import Unavailable
from core.warehouse.drafts import (
    Draft,
    Loaded,
    disk_errors_told,
    make_durable,
    only_writer,
    remove,
    scratch_folder,
    sync,
)

_FILE = re.compile(r"warehouse-(\d+)\.duckdb")
_SCRATCH = "loading"
MARKS = 100  # remembered; a job that was interrupted is gone on with long before so many others


@dataclass(frozen=True)
class Pointer:
    """The current generation; `previous` may still be open somewhere and is kept for one more load."""

    generation: str
    file: Path
    previous: str | None
    loaded: Mapping[str, Loaded]
    marks: tuple[str, ...] = ()  # of the latest jobs that published something


class AlreadyPublished(Exception):
    """What this mark stands for is in the data: an earlier try got so far before it was interrupted."""


def pointer_file(home: Path) -> Path:
    return home / "current.json"


def current(home: Path) -> Pointer | None:
    """What the pointer says; None when nothing has been loaded yet."""
    try:
        said = json.loads(pointer_file(home).read_text(encoding="utf-8"))
        loaded = {
            table: Loaded(datetime.fromisoformat(one["at"]), int(one["rows"]), str(one["source"]))
            for table, one in said["loaded"].items()
        }
        marks = tuple(str(mark) for mark in said.get("marks", ()))
        return Pointer(str(said["generation"]), home / said["file"], said["previous"], loaded, marks)
    except FileNotFoundError:
        return None
    except (ValueError, KeyError, TypeError, AttributeError, OSError) as error:
        raise Unavailable(f"The pointer to the warehouse file, {pointer_file(home).name}, cannot be read.") from error


@contextmanager
def new_generation(home: Path, mark: str = "") -> Iterator[Draft]:
    """Write the next generation at `draft.path`; it counts from the moment the body ends without an error.

    With a mark this happens once; the mark and the data are published together.
    """
    with only_writer(home / "load.lock"):
        before = current(home)
        if before and mark and mark in before.marks:
            raise AlreadyPublished(mark)
        _sweep(home, before)
        number = _number(before.file.name) + 1 if before else 1
        with scratch_folder(home / _SCRATCH) as scratch:
            draft = Draft(home / f"warehouse-{number}.duckdb", scratch, before.file if before else None)
            try:
                yield draft
                if not draft.abandoned:
                    with disk_errors_told():
                        _publish(home, draft, before, number, mark)
            except BaseException:
                _sweep(home, current(home))
                raise
        _sweep(home, current(home))


def _publish(home: Path, draft: Draft, before: Pointer | None, number: int, mark: str) -> None:
    make_durable(draft.path)
    # The random part keeps cache keys apart when a home is thrown away and begun anew.
    generation = f"{number}-{secrets.token_hex(4)}"
    kept = {**(before.loaded if before and draft.kept else {}), **draft.loaded}
    said = {
        "generation": generation,
        "file": draft.path.name,
        "previous": before.file.name if before else None,
        "loaded": {t: {"at": x.at.isoformat(), "rows": x.rows, "source": x.source} for t, x in kept.items()},
        "marks": [*(before.marks if before else ()), *([mark] if mark else [])][-MARKS:],
    }
    _write_whole(pointer_file(home), json.dumps(said, indent=1, ensure_ascii=False))
    draft.generation = generation


def _write_whole(path: Path, text: str) -> None:
    beside = path.with_name(path.name + ".new")
    with beside.open("w", encoding="utf-8") as out:
        out.write(text)
        out.flush()
        os.fsync(out.fileno())
    os.replace(beside, path)
    sync(path.parent)


def _sweep(home: Path, pointer: Pointer | None) -> None:
    """Remove what crashed loads left and what nobody can still be about to open.

    An older file that some process is reading stays readable there: unlinking takes away only its name.
    """
    kept = {pointer.file.name, pointer.previous} if pointer else set()
    for path in home.iterdir():
        if _FILE.fullmatch(path.name.removesuffix(".wal")) and path.name.removesuffix(".wal") not in kept:
            remove(path)
    pointer_file(home).with_name("current.json.new").unlink(missing_ok=True)


def _number(name: str) -> int:
    found = _FILE.fullmatch(name)
    return int(found.group(1)) if found else 0
