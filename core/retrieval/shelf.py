"""Vectors of a vocabulary on disk, so that a start does not work them out again; deleted, they are made anew."""

import hashlib
import os
import zipfile
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from tempfile import NamedTemporaryFile

import numpy as np
import numpy.typing as npt

from core.log import logger
from core.retrieval.weights import MOST_TOKENS, SHA256, SIZE

Floats = npt.NDArray[np.float32]
STAMP = f"{SHA256} cut at {MOST_TOKENS}"  # of the model: with another one they would be other vectors
log = logger(__name__)


@dataclass(frozen=True)
class Shelf:
    """Texts are kept as their hashes; both roads to the vectors share it, since they give the same."""

    file: Path

    def rows(self, texts: Sequence[str]) -> dict[str, Floats]:
        """Of those texts that are there."""
        there = self._read()
        return {text: there[mark] for text in texts if (mark := _mark(text)) in there}

    def put(self, rows: Mapping[str, Floats]) -> None:
        """In the place of all that was there: whole, or not at all."""
        marks = np.array([list(_mark(text)) for text in rows], dtype=np.uint8)
        made = NamedTemporaryFile(dir=self.file.parent, prefix=f".{self.file.name}.", delete=False)  # noqa: SIM115
        try:
            with made:
                np.savez(made, stamp=np.array(STAMP), marks=marks, rows=np.stack(list(rows.values())))
            os.replace(made.name, self.file)
        except OSError as error:  # a full disk costs the next start some seconds, and nothing else
            with suppress(OSError):
                os.unlink(made.name)
            log.warning("vectors were not kept", why=str(error))

    def _read(self) -> dict[bytes, Floats]:
        if not self.file.exists():
            return {}
        try:
            with np.load(self.file, allow_pickle=False) as there:
                stamp, marks, rows = str(there["stamp"]), there["marks"], there["rows"]
        except (OSError, ValueError, KeyError, EOFError, zipfile.BadZipFile) as error:
            log.warning("kept vectors cannot be read and are made anew", why=str(error))
            return {}
        if stamp != STAMP or rows.shape != (len(marks), SIZE) or rows.dtype != np.float32:
            return {}
        return {mark.tobytes(): row for mark, row in zip(marks, rows, strict=True)}


def _mark(text: str) -> bytes:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()
