"""The cache: how long, how much, for whom, and once only."""

from collections.abc import Callable
from itertools import count
from threading import Barrier, Event, Thread

import pytest

from core.cache import Cache, Cached, Key, result_bytes
from core.errors import BudgetSpent, Unavailable
from core.warehouse.base import Result

TTL = 300.0


class Hands:
    """A clock that is moved by hand."""

    time = 1000.0

    def __call__(self) -> float:
        return self.time


def key(sql: str = "SELECT 1", generation: str = "g1", dialect: str = "duckdb") -> Key:
    return Key(sql, dialect, generation)


def get(cache: Cache[str], at: Key, value: str = "fresh", ttl: float = TTL, size: int = 1) -> Cached[str]:
    return cache.get_or_compute(at, lambda: value, ttl, lambda _: size)


def together(number: int, work: Callable[[], object]) -> list[object]:
    """What each of many threads got, or the error it met."""
    outcomes: list[object] = []
    start = Barrier(number)

    def one() -> None:
        start.wait()
        try:
            outcomes.append(work())
        except Exception as error:  # noqa: BLE001  # an outcome like any other
            outcomes.append(error)

    threads = [Thread(target=one) for _ in range(number)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return outcomes


def test_an_entry_is_used_again_until_its_time_is_over() -> None:
    cache, clock = Cache[str](clock=(clock := Hands())), clock
    assert get(cache, key(), "first") == Cached("first", hit=False, age=0)
    clock.time += 299
    assert get(cache, key(), "second") == Cached("first", hit=True, age=299)
    clock.time += 1
    assert get(cache, key(), "second") == Cached("second", hit=False, age=0)


def test_a_dashboard_may_use_what_is_too_old_for_a_question() -> None:
    cache, clock = Cache[str](clock=(clock := Hands())), clock
    get(cache, key(), "first")
    clock.time += 600
    assert get(cache, key(), ttl=900.0).value == "first"
    assert get(cache, key(), ttl=300.0).value == "fresh"


@pytest.mark.parametrize("jump", [-10_000, 10_000_000])
def test_a_clock_that_jumps_only_costs_a_computation(jump: float) -> None:
    cache, clock = Cache[str](clock=(clock := Hands())), clock
    get(cache, key(), "first")
    clock.time += jump
    assert get(cache, key(), "second") == Cached("second", hit=False, age=0)
    assert get(cache, key(), "third").value == "second"


def test_the_one_unused_longest_goes_first() -> None:
    cache = Cache[str](entries=2)
    for sql in ("a", "b", "a", "c"):
        get(cache, key(sql))
    assert [get(cache, key(sql)).hit for sql in ("a", "c", "b")] == [True, True, False]
    assert cache.stats.entries == 2


def test_bytes_are_limited_too_and_what_is_too_big_alone_is_not_kept() -> None:
    cache = Cache[str](max_bytes=100)
    get(cache, key("a"), size=60)
    get(cache, key("b"), size=40)
    assert cache.stats.bytes == 100
    get(cache, key("c"), size=50)
    assert [cache.stale(key(sql)) is not None for sql in "abc"] == [False, True, True]
    assert get(cache, key("huge"), size=101).value == "fresh"
    assert (cache.stats.entries, cache.stats.bytes, cache.stats.evicted) == (2, 90, 1)


def test_the_same_key_again_replaces_its_bytes() -> None:
    cache, clock = Cache[str](clock=(clock := Hands())), clock
    get(cache, key(), size=60)
    clock.time += TTL
    get(cache, key(), size=10)
    assert cache.stats.bytes == 10


@pytest.mark.parametrize("other", [key("SELECT 2"), key(generation="g2"), key(dialect="trino")])
def test_nothing_is_shared_across_sql_generation_or_dialect(other: Key) -> None:
    cache = Cache[str]()
    get(cache, key(), "mine")
    assert get(cache, other, "theirs") == Cached("theirs", hit=False, age=pytest.approx(0, abs=60))


def test_a_generation_or_everything_is_forgotten() -> None:
    cache = Cache[str]()
    get(cache, key(generation="g1"))
    get(cache, key(generation="g2"))
    cache.invalidate("g1")
    assert cache.stale(key(generation="g1")) is None
    assert cache.latest(key(generation="g1")) is not None  # of the other one
    assert cache.stale(key(generation="g2")) is not None
    cache.invalidate()
    assert (cache.stats.entries, cache.stats.bytes) == (0, 0)


def test_an_expired_entry_can_still_be_read_with_its_age() -> None:
    cache, clock = Cache[str](clock=(clock := Hands())), clock
    get(cache, key(), "old")
    clock.time += 5000
    assert cache.stale(key()) == Cached("old", hit=True, age=5000)

    def away() -> str:
        raise Unavailable("The warehouse is away.")

    with pytest.raises(Unavailable):
        cache.get_or_compute(key(), away, TTL, len)
    assert cache.stale(key()) == Cached("old", hit=True, age=5000)


def test_a_hundred_at_once_compute_once() -> None:
    cache, calls = Cache[int](), count(1)
    slow = Event()

    def compute() -> int:
        slow.wait(0.2)
        return next(calls)

    outcomes = together(100, lambda: cache.get_or_compute(key(), compute, TTL, lambda _: 1))
    assert [outcome.value for outcome in outcomes] == [1] * 100
    assert sum(outcome.hit for outcome in outcomes) == 99
    assert (cache.stats.hits, cache.stats.misses, cache.stats.hit_rate) == (99, 1, 0.99)


def test_a_failure_reaches_all_who_wait_and_is_not_kept() -> None:
    cache, calls = Cache[int](), count(1)
    come, all_have_come = count(1), Event()

    def fail() -> int:
        assert all_have_come.wait(60)
        Event().wait(0.5)  # for the last step of the last one
        raise Unavailable(f"Failure {next(calls)}.")

    def one() -> object:
        if next(come) == 20:
            all_have_come.set()
        return cache.get_or_compute(key(), fail, TTL, lambda _: 1)

    outcomes = together(20, one)
    assert {str(outcome) for outcome in outcomes} == {"Failure 1."}
    assert cache.get_or_compute(key(), lambda: 7, TTL, lambda _: 1).value == 7


def test_one_who_gives_up_does_not_doom_the_others() -> None:
    cache, leading, given_up = Cache[str](), Event(), Event()

    def cancelled_one() -> str:
        leading.set()
        given_up.wait(5)
        raise Unavailable("This was cancelled.")

    leader = Thread(
        target=lambda: together(
            1, lambda: cache.get_or_compute(key(), cancelled_one, TTL, len, cancelled=given_up.is_set)
        )
    )
    leader.start()
    leading.wait(5)
    Thread(target=lambda: (Event().wait(0.2), given_up.set())).start()
    outcomes = together(5, lambda: get(cache, key()))
    leader.join()
    assert [outcome.value for outcome in outcomes] == ["fresh"] * 5
    assert sum(not outcome.hit for outcome in outcomes) == 1


def test_a_budget_that_is_spent_is_of_one_asker_only() -> None:
    cache, turns = Cache[str](), count(1)

    def paid() -> str:
        if next(turns) > 1:
            return "fresh"
        Event().wait(0.5)
        raise BudgetSpent("Your budget for today is 1 USD.")

    outcomes = together(5, lambda: cache.get_or_compute(key(), paid, TTL, len))
    assert sum(isinstance(outcome, BudgetSpent) for outcome in outcomes) == 1


def test_one_who_waits_may_give_up() -> None:
    cache, leading, finish = Cache[str](), Event(), Event()

    def slow() -> str:
        leading.set()
        finish.wait(5)
        return "late"

    leader = Thread(target=lambda: cache.get_or_compute(key(), slow, TTL, len))
    leader.start()
    leading.wait(5)
    with pytest.raises(Unavailable, match="cancelled"):
        cache.get_or_compute(key(), lambda: "never", TTL, len, cancelled=lambda: True)
    finish.set()
    leader.join()
    assert get(cache, key()).value == "late"


def test_what_was_invalidated_while_it_was_computed_is_not_kept() -> None:
    cache = Cache[str]()

    def compute() -> str:
        cache.invalidate()
        return "of before"

    assert cache.get_or_compute(key(), compute, TTL, len).value == "of before"
    assert get(cache, key(), "of after").value == "of after"


def test_the_size_of_a_result_grows_with_its_rows_and_texts() -> None:
    def result(rows: int, text: str) -> Result:
        return Result(("a", "b"), ("text", "integer"), tuple((text, n) for n in range(rows)))

    small, long, wide = (result_bytes(result(*shape)) for shape in ((10, "x"), (10_000, "x"), (10, "x" * 1000)))
    assert result_bytes(result(0, "")) < small < wide < long
    assert long == pytest.approx(1000 * (small - 1000), rel=0.01)
