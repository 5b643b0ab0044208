"""Runs checked SQL that a person or a model wrote in a process of its own, which can be killed at any moment."""

import atexit
import contextlib
import os
import select
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path
from threading import BoundedSemaphore, Lock

from core.errors import Invalid, QuartermasterError, Unavailable
from core.warehouse.base import Cancel, Checked, Result
from core.warehouse.child import TOO_MUCH_MEMORY, peak_bytes
from core.warehouse.stopping import place
from core.warehouse.wire import Inbox, Message, send, to_result

_ROOT = Path(__file__).resolve().parents[2]
_LOOK = 0.02  # seconds between looks at the cancel flag
_GRACE = 0.5  # seconds in which the engine may stop by itself and keep its process
_ERRORS: dict[str, type[QuartermasterError]] = {e.__name__: e for e in (Invalid, Unavailable)}


@dataclass(frozen=True)
class WorkerLimits:
    """Hard limits of one query; past any of them its process is killed."""

    memory: int = 2 * 1024**3  # address space
    cpu_seconds: float = 30.0
    rows: int = 10_000  # of the result
    bytes: int = 64_000_000  # of the result
    threads: int = 1
    timezone: str = "UTC"


DEFAULT_LIMITS = WorkerLimits()


@dataclass(frozen=True)
class WorkerReport:
    result: Result
    seconds: float
    peak_bytes: int


class Stopped(Unavailable):
    """The query was stopped at one of its limits; carries what it had used."""

    def __init__(self, message: str, seconds: float = 0.0, peak: int = 0) -> None:
        super().__init__(message)
        self.seconds, self.peak_bytes = seconds, peak


class Worker:
    """One process, one query at a time. `kill` leaves nothing of it."""

    def __init__(self, memory: int) -> None:
        self.memory, self.queries = memory, 0
        lifeline, self._lifeline = os.pipe()  # closed by the kernel when this process ends, however it ends
        try:
            self._process = subprocess.Popen(
                [sys.executable, "-m", "core.warehouse.child", str(lifeline), str(memory)],
                stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL,
                cwd=_ROOT, env=_bare_environment(), pass_fds=[lifeline], start_new_session=True,
            )  # fmt: skip
        finally:
            os.close(lifeline)
        assert self._process.stdin is not None and self._process.stdout is not None
        self._requests, self._answers = self._process.stdin.fileno(), self._process.stdout.fileno()

    @property
    def alive(self) -> bool:
        return self._process.poll() is None

    def ask(self, request: Message, deadline: float, cancel: Cancel | None) -> Message:
        """The answer, or Stopped: then the process is gone already."""
        began = time.monotonic()
        try:
            send(self._requests, request)
            answer = self._wait(Inbox(2 * request["bytes"] + 1_000_000), deadline, cancel)
        except (BrokenPipeError, OverflowError, EOFError):
            raise self._stopped(TOO_MUCH_MEMORY, began) from None
        except TimeoutError:
            said = f"The query took longer than {request['timeout']:.3g} seconds and was stopped."
            raise self._stopped(said, began) from None
        except InterruptedError:
            raise self._stopped("The query was cancelled.", began) from None
        self.queries += 1
        return answer

    def _wait(self, inbox: Inbox, deadline: float, cancel: Cancel | None) -> Message:
        answers = select.poll()  # select() itself refuses descriptors from 1024 on
        answers.register(self._answers, select.POLLIN)
        while True:
            if cancel is not None and cancel.event.is_set():
                raise InterruptedError
            left = deadline - time.monotonic()
            if left <= 0:
                raise TimeoutError
            if not answers.poll(1000 * (left if cancel is None else min(left, _LOOK))):
                continue
            piece = os.read(self._answers, 1 << 16)
            if not piece:
                raise EOFError
            if message := inbox.feed(piece):
                return message

    def _stopped(self, message: str, began: float) -> Stopped:
        peak = peak_bytes(self._process.pid)
        self.kill()
        if self._process.returncode == -signal.SIGXCPU:
            message = "The query used more processor time than it may and was stopped."
        return Stopped(message, time.monotonic() - began, peak)

    def kill(self) -> None:
        """End the whole process group and everything that led to it."""
        with contextlib.suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, signal.SIGKILL)
        self._process.wait()
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                pipe.close()
        if self._lifeline >= 0:
            os.close(self._lifeline)
            self._lifeline = -1


