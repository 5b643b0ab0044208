"""A flood waits and takes no memory; everybody else is not in its way. Sessions follow real time."""

from datetime import UTC, datetime, timedelta

import pytest

from core.errors import TryLater
from core.login.attempts import in_words, network_of
from core.login.limits import RateLimit
from core.login.steady import steady_clock


class Watch:
    now = 100.0

    def __call__(self) -> float:
        return self.now


def taken(limit: RateLimit, key: str, tries: int) -> int:
    done = 0
    for _ in range(tries):
        try:
            limit.take(key)
            done += 1
        except TryLater:
            pass
    return done


def test_a_burst_then_a_steady_rate_and_others_are_not_touched() -> None:
    watch = Watch()
    limit = RateLimit(burst=5, per_second=2, clock=watch)
    assert taken(limit, "ann", 50) == 5
    assert taken(limit, "bob", 5) == 5
    with pytest.raises(TryLater, match=r"Try again in 0\.5 seconds") as refusal:
        limit.take("ann")
    assert refusal.value.after == pytest.approx(0.5)
    watch.now += 0.5
    assert taken(limit, "ann", 50) == 1
    watch.now += 1000
    assert taken(limit, "ann", 50) == 5


def test_a_clock_set_back_gives_nothing_and_takes_nothing() -> None:
    watch = Watch()
    limit = RateLimit(burst=2, per_second=1, clock=watch)
    taken(limit, "ann", 2)
    watch.now -= 50
    assert taken(limit, "ann", 1) == 0
    watch.now += 1
    assert taken(limit, "ann", 5) == 1


def test_a_flood_of_addresses_takes_no_memory_and_wins_no_fresh_bucket() -> None:
    watch = Watch()
    limit = RateLimit(burst=3, per_second=1, keys=100, clock=watch)
    assert taken(limit, "eve", 9) == 3
    assert (
        sum(taken(limit, f"10.0.{n}", 3) for n in range(1000)) == 99 * 3 + 3
    )  # the table, and one bucket for the rest
    assert len(limit) == 100
    assert taken(limit, "eve", 9) == 0
    watch.now += 60
    assert taken(limit, "new", 9) == 3  # the flood is over, places are free again
    assert len(limit) <= 100


def test_what_is_more_than_the_burst_waits_for_a_full_bucket() -> None:
    limit = RateLimit(burst=3, per_second=1, clock=Watch())
    limit.take("ann", 10)
    with pytest.raises(TryLater):
        limit.take("ann", 10)


def test_a_clock_that_jumps_is_not_followed_but_real_time_is() -> None:
    wall, elapsed = [datetime(2026, 3, 1, tzinfo=UTC)], [50.0]
    now = steady_clock(lambda: wall[0], lambda: elapsed[0])
    wall[0] += timedelta(days=300)
    elapsed[0] += 90
    assert now() == datetime(2026, 3, 1, 0, 1, 30, tzinfo=UTC)
    assert abs(steady_clock()() - datetime.now(UTC)) < timedelta(minutes=5)


@pytest.mark.parametrize(
    ("address", "network"),
    [
        ("192.0.2.7", "192.0.2.7"), ("::ffff:192.0.2.7", "192.0.2.7"), ("2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        ("2001:db8:1:2::9", "2001:db8:1:2::/64"), ("testclient", "testclient"), ("", ""), ("x" * 999, "x" * 64),
    ],
)  # fmt: skip
def test_an_address_is_its_network(address: str, network: str) -> None:
    assert network_of(address) == network


@pytest.mark.parametrize(
    ("seconds", "words"), [(0.2, "1 second"), (59, "59 seconds"), (60, "1 minute"), (899, "15 minutes")]
)
def test_time_is_told_in_words(seconds: float, words: str) -> None:
    assert in_words(seconds) == words
