"""Tries again and the breaker, on a clock that is set."""

import time

import pytest

from core.errors import Invalid
from core.warehouse.away import Away, Throttled
from core.warehouse.base import Cancel
from core.warehouse.breaker import Breaker
from core.warehouse.retry import Retry


class Flaky:
    def __init__(self, failures: int, error: Exception) -> None:
        self.left, self.error, self.calls = failures, error, 0

    def __call__(self, _left: float) -> str:
        self.calls += 1
        if self.left:
            self.left -= 1
            raise self.error
        return "found"


def test_what_passes_is_tried_three_times() -> None:
    flaky = Flaky(2, Away("gone"))
    assert Retry(3, first=0.01).call(flaky, 5) == "found"
    assert flaky.calls == 3
    hopeless = Flaky(9, Away("gone"))
    with pytest.raises(Away):
        Retry(3, first=0.01).call(hopeless, 5)
    assert hopeless.calls == 3


def test_what_does_not_pass_is_not_tried_again() -> None:
    wrong = Flaky(1, Invalid("wrong"))
    with pytest.raises(Invalid):
        Retry(3, first=0.01).call(wrong, 5)
    assert wrong.calls == 1


def test_no_try_begins_after_the_time_is_up_or_the_asker_gone() -> None:
    busy = Flaky(9, Throttled("busy", after=100))
    began = time.monotonic()
    with pytest.raises(Throttled):
        Retry(3).call(busy, 0.5)
    assert (busy.calls, time.monotonic() - began < 50) == (1, True)
    cancel = Cancel()
    cancel.now()
    gone = Flaky(9, Away("gone"))
    with pytest.raises(Away):
        Retry(3).call(gone, 30, cancel)
    assert gone.calls == 1


def test_after_some_failures_nobody_waits_and_one_tries_after_the_rest() -> None:
    now = [0.0]
    breaker = Breaker(failures=2, rest=30, clock=lambda: now[0])
    breaker.ask()
    breaker.failed()
    breaker.ask()
    breaker.failed()
    with pytest.raises(Away, match=r"2 times in a row.* in 30 s"):
        breaker.ask()
    now[0] = 31
    breaker.ask()
    with pytest.raises(Away):
        breaker.ask()  # while the other one tries
    breaker.worked()
    breaker.ask()
    breaker.failed()
    breaker.ask()  # one failure is none too many
