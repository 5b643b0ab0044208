"""Commands as they are typed, each in a process of its own, without the seconds that its imports take.

done = typed("query.py", "stock.json", "--persona", "Warehouse Manager", folder=home, QM_HOME=home)
"""

import atexit
import json
import os
import select
import signal
import socket
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import IO

ROOT = Path(__file__).parents[1]
SCRIPTS = ROOT / "scripts"
PATIENCE = 120.0  # seconds, on a machine that is busy with something else
Done = subprocess.CompletedProcess[str]


def typed(
    script: str | Path, *words: object, folder: Path, text: str = "", out: int | None = None, **environment: object
) -> Done:
    """What scripts/SCRIPT, or another file, said and its exit code; `out`: a descriptor in place of what is caught."""
    with _file(text) as stdin, _file() as stdout, _file() as stderr:
        files = (stdin.fileno(), stdout.fileno() if out is None else out, stderr.fileno())
        running = begin(SCRIPTS / script, *words, folder=folder, files=files, **environment)
        return Done([str(script), *map(str, words)], running.wait(), _read(stdout), _read(stderr))


@dataclass
class Running:
    pid: int
    reply: IO[str]
    code: int | None = None

    def send(self, number: signal.Signals) -> None:
        """As long as it runs: what has ended may already be another process's number."""
        if not self._has_ended(0):
            os.kill(self.pid, number)

    def wait(self) -> int:
        """Its exit code, or the signal that ended it as a number below zero."""
        if not self._has_ended(PATIENCE):
            os.kill(self.pid, signal.SIGKILL)
        if self.code is None:
            with self.reply as reply:
                self.code = int(reply.readline())
        return self.code

    def _has_ended(self, seconds: float) -> bool:
        return self.code is not None or bool(select.select([self.reply], [], [], seconds)[0])


def begin(
    program: Path | str, *words: object, folder: Path, files: tuple[int, int, int], **environment: object
) -> Running:
    """A script, or a module by its dotted name, with these as standard input, output and error."""
    around = {**os.environ, **{name: str(value) for name, value in environment.items()}}
    wanted = {"words": [str(program), *map(str, words)], "folder": str(folder), "environment": around}
    ours, theirs = os.pipe()
    reply = os.fdopen(ours)
    try:
        socket.send_fds(_forking(), [json.dumps(wanted).encode()], [*files, theirs])
    finally:
        os.close(theirs)
    return Running(int(reply.readline()), reply)


@cache
def _forking() -> socket.socket:
    """Starts at the first command of these tests and ends with them."""
    ours, theirs = socket.socketpair(socket.AF_UNIX, socket.SOCK_SEQPACKET)
    command = [sys.executable, str(ROOT / "tests" / "forking.py"), str(theirs.fileno())]
    nowhere = subprocess.DEVNULL
    process = subprocess.Popen(
        command,
        env={**os.environ, "PYTHONUNBUFFERED": ""},  # whether a command writes at once or at its end is tested
        pass_fds=[theirs.fileno()],
        stdin=nowhere,
        stdout=nowhere,
        start_new_session=True,
    )
    theirs.close()
    atexit.register(process.wait)
    atexit.register(ours.close)  # first, so that it ends
    return ours


def _file(text: str = "") -> IO[str]:
    file = tempfile.TemporaryFile("w+", encoding="utf-8", errors="surrogateescape")  # noqa: SIM115  the caller closes
    file.write(text)
    file.seek(0)
    return file


def _read(file: IO[str]) -> str:
    file.seek(0)
    return file.read()
