"""What is counted for Prometheus: requests, answers, cache, cost, sessions, jobs and errors."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass

from prometheus_client import CollectorRegistry, Counter, Gauge, Histogram, disable_created_metrics, generate_latest
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric

CONTENT_TYPE = "text/plain; version=0.0.4; charset=utf-8"
BUCKETS = (0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1.0, 2.5, 5.0, 10.0, 30.0)


@dataclass(frozen=True)
class Reading:
    """A figure that somebody else keeps, read when it is asked for."""

    name: str
    meaning: str
    value: Callable[[], float]
    counts_up: bool = False


class Metrics:
    """One registry, made with the context; labels hold routes and types, never names of people."""

    def __init__(self) -> None:
        disable_created_metrics()  # type: ignore[no-untyped-call]  # half as many lines, and nobody reads when a counter began
        self._registry = CollectorRegistry()
        self._requests = Counter(
            "qm_requests_total", "Requests by route and status", ["method", "route", "status"], registry=self._registry
        )
        self._latency = Histogram(
            "qm_request_seconds", "Time of a request by route", ["route"], buckets=BUCKETS, registry=self._registry
        )
        self._pages = Histogram(
            "qm_page_seconds", "Time of a page's run", ["page"], buckets=BUCKETS, registry=self._registry
        )
        self._answers = Counter(
            "qm_answers_total",
            "Answers by kind, and whether from the cache",
            ["kind", "cached"],
            registry=self._registry,
        )
        self._answering = Histogram(
            "qm_answer_seconds", "Time of an answer by kind", ["kind"], buckets=BUCKETS, registry=self._registry
        )
        self._errors = Counter("qm_errors_total", "Errors by type", ["type"], registry=self._registry)
        self._busy = Gauge("qm_requests_under_way", "Requests being answered now", registry=self._registry)

    def request(self, method: str, route: str, status: int, seconds: float) -> None:
        self._requests.labels(method, route, str(status)).inc()
        self._latency.labels(route).observe(seconds)

    def page(self, name: str, seconds: float) -> None:
        self._pages.labels(name).observe(seconds)

    def answer(self, kind: str, cached: bool, seconds: float) -> None:
        self._answers.labels(kind, "yes" if cached else "no").inc()
        self._answering.labels(kind).observe(seconds)

    def error(self, error: BaseException) -> None:
        self._errors.labels(type(error).__name__).inc()

    def errors(self) -> Mapping[str, int]:
        """How often each type of error was told."""
        samples = (sample for family in self._errors.collect() for sample in family.samples)
        return {one.labels["type"]: int(one.value) for one in samples if one.name.endswith("_total")}

    def under_way(self, change: int) -> None:
        self._busy.inc(change)

    def read(self, *readings: Reading) -> None:
        """Figures to be looked up at each scrape."""
        self._registry.register(_Read(readings))

    def text(self) -> bytes:
        return generate_latest(self._registry)


class _Read:
    def __init__(self, readings: tuple[Reading, ...]) -> None:
        self._readings = readings

    def describe(self) -> list[Metric]:
        return []  # otherwise registering would already look them up

    def collect(self) -> Iterator[Metric]:
        for one in self._readings:
            kind = CounterMetricFamily if one.counts_up else GaugeMetricFamily
            yield kind(one.name, one.meaning, value=one.value())
