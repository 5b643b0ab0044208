"""Who is at work: a lock that a process holds as long as it lives, and that the system lets go of however it dies.

There is no clock in it, so neither a jump of the time nor a laptop's sleep makes the living look dead.
"""

import fcntl
import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from sqlalchemy import Connection, Engine, text
from sqlalchemy.exc import DBAPIError

from core.errors import TryLater
from core.store.open import Store
from core.store.trouble import explained

PRESENCE_SPACE = 7106  # the first half of these advisory locks' numbers; the store's own have 7105
TAKEN = "This process's place is being taken over by another one."
# A peer that is cut off, not closed, is noticed by the server in half a minute instead of two hours.
KEEPALIVE = ("SET tcp_keepalives_idle = 15", "SET tcp_keepalives_interval = 5", "SET tcp_keepalives_count = 3")


class FilePresence:
    """For processes that share a folder. All of it is called from one thread."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._held: int | None = None

    def stay(self) -> None:
        """Be seen as present."""
        if self._held is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._held = _locked(self._folder / self._name)
            if self._held is None:
                raise TryLater(TAKEN, after=1)

    @contextmanager
    def taking_over(self, other: str) -> Iterator[bool]:
        """Whether `other` is gone; if so, nobody else takes over until the end of the body."""
        file = self._folder / Path(other).name
        held = _locked(file)
        try:
            yield held is not None
            if held is not None:
                file.unlink(missing_ok=True)  # names are never used again
        finally:
            if held is not None:
                os.close(held)

    def leave(self) -> None:
        if self._held is not None:
            (self._folder / self._name).unlink(missing_ok=True)
            os.close(self._held)
            self._held = None


class PostgresPresence:
    """For processes that share a server: a lock of a connection that is kept for nothing else."""

    def __init__(self, engine: Engine, name: str) -> None:
        self._engine, self._name = engine, name
        self._connection: Connection | None = None

    def stay(self) -> None:
        """Called again and again, since a connection may break, and the lock with it."""
        with explained():
            if self._connection is not None:
                try:
                    self._connection.execute(text("SELECT 1"))
                    return
                except DBAPIError:
                    self.leave()
            self._connection = self._connect()
            if not _try_lock(self._connection, self._name):
                self.leave()
                raise TryLater(TAKEN, after=1)

    @contextmanager
    def taking_over(self, other: str) -> Iterator[bool]:
        assert self._connection is not None, "stay() comes first"
        with explained():
            gone = _try_lock(self._connection, other)
        try:
            yield gone
        finally:
            if gone:
                with explained():
                    self._connection.execute(text("SELECT pg_advisory_unlock(:space, hashtext(:name))"), _key(other))

    def leave(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None

    def _connect(self) -> Connection:
        connection = self._engine.connect().execution_options(isolation_level="AUTOCOMMIT")
        connection.detach()  # out of the pool: closing it really closes it, and with it the lock
        for setting in KEEPALIVE:
            connection.execute(text(setting))
        return connection


Presence = FilePresence | PostgresPresence


def presence(store: Store, folder: Path, name: str) -> Presence:
    """Where the store is a server, its processes may be on several machines."""
    if store.dialect == "postgresql":
        return PostgresPresence(store.engine, name)
    return FilePresence(folder, name)


def _locked(file: Path) -> int | None:
    """The open file with its lock, or None when a living process has it."""
    handle = os.open(file, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
    try:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        os.close(handle)
        return None
    return handle


def _try_lock(connection: Connection, name: str) -> bool:
    found = connection.scalar(text("SELECT pg_try_advisory_lock(:space, hashtext(:name))"), _key(name))
    return bool(found)


def _key(name: str) -> dict[str, object]:
    return {"space": PRESENCE_SPACE, "name": name}
