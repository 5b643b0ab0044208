"""A single warehouse file, without generations: written anew beside itself and put in its place in one step."""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from core.warehouse.drafts import Draft, disk_errors_told, make_durable, only_writer, remove, scratch_folder, sync
from core.warehouse.sources import identity


@contextmanager
def replacement(file: Path) -> Iterator[Draft]:
    """Whoever has the old file open goes on reading it; whoever opens it next finds the new one."""
    beside = file.with_name(f".{file.name}.new")
    with only_writer(file.with_name(f".{file.name}.lock")):
        remove(beside)  # what a crashed load left
        with scratch_folder(file.with_name(f".{file.name}.loading")) as scratch:
            draft = Draft(beside, scratch, file if file.is_file() else None)
            try:
                yield draft
                if not draft.abandoned:
                    with disk_errors_told():
                        make_durable(beside)
                        os.replace(beside, file)
                        sync(file.parent)
                    draft.generation = identity(file)
            finally:
                remove(beside)
