"""What a database's complaint means to the person who waits: one sentence that says what to do."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from errno import ENOSPC, EROFS

from sqlalchemy.exc import DBAPIError, IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as PoolTimeout

from core.errors import Conflict, Invalid, QuartermasterError, Unavailable

FULL = "The disk that holds the store is full. Nothing was half-written: free some space and try again."
BUSY = "The store is busy with other writers. Try again in a moment."
READ_ONLY = "The store cannot be written: its disk or file is read-only. Give this program the right to write there."
NOT_OPENED = (
    "The store cannot be opened: its folder must exist and this program must be allowed to read and write there."
)
DISK = (
    "The disk that holds the store does not obey. Nothing was half-written: check its space and health and try again."
)
DAMAGED = "The store's file is damaged or is no store. Restore the last backup with scripts/backup.py restore."
AWAY = (
    "The database server of the store does not let us in: check that it runs, and that the host, database, user and "
    "password in the store's URL are right."
)
TWICE = "Somebody else changed this at the same time, or it exists already. Look again, then repeat your change."

SQLITE = {
    "SQLITE_FULL": FULL,
    "SQLITE_BUSY": BUSY,
    "SQLITE_LOCKED": BUSY,
    "SQLITE_READONLY": READ_ONLY,
    "SQLITE_CANTOPEN": NOT_OPENED,
    "SQLITE_IOERR": DISK,
    "SQLITE_CORRUPT": DAMAGED,
    "SQLITE_NOTADB": DAMAGED,
}
POSTGRES = {  # by SQLSTATE, https://www.postgresql.org/docs/16/errcodes-appendix.html
    "53100": FULL,
    "55P03": BUSY,
    "40P01": BUSY,
    "40001": BUSY,
    "53300": BUSY,
    "25006": READ_ONLY,
    "58030": DISK,
    "XX001": DAMAGED,
    "57": AWAY,  # stopped by its operator
    "08": AWAY,
}


@contextmanager
def explained() -> Iterator[None]:
    """Turns the database's own errors into ours; what is a fault of the program stays as it is."""
    try:
        yield
    except IntegrityError as error:
        raise _broken_rule(error) from error
    except PoolTimeout as error:
        raise Unavailable(BUSY) from error
    except DBAPIError as error:
        raise (_meaning(error) or error) from error


@contextmanager
def file_opened() -> Iterator[None]:
    """Before there is an engine, SQLite and the file system complain in their own words."""
    try:
        yield
    except sqlite3.DatabaseError as error:
        raise OperationalError(None, None, error) from error
    except OSError as error:
        raise Unavailable({ENOSPC: FULL, EROFS: READ_ONLY}.get(error.errno or 0, NOT_OPENED)) from error


def _broken_rule(error: IntegrityError) -> QuartermasterError:
    twice = (
        "SQLITE_CONSTRAINT_UNIQUE",
        "SQLITE_CONSTRAINT_PRIMARYKEY",
        "SQLITE_CONSTRAINT_FOREIGNKEY",
        "23505",
        "23503",
    )
    if getattr(error.orig, "sqlite_errorname", None) in twice or getattr(error.orig, "sqlstate", None) in twice:
        return Conflict(TWICE)
    return Invalid("This was not kept: one of its values breaks a rule of the store.")


def _meaning(error: DBAPIError) -> QuartermasterError | None:
    name = getattr(error.orig, "sqlite_errorname", None)
    if name is not None:
        return _first(SQLITE, name)
    state = getattr(error.orig, "sqlstate", None)
    if state is None and type(error.orig).__name__ == "OperationalError":  # never got as far as a SQLSTATE
        return Unavailable(AWAY)
    return _first(POSTGRES, state or "")


def _first(sentences: dict[str, str], code: str) -> QuartermasterError | None:
    return next((Unavailable(sentence) for start, sentence in sentences.items() if code.startswith(start)), None)