class Workers:
    """A spare process is kept warm; one that came to harm, or served long, is replaced."""

    def __init__(self, limits: WorkerLimits | None = None, at_once: int = 2, spares: int = 1) -> None:
        self.limits = limits or WorkerLimits()
        self._spares, self._idle = spares, list[Worker]()
        self._lock, self._slots = Lock(), BoundedSemaphore(at_once)

    def warm(self) -> None:
        """Have a spare ready, or on its way."""
        with self._lock:
            if len(self._idle) < self._spares:
                self._idle.append(Worker(self.limits.memory))

    def run(
        self, db: Path, checked: Checked, *, timeout: float, cancel: Cancel | None = None, rows: int | None = None
    ) -> WorkerReport:
        if checked.dialect != "duckdb":
            raise Invalid(f"The worker runs duckdb SQL, not {checked.dialect}.")
        deadline = time.monotonic() + timeout
        with place(self._slots, deadline, cancel, "hand-written queries"), self._worker() as worker:
            left = max(0.05, deadline - time.monotonic())
            request = {**asdict(self.limits), "db": str(db.resolve()), "sql": checked.sql, "timeout": left}
            most = min(checked.row_limit, rows or self.limits.rows)
            answer = worker.ask({**request, "row_limit": most}, deadline + _GRACE, cancel)
            return _report(answer)

    def close(self) -> None:
        with self._lock:
            idle, self._idle = self._idle, []
        for worker in idle:
            worker.kill()

    @contextmanager
    def _worker(self) -> Iterator[Worker]:
        worker = self._take()
        harmed = True
        try:
            yield worker
            harmed = False
        except Invalid:
            harmed = False
            raise
        finally:
            self._give_back(worker, harmed)

    def _take(self) -> Worker:
        with self._lock:
            while self._idle:
                worker = self._idle.pop()
                if worker.alive:
                    return worker
                worker.kill()
        return Worker(self.limits.memory)

    def _give_back(self, worker: Worker, harmed: bool) -> None:
        with self._lock:
            if not harmed and worker.alive and worker.queries < 100 and len(self._idle) < self._spares:
                self._idle.append(worker)
                return
        worker.kill()
        self.warm()


def run_in_worker(
    db: Path,
    checked: Checked,
    *,
    timeout: float = 30.0,
    cancel: Cancel | None = None,
    limits: WorkerLimits = DEFAULT_LIMITS,
    rows: int | None = None,
) -> WorkerReport:
    """Run in the program's own workers, which everything with the same limits shares."""
    return _workers(limits).run(db, checked, timeout=timeout, cancel=cancel, rows=rows)


@cache
def _workers(limits: WorkerLimits) -> Workers:
    workers = Workers(limits)
    atexit.register(workers.close)
    return workers


def _report(answer: Message) -> WorkerReport:
    seconds, peak = float(answer["seconds"]), int(answer["peak_bytes"])
    if "error" not in answer:
        return WorkerReport(to_result(answer["result"]), seconds, peak)
    kind = _ERRORS.get(answer["error"], Unavailable)
    if kind is Unavailable:
        raise Stopped(answer["message"], seconds, peak)
    raise kind(answer["message"])


def _bare_environment() -> dict[str, str]:
    """No secrets, no settings: a query has no use for them."""
    return {"PATH": os.defpath, "LANG": "C.UTF-8", "HOME": "/nonexistent", "PYTHONDONTWRITEBYTECODE": "1"}
