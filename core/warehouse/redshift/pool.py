"""Connections to Redshift kept for the next query; one that was dropped meanwhile costs nobody an answer."""

import contextlib
import struct
import time
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Lock

from redshift_connector.core import Connection
from redshift_connector.error import Error, ProgrammingError

from core.errors import Unavailable
from core.warehouse.away import Away
from core.warehouse.aws import AWS_ERRORS
from core.warehouse.aws import as_ours as aws_as_ours
from core.warehouse.elsewhere import CLOSED
from core.warehouse.redshift.errors import as_ours

# What the driver raises when the other side is gone, in the middle of a message too.
LOST = (Error, OSError, struct.error, EOFError, AttributeError, IndexError, KeyError, ValueError, TypeError)
MOST_USES, MOST_AGE = 500, 1800.0  # queries, seconds: the driver keeps the text of every statement
_LOST = "The connection to the warehouse was lost."


@dataclass
class Line:
    """A connection, the process that serves it over there, and the time limit that was set last."""

    raw: Connection
    pid: int
    timeout: int = -1
    uses: int = 0
    born: float = field(default_factory=time.monotonic)

    @property
    def worn(self) -> bool:
        return self.uses >= MOST_USES or time.monotonic() - self.born >= MOST_AGE

    def execute(self, sql: str, given: Mapping[str, str] | None = None) -> list[list[object]]:
        """Values are given by name, `:name` in the text."""
        cursor = self.raw.cursor()
        cursor.paramstyle = "named"
        cursor.execute(sql, dict(given) if given else None)
        return list(cursor.fetchall()) if cursor.description else []

    def hang_up(self) -> None:
        with contextlib.suppress(*LOST):
            self.raw.close()


class Pool:
    """Safe for many threads; how many at once is its owner's concern."""

    def __init__(self, connect: Callable[[], Connection], idle: int) -> None:
        self._connect, self._most = connect, idle
        self._lock = Lock()
        self._idle: list[Line] = []
        self._closed = False

    @contextmanager
    def reading(self, milliseconds: int) -> Iterator[Line]:
        """A line inside a transaction that can only read. Any failure costs the line, not the next query."""
        line = self._begun(milliseconds)
        try:
            yield line
        except BaseException:
            line.hang_up()
            raise
        try:
            line.execute("ROLLBACK")
        except LOST:
            line.hang_up()  # what was asked for is there already
        else:
            self._give_back(line)

    def dial(self) -> Line:
        """A line of one's own, as for cancelling what runs on another."""
        try:
            raw = self._connect()
            raw.autocommit = True  # we begin transactions ourselves
            return Line(raw, int(str(Line(raw, 0).execute("SELECT pg_backend_pid()")[0][0])))
        except AWS_ERRORS as error:  # of asking IAM for a password
            raise aws_as_ours(error) from error
        except LOST as error:
            raise refused(error) from error

    def close(self) -> None:
        """Idle lines now, those in use when they come back."""
        with self._lock:
            self._closed = True
            idle, self._idle = self._idle, []
        for line in idle:
            line.hang_up()

    def _begun(self, milliseconds: int) -> Line:
        """The first statement tells whether an idle line still lives; nothing has been run yet, so another will do."""
        while (line := self._take()) is not None:
            try:
                return _begin(line, milliseconds)
            except LOST:
                line.hang_up()
        line = self.dial()
        try:
            return _begin(line, milliseconds)
        except LOST as error:
            line.hang_up()
            raise refused(error) from error

    def _take(self) -> Line | None:
        with self._lock:
            if self._closed:
                raise Unavailable(CLOSED)
            return self._idle.pop() if self._idle else None

    def _give_back(self, line: Line) -> None:
        line.uses += 1
        with self._lock:
            if not (self._closed or line.worn or len(self._idle) >= self._most):
                self._idle.append(line)
                return
        line.hang_up()


def refused(error: BaseException) -> Exception:
    """Why there is no line, as ours: the server said so, it does not speak TLS, or nobody answered."""
    said = error.args[0] if error.args else ""
    if isinstance(said, dict):
        return as_ours(said.get("C", ""), said.get("M", ""))
    text = f"{said} {error}"
    if "refuses SSL" in text:
        # The driver says the same when the other side hangs up at once.
        return Away("The warehouse does not answer, or offers no TLS, without which nothing is sent to it.")
    if "CERTIFICATE_VERIFY_FAILED" in f"{text} {error.args}":
        return Unavailable("The warehouse's certificate is not one that can be trusted for its name.")
    return Away(_LOST if isinstance(error, ProgrammingError) else "The warehouse cannot be reached.")


def lost() -> Away:
    return Away(_LOST)


def _begin(line: Line, milliseconds: int) -> Line:
    if line.timeout != milliseconds:
        line.execute(f"SET statement_timeout TO {milliseconds:d}")
        line.timeout = milliseconds
    line.execute("BEGIN READ ONLY")
    return line
