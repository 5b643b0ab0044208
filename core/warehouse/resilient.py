"""A warehouse elsewhere, with what makes it bearable when it is down or slow: tries again, and a breaker."""

from collections.abc import Callable, Mapping
from datetime import datetime
from typing import TypeVar

from core.warehouse.away import Away
from core.warehouse.base import Cancel, Checked, Errand, Result, Warehouse
from core.warehouse.breaker import Breaker
from core.warehouse.retry import Retry
from core.warehouse.settings import Warehouse as Settings

Value = TypeVar("Value")


class Resilient:
    """Failures that may pass are tried again; after some in a row nobody waits for the next."""

    def __init__(self, inner: Warehouse, retry: Retry, breaker: Breaker, timeout: float) -> None:
        self._inner, self._retry, self._breaker, self._timeout = inner, retry, breaker, timeout
        self.dialect = inner.dialect

    @classmethod
    def of(cls, inner: Warehouse, settings: Settings) -> "Resilient":
        remote = settings.remote
        breaker = Breaker(remote.failures, remote.rest_seconds)
        return cls(inner, Retry(remote.attempts), breaker, settings.timeout_seconds)

    @property
    def generation(self) -> str:
        return self._trying(lambda _: self._inner.generation)

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

    def catalog(self) -> Mapping[str, Mapping[str, str]]:
        return self._trying(lambda _: self._inner.catalog())

    def freshness(self) -> Mapping[str, datetime]:
        return self._trying(lambda _: self._inner.freshness())

    def close(self) -> None:
        self._inner.close()

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
