"""One file that holds a backup: a zip with a manifest, which has the checksum of everything else in it."""

import hashlib
import os
import zipfile
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import Conflict, Invalid, Unavailable

FORMAT = 1
MANIFEST = "manifest.json"
CHUNK = 1 << 20
DAMAGED = "This backup is damaged: {}. Take another one; nothing was restored."


class Manifest(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")

    format: int
    revision: str
    created: datetime
    sha256: dict[str, str]


class Writer:
    """Adds members and remembers their checksums."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.sha256: dict[str, str] = {}

    def add(self, name: str, chunks: Iterable[bytes]) -> int:
        """Returns how many chunks there were: of a table, its rows."""
        digest, number = hashlib.sha256(), 0
        with self._archive.open(name, "w", force_zip64=True) as member:
            for number, chunk in enumerate(chunks, 1):  # noqa: B007
                digest.update(chunk)
                member.write(chunk)
        self.sha256[name] = digest.hexdigest()
        return number

    def finish(self, revision: str, created: datetime) -> Manifest:
        manifest = Manifest(format=FORMAT, revision=revision, created=created, sha256=self.sha256)
        self._archive.writestr(MANIFEST, manifest.model_dump_json(indent=1))
        return manifest


@contextmanager
def written(file: Path, overwrite: bool) -> Iterator[Writer]:
    """The whole file, readable for its owner only, or none."""
    if file.exists() and not overwrite:
        raise Conflict(f"{file} is there already. Choose another name, or add --force to replace it.")
    part = file.with_name(file.name + ".part")
    try:
        with os.fdopen(os.open(part, os.O_RDWR | os.O_CREAT | os.O_TRUNC, 0o600), "w+b") as out:
            with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                yield Writer(archive)
            out.flush()
            os.fsync(out.fileno())
        os.replace(part, file)
    except OSError as error:
        raise Unavailable(f"The backup was not made: {file} cannot be written ({error.strerror}).") from error
    finally:
        part.unlink(missing_ok=True)


class Reader:
    """Only what the manifest names can be read."""

    def __init__(self, archive: zipfile.ZipFile) -> None:
        self._archive = archive
        self.manifest = _manifest(archive)

    def names(self, folder: str) -> list[str]:
        return sorted(name for name in self.manifest.sha256 if name.startswith(folder + "/"))

    def chunks(self, name: str) -> Iterator[bytes]:
        with self._archive.open(name) as member:
            while chunk := member.read(CHUNK):
                yield chunk

    def lines(self, name: str) -> Iterator[bytes]:
        with self._archive.open(name) as member:
            yield from member

    def verify(self) -> None:
        """Every checksum, before anything is done with any of it."""
        for name, expected in self.manifest.sha256.items():
            digest = hashlib.sha256()
            for chunk in self.chunks(name):
                digest.update(chunk)
            if digest.hexdigest() != expected:
                raise Invalid(DAMAGED.format(f"the checksum of {name} is wrong"))


@contextmanager
def opened(file: Path) -> Iterator[Reader]:
    try:
        with zipfile.ZipFile(file) as archive:
            reader = Reader(archive)
            reader.verify()
            yield reader
    except FileNotFoundError:
        raise Invalid(f"There is no file {file}.") from None
    except (zipfile.BadZipFile, EOFError, KeyError) as error:
        raise Invalid(DAMAGED.format(str(error).strip("'\"").rstrip("."))) from error


def _manifest(archive: zipfile.ZipFile) -> Manifest:
    if MANIFEST not in archive.namelist():
        raise Invalid("This is not a backup: it has no manifest.")
    try:
        manifest = Manifest.model_validate_json(archive.read(MANIFEST))
    except ValidationError:
        raise Invalid(DAMAGED.format("its manifest cannot be read")) from None
    if manifest.format != FORMAT:
        raise Invalid("This backup was made by a newer Quartermaster. Restore it with that version.")
    return manifest
