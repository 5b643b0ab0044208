"""Workbooks are unpacked in a process of their own, within limits: a small one can be made to fill all memory.

Started as `python -m core.warehouse.load.apart MEMORY PATH FOLDER SHEET ROWS`; what it found is on its standard output.
"""

import json
import os
import resource
import subprocess
import sys
from pathlib import Path

from core.errors import Invalid, QuartermasterError, Unknown
from core.warehouse.load.excel import Sheet, read_sheets
from core.warehouse.load.request import Request

_ROOT = Path(__file__).resolve().parents[3]
_LOOK = 0.1  # seconds between looks at whether the load was cancelled
MEMORY = 2 * 1024**3  # address space; a workbook of a million rows takes half of it
PROCESSOR = 900  # seconds
WRITTEN = 4 * 1024**3  # bytes of one file


def sheets_apart(path: Path, request: Request, folder: Path, rows: int | None = None) -> list[Sheet]:
    """As read_sheets, in a process that is killed when the load is cancelled."""
    asked = [str(MEMORY), str(path.resolve()), str(folder.resolve()), json.dumps(request.sheet), json.dumps(rows)]
    with subprocess.Popen(
        [sys.executable, "-m", "core.warehouse.load.apart", *asked],
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, cwd=_ROOT,
        env={"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"},
        start_new_session=True,
    ) as process:  # fmt: skip
        try:
            return _told(_said(process, request), path, request)
        finally:
            process.kill()


def _said(process: subprocess.Popen[bytes], request: Request) -> bytes:
    while True:
        try:
            return process.communicate(timeout=_LOOK)[0]
        except subprocess.TimeoutExpired:
            request.go_on()


def _told(said: bytes, path: Path, request: Request) -> list[Sheet]:
    if not said:  # it was ended at one of its limits, or by the system
        raise Invalid(f"{path.name} needs more memory or time than a workbook may take here: save its sheets as CSV.")
    found = json.loads(said)
    if "unknown" in found:
        raise Unknown("sheet", request.sheet or "", found["unknown"])
    if "refused" in found:
        raise Invalid(found["refused"])
    return [Sheet(title, header, Path(file)) for title, header, file in found["sheets"]]


def main() -> None:
    _confine(int(sys.argv[1]))
    path, folder, sheet, rows = sys.argv[2:]
    answers = os.dup(1)
    os.dup2(2, 1)  # nothing that a library prints may end up in the answer
    found = _found(Path(path), Path(folder), json.loads(sheet), json.loads(rows))
    with os.fdopen(answers, "w") as out:
        json.dump(found, out)


def _found(path: Path, folder: Path, sheet: str | None, rows: int | None) -> dict[str, object]:
    try:
        sheets = read_sheets(path, Request((path,), sheet=sheet), folder, rows)
    except Unknown as error:
        return {"unknown": error.suggestions}
    except QuartermasterError as error:
        return {"refused": error.message}
    return {"sheets": [(one.title, one.header, str(one.file)) for one in sheets]}


def _confine(memory: int) -> None:
    for limit, most in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_CPU, PROCESSOR),
        (resource.RLIMIT_FSIZE, WRITTEN),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (most, most))


if __name__ == "__main__":
    main()
