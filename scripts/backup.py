"""Makes a consistent copy of the state while the program runs, and restores it, here or elsewhere.

    scripts/backup.py make quartermaster.zip
    scripts/backup.py restore quartermaster.zip --home /srv/quartermaster --store postgresql://host/name

A backup holds the store (users, audit log, load history, costs, traces) and the current warehouse file; no secret, no
configuration, and no jobs: what waits or runs meanwhile, and files that jobs have made, are not in it. It is restored
into SQLite or PostgreSQL, wherever it came from. Stop the program before restoring.
"""

import argparse
import json
import os
import signal
import sys
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import BinaryIO

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core import audit
from core.audit_check import anchor
from core.clock import Clock
from core.config import Config, load_config
from core.errors import Conflict, QuartermasterError, Unavailable
from core.store.archive import CHUNK, Reader
from core.store.backup import backup_opened, files_of, make_backup, restore_store
from core.store.open import Store
from core.terminal import until_read
from core.warehouse.generations import current, pointer_file


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["make", "restore"])
    parser.add_argument("file", type=Path, metavar="FILE")
    parser.add_argument("--store", metavar="URL", help="the store, when it is not the configured one")
    parser.add_argument("--home", metavar="DIR", help="the folder of what changes, when it is not the configured one")
    parser.add_argument("--store-only", action="store_true", help="without the warehouse file")
    parser.add_argument("--force", action="store_true", help="replace what is there")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        config = load_config(ROOT, {"app.home": asked.home} if asked.home else None)
        (_make if asked.what == "make" else _restore)(asked, config, asked.store or config.store_url)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("Stopped; nothing was left half-written.", file=sys.stderr)
        return 130
    return 0


def _make(asked: argparse.Namespace, config: Config, url: str) -> None:
    store = Store.open(url, home=config.app.home)
    try:
        audit.record(store, "terminal", "backup.make", asked.file.name)
        files = {} if asked.store_only else _warehouse_files(config.warehouse_home)
        manifest = make_backup(store, asked.file, files, overwrite=asked.force, tell=_tell)
    finally:
        store.close()
    print(f"{asked.file}: {len(manifest.sha256)} parts, schema {manifest.revision}. Background jobs are not in it.")


def _restore(asked: argparse.Namespace, config: Config, url: str) -> None:
    with backup_opened(asked.file) as archive:
        if not asked.store_only:
            _refuse_data(archive, config.warehouse_home, asked.force)
        store = Store.open(url, home=config.app.home)
        try:
            restore_store(archive, store, overwrite=asked.force, tell=_tell)
            anchor(store, "terminal", f"restored from {asked.file.name}", Clock.utc())
        finally:
            store.close()
        if not asked.store_only:
            _put_files(archive, config.warehouse_home)
        print(f"Restored what was saved on {archive.manifest.created:%Y-%m-%d at %H:%M} UTC.")


def _warehouse_files(home: Path) -> Mapping[str, Iterator[bytes]]:
    """The pointer and the file that it points at. That file is never written again, but a load may remove it."""
    for _ in range(3):
        now = current(home)
        if now is None:
            return {}
        try:
            pointer, data = pointer_file(home).read_bytes(), now.file.open("rb")
        except FileNotFoundError:
            continue
        if json.loads(pointer)["file"] == now.file.name:
            return {now.file.name: _chunks(data), pointer_file(home).name: iter([pointer])}
    raise Unavailable("The warehouse's files changed several times while they were looked at. Try again.")


def _chunks(data: BinaryIO) -> Iterator[bytes]:
    with data:
        while chunk := data.read(CHUNK):
            yield chunk


def _refuse_data(archive: Reader, home: Path, force: bool) -> None:
    names = [name for name, _ in files_of(archive)]
    if names and current(home) is not None and not force:
        raise Conflict(f"{home} holds data already. Choose another --home, or add --force to replace it.")


def _put_files(archive: Reader, home: Path) -> None:
    """The pointer last: until then the new data does not count."""
    home.mkdir(parents=True, exist_ok=True)
    pointer = pointer_file(home).name
    for name, chunks in sorted(files_of(archive), key=lambda named: named[0] == pointer):
        part = home / f"{name}.part"
        try:
            with part.open("wb") as out:
                for chunk in chunks:
                    out.write(chunk)
                out.flush()
                os.fsync(out.fileno())
            os.replace(part, home / name)
        except OSError as error:
            raise Unavailable(f"{name} could not be written to {home} ({error.strerror}).") from error
        finally:
            part.unlink(missing_ok=True)
        _tell(f"{name} restored")


def _tell(line: str) -> None:
    print(f"  {line}", file=sys.stderr)


if __name__ == "__main__":
    sys.exit(until_read(main))
