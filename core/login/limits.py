"""How often: a bucket of tokens for each user or address, in a bounded table."""

from collections import OrderedDict
from collections.abc import Callable, Hashable
from dataclasses import dataclass
from threading import Lock
from time import monotonic

from core.errors import TryLater


@dataclass
class _Bucket:
    tokens: float
    at: float


class RateLimit:
    """`burst` at once, then `per_second`. With more than `keys` askers at a time, new ones share one bucket.

    So a flood from many addresses takes no memory, and wins nobody a fresh bucket.
    """

    def __init__(
        self, burst: float, per_second: float, keys: int = 10_000, clock: Callable[[], float] = monotonic
    ) -> None:
        self._burst, self._rate, self._keys, self._clock = burst, per_second, keys, clock
        self._buckets: OrderedDict[Hashable, _Bucket] = OrderedDict()
        self._shared = _Bucket(burst, clock())
        self._lock = Lock()

    def take(self, key: Hashable, tokens: float = 1.0) -> None:
        """Raises TryLater with the seconds until as much is there again."""
        with self._lock:
            now = self._clock()
            bucket = self._bucket(key, now)
            self._refill(bucket, now)
            missing = min(tokens, self._burst) - bucket.tokens
            if missing <= 0:
                bucket.tokens -= min(tokens, self._burst)
                return
        after = missing / self._rate
        raise TryLater(f"That was too often. Try again in {max(round(after, 1), 0.1):g} seconds.", after)

    def __len__(self) -> int:
        return len(self._buckets)

    def _bucket(self, key: Hashable, now: float) -> _Bucket:
        if key in self._buckets:
            self._buckets.move_to_end(key)
            return self._buckets[key]
        if len(self._buckets) >= self._keys and not self._drop_full(now):
            return self._shared
        bucket = self._buckets[key] = _Bucket(self._burst, now)
        return bucket

    def _drop_full(self, now: float) -> bool:
        """The one unused longest, if it is full again: then nothing is forgotten with it."""
        oldest = next(iter(self._buckets))
        self._refill(self._buckets[oldest], now)
        if self._buckets[oldest].tokens < self._burst:
            return False
        del self._buckets[oldest]
        return True

    def _refill(self, bucket: _Bucket, now: float) -> None:
        bucket.tokens = min(self._burst, bucket.tokens + max(now - bucket.at, 0.0) * self._rate)
        bucket.at = now
