"""The application's state: opened once, brought up to date, and changed only in whole transactions."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from sqlalchemy import URL, Engine, text
from sqlalchemy.orm import Session as Session

from core.store.engines import open_engine, read_only, url_of
from core.store.migrate import migrate
from core.store.migrations import HEAD
from core.store.remembered import Remembered
from core.store.trouble import explained, file_opened

LOCK_SPACE = 7105  # the first half of an advisory lock's number: ours among other programs'


@dataclass(frozen=True)
class Store:
    engine: Engine
    audit_head: Path | None = None  # where the end of the audit log is kept, outside of the store itself
    remembered: Remembered = field(default_factory=Remembered)  # what every click and every request asks for again

    @classmethod
    def open(cls, where: str | Path, *, revision: str = HEAD, home: Path | None = None) -> "Store":
        """`where` is a file or a URL. An older store is migrated, a newer one refused."""
        url = url_of(where)
        with explained(), file_opened():
            single = open_engine(url, foreign_keys=False, pooled=False)
            migrate(single, revision)
            return cls(open_engine(url), _audit_head(url, home), Remembered(_file_of(url)))

    @contextmanager
    def transaction(self) -> Iterator[Session]:
        """Everything inside is written, or nothing; on SQLite one writer at a time."""
        with explained(), Session(self.engine, expire_on_commit=False) as session, session.begin():
            yield session

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """One unchanging view of the store, without keeping any writer waiting."""
        with explained(), Session(read_only(self.engine), expire_on_commit=False) as session, session.begin():
            yield session

    @property
    def dialect(self) -> str:
        return self.engine.dialect.name

    def close(self) -> None:
        self.remembered.close()
        self.engine.dispose()


def _file_of(url: URL) -> Path | None:
    return Path(url.database or "store") if url.drivername == "sqlite" else None


def _audit_head(url: URL, home: Path | None) -> Path | None:
    """In the home; for a file without one, next to the file."""
    file = _file_of(url)
    folder = home or (file.parent if file else None)
    return folder / f"{file.name if file else 'store'}.audit-head" if folder else None


def alone(session: Session, key: int) -> None:
    """Until this transaction ends, no other one with the same key goes past this line."""
    if session.get_bind().dialect.name == "postgresql":  # SQLite has one writer at a time anyway
        session.execute(text("SELECT pg_advisory_xact_lock(:space, :key)"), {"space": LOCK_SPACE, "key": key})
