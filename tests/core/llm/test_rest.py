"""Who keeps failing rests, gets one try afterwards, and is forgiven by an answer."""

from core.llm.rest import LONGEST, PATIENCE, Rest


class Clock:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def test_it_rests_from_the_third_failure_on_and_gets_one_try_afterwards() -> None:
    clock = Clock()
    rest = Rest(60, clock)
    for _ in range(PATIENCE - 1):
        rest.failed("a")
        assert rest.left("a") == 0
    rest.failed("a")
    assert (rest.left("a"), rest.left("b")) == (60, 0)
    clock.now += 60
    assert rest.left("a") == 0
    rest.failed("a")  # the one try
    assert rest.left("a") == 60


def test_an_answer_forgives() -> None:
    rest = Rest(60, Clock())
    for _ in range(PATIENCE - 1):
        rest.failed("a")
    rest.answered("a")
    rest.failed("a")
    assert rest.left("a") == 0


def test_it_rests_for_as_long_as_it_asks_and_at_once_when_it_will_not_get_better() -> None:
    rest = Rest(60, Clock())
    rest.failed("asks", seconds=7)
    rest.failed("key", at_once=True)
    rest.failed("long", at_once=True, seconds=600)
    assert [rest.left(name) for name in ("asks", "key", "long")] == [7, 60, 600]


def test_a_day_that_it_asks_for_is_no_day() -> None:
    rest = Rest(60, Clock())
    rest.failed("a", seconds=86_400)
    assert rest.left("a") == LONGEST < 3600
