"""A warehouse elsewhere, with what makes it bearable when it is down or slow: tries again, and a breaker."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import Generic, TypeVar

from core.warehouse.away import PASSING, Away
from core.warehouse.base import Cancel, Checked, Errand, Result, Warehouse
from core.warehouse.breaker import Breaker
from core.warehouse.remote import Catalog
from core.warehouse.retry import Retry
from core.warehouse.settings import Warehouse as Settings

Value = TypeVar("Value")
Loaded = Mapping[str, datetime]


class Last(Generic[Value]):
    """What was told last goes on being true for as long as nobody can tell better."""

    def __init__(self) -> None:
        self._value: tuple[Value, ...] = ()

    def get(self, breaker: Breaker, read: Callable[[], Value]) -> Value:
        try:
            if breaker.open:
                breaker.ask()
            self._value = (read(),)
        except PASSING:
            if not self._value:
                raise
        return self._value[0]


class Resilient:
    """Failures that may pass are tried again; after some in a row nobody waits for the next."""

    def __init__(self, inner: Warehouse, retry: Retry, breaker: Breaker, timeout: float) -> None:
        self._inner, self._retry, self._breaker, self._timeout = inner, retry, breaker, timeout
        self.dialect = inner.dialect
        self._generation, self._catalog, self._freshness = Last[str](), Last[Catalog](), Last[Loaded]()

    @classmethod
    def of(cls, inner: Warehouse, settings: Settings) -> "Resilient":
        remote = settings.remote
        breaker = Breaker(remote.failures, remote.rest_seconds)
        return cls(inner, Retry(remote.attempts), breaker, settings.timeout_seconds)

    @property
    def generation(self) -> str:
        return self._generation.get(self._breaker, lambda: self._known(lambda: self._inner.generation))

    def run(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
    ) -> Result:
        return self._trying(
            lambda left: self._inner.run(checked, timeout=left, cancel=cancel, errand=errand), timeout, cancel
        )

    def run_by_hand(
        self,
        checked: Checked,
        *,
        timeout: float | None = None,
        cancel: Cancel | None = None,
        errand: Errand | None = None,
        rows: int | None = None,
    ) -> Result:
        return self._trying(
            lambda left: self._inner.run_by_hand(checked, timeout=left, cancel=cancel, errand=errand, rows=rows),
            timeout,
            cancel,
        )

    def catalog(self) -> Catalog:
        return self._catalog.get(self._breaker, lambda: self._known(self._inner.catalog))

    def freshness(self) -> Loaded:
        return self._freshness.get(self._breaker, lambda: self._known(self._inner.freshness))

    def close(self) -> None:
        self._inner.close()

    def _known(self, read: Callable[[], Value]) -> Value:
        """Mostly at hand, so that it proves nothing when it works."""
        try:
            return self._retry.call(lambda _: read(), self._timeout)
        except Away:
            self._breaker.failed()
            raise

    def _trying(
        self, act: Callable[[float], Value], timeout: float | None = None, cancel: Cancel | None = None
    ) -> Value:
        seconds = self._timeout if timeout is None else min(timeout, self._timeout)
        self._breaker.ask()
        return self._retry.call(lambda left: self._watched(act, left), seconds, cancel)

    def _watched(self, act: Callable[[float], Value], left: float) -> Value:
        try:
            found = act(left)
        except Away:
            self._breaker.failed()
            raise
        self._breaker.worked()
        return found
