"""The worker process: runs one checked query at a time within hard limits, and dies with the app.

Started as `python -m core.warehouse.child`; requests on standard input, answers on standard output, and a third
pipe that nobody writes to: when it closes, the app is gone.
"""

import contextlib
import os
import resource
import signal
import sys
import threading
import time
from pathlib import Path
from typing import Any

import duckdb

from core.errors import QuartermasterError, Unavailable
from core.warehouse.base import Checked
from core.warehouse.connection import open_locked
from core.warehouse.duckdb_errors import as_ours
from core.warehouse.rows import read_result
from core.warehouse.wire import Message, from_result, receive, send

_BATCH = 500  # rows fetched between looks at the size


def main() -> None:
    lifeline, memory = int(sys.argv[1]), int(sys.argv[2])
    _bind_to(lifeline)
    _confine(memory)
    answers = os.dup(1)
    os.dup2(2, 1)  # nothing that a library prints may end up among the answers
    while request := receive(0):
        send(answers, _answer(request))


def _bind_to(lifeline: int) -> None:
    """A thread that waits for the app's end and then ends this process, whatever it is doing."""

    def wait() -> None:
        os.read(lifeline, 1)
        os.kill(os.getpid(), signal.SIGKILL)

    threading.Thread(target=wait, daemon=True).start()


def _confine(memory: int) -> None:
    """No more memory than this, no file written, no core dumped; first to go when the machine runs short."""
    resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    with contextlib.suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000", encoding="ascii")


def _allow_processor(seconds: float) -> None:
    """The kernel ends the process when the query uses more than this on top of what was used before it."""
    used = sum(resource.getrusage(resource.RUSAGE_SELF)[:2])
    _, hard = resource.getrlimit(resource.RLIMIT_CPU)
    resource.setrlimit(resource.RLIMIT_CPU, (int(used + seconds) + 1, hard))


def _answer(request: Message) -> Message:
    began = time.perf_counter()
    _forget_peak()
    _allow_processor(request["cpu_seconds"])
    answer: Message
    try:
        answer = {"result": from_result(_run(request))}
    except QuartermasterError as error:
        answer = {"error": type(error).__name__, "message": error.message}
    except duckdb.Error as error:
        ours = as_ours(error)
        answer = {"error": type(ours).__name__, "message": ours.message}
    except MemoryError:
        answer = {"error": "Unavailable", "message": TOO_MUCH_MEMORY}
    return {**answer, "seconds": time.perf_counter() - began, "peak_bytes": peak_bytes(os.getpid())}


TOO_MUCH_MEMORY = "The query needs more memory than one may use: ask for a shorter period or fewer groups."


def _run(request: Message) -> Any:
    checked = Checked(request["sql"], "duckdb", frozenset(), request["row_limit"])
    with open_locked(
        Path(request["db"]),
        memory=f"{request['memory'] // 2}B",  # the rest is for what the engine does not count: strings, Python's copy
        threads=request["threads"],
        timeout=request["timeout"],
        timezone=request["timezone"],
    ) as connection:
        cursor = connection.execute(checked.sql)
        return read_result(_Metered(cursor, request["bytes"]), checked)  # type: ignore[arg-type]


class _Metered:
    """A cursor that stops handing out rows when they grow beyond the bytes allowed."""

    def __init__(self, cursor: duckdb.DuckDBPyConnection, most: int) -> None:
        self._cursor, self._most = cursor, most
        self.description = cursor.description

    def fetchmany(self, size: int) -> list[tuple[Any, ...]]:
        rows: list[tuple[Any, ...]] = []
        weight = 0
        while len(rows) < size and (batch := self._cursor.fetchmany(min(_BATCH, size - len(rows)))):
            weight += sum(_weight(value) for row in batch for value in row)
            if weight > self._most:
                raise Unavailable(f"The result is larger than {self._most // 1_000_000} MB: ask for less at once.")
            rows += batch
        return rows


def _weight(value: object) -> int:
    """Roughly the bytes of a value on the wire."""
    if isinstance(value, str | bytes):
        return len(value) + 3
    if isinstance(value, list | tuple):
        return 2 + sum(_weight(item) for item in value)
    if isinstance(value, dict):
        return 2 + sum(_weight(key) + _weight(item) for key, item in value.items())
    return 8


def _forget_peak() -> None:
    with contextlib.suppress(OSError):
        Path("/proc/self/clear_refs").write_text("5", encoding="ascii")


def peak_bytes(process: int) -> int:
    """The most memory the process held at once since the last query began."""
    with contextlib.suppress(OSError):
        for line in Path(f"/proc/{process}/status").read_text(encoding="ascii").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1]) * 1024
    return 0


if __name__ == "__main__":
    main()
