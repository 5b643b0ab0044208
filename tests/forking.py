"""Imports what the scripts need once; then each command is a fork of this process that becomes its script or module.

A command has its own arguments, folder, environment, files and exit code, as one that was started afresh, without the
seconds of imports. Run by tests/typed.py, with a socket on which commands come: python tests/forking.py DESCRIPTOR.
"""

import atexit
import gc
import importlib
import json
import os
import runpy
import socket
import sys
import tempfile
import threading
import time
from contextlib import suppress
from pathlib import Path

ROOT = Path(__file__).parents[1]
SCRIPTS = [f"scripts.{file.stem}" for file in sorted((ROOT / "scripts").glob("*.py"))]
LATER = ("alembic.command", "sqlalchemy.dialects.sqlite", "core.demo")  # imported when they come to it


def main(asked: socket.socket) -> None:
    """Until nobody asks any more."""
    while True:
        text, given, _, _ = socket.recv_fds(asked, 1 << 20, 4)
        if not text:
            return
        if os.fork() == 0:
            asked.close()
            become(json.loads(text), *given)
        for one in given:
            os.close(one)
        with suppress(ChildProcessError):
            while os.waitpid(-1, os.WNOHANG)[0]:
                pass


def become(wanted: dict[str, object], stdin: int, stdout: int, stderr: int, reply: int) -> None:
    """In two processes: one is the command, the other waits for its end and says how it was."""
    if child := os.fork():
        os.write(reply, f"{child}\n".encode())
        for one in (stdin, stdout, stderr):
            os.close(one)
        os.write(reply, f"{os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])}\n".encode())
        os._exit(0)
    os.close(reply)
    for number, one in enumerate((stdin, stdout, stderr)):
        os.dup2(one, number)
        os.close(one)
    os.chdir(str(wanted["folder"]))
    os.environ.clear()
    os.environ.update(wanted["environment"])  # type: ignore[call-overload]
    time.tzset()
    tempfile.tempdir = None  # wherever TMPDIR says now
    sys.argv = wanted["words"]  # type: ignore[assignment]
    leave(code_of(sys.argv[0]))


def code_of(program: str) -> int:
    is_script = program.endswith(".py")
    sys.path[0] = str(Path(program).parent) if is_script else os.getcwd()
    try:
        if is_script:
            runpy.run_path(program, run_name="__main__")
        else:
            runpy.run_module(program, run_name="__main__", alter_sys=True)
    except SystemExit as end:
        assert end.code is None or isinstance(end.code, int), end.code
        return end.code or 0
    return 0


def leave(code: int) -> None:
    """All that an interpreter does at its end, but to take apart what was imported: that takes longer than commands."""
    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    sys.path.insert(0, str(ROOT))
    for name in (*SCRIPTS, *LATER):
        with suppress(Exception):  # who needs it will come to it, and say it where it is read
            importlib.import_module(name)
    del sys.path[0]
    gc.freeze()  # so that forks share the memory of it
    main(socket.socket(fileno=int(sys.argv[1])))
    os._exit(0)
