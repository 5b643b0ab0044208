"""Every answer's steps with their times: kept in the store for the trace viewer, and sent on by OTLP where wanted."""

import logging
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TypedDict, Unpack

from opentelemetry import trace as otel
from opentelemetry.context import Context
from opentelemetry.sdk.resources import Resource
from opentelemetry.sdk.trace import ReadableSpan, TracerProvider
from opentelemetry.sdk.trace.export import BatchSpanProcessor, SpanExporter, SpanExportResult
from opentelemetry.sdk.trace.sampling import ALWAYS_ON
from opentelemetry.trace import Span, Status, StatusCode, format_span_id, format_trace_id, set_span_in_context

from core.errors import NotFound, QuartermasterError
from core.store import spans
from core.store.columns import storable
from core.store.open import Store
from core.store.spans import Step as Step

QUEUE = 2048  # steps that wait to be written at most; the oldest go first when more come
LONGEST = 200  # characters of an attribute
HOURLY = 3600.0
OTLP_TIMEOUT = 5.0
log = logging.getLogger(__name__)


class Notes(TypedDict, total=False):
    """All that a step may note: no key is here that could hold SQL, a question, a value from a row or a secret."""

    backend: str
    bytes_scanned: int
    cache_read: int  # tokens, from the cache of a model's provider
    cache_written: int
    cached: bool
    cold: bool  # a function had to start first
    columns: int
    correlation: str  # the id of the request, as in the log and in the response's header
    cost: str
    dialect: str
    engine: str
    error: str  # its type, never its text
    function: str  # its name on AWS Lambda
    gb_seconds: float
    intent: str
    generation: str
    model: str
    persona: str
    provider: str
    placed: str  # how many of the question's words have a part in its reading, as 5 of 5
    role: str
    rows: int
    status: str  # answered, clarify, denied or refused
    tables: str
    tokens: int
    tokens_in: int
    tokens_out: int
    truncated: bool


ALLOWED = frozenset(Notes.__annotations__)


class StepOpen:
    """A step under way."""

    def __init__(self, span: Span) -> None:
        self._span = span

    def note(self, **notes: Unpack[Notes]) -> None:
        """A key that is not allowed is left out, so that no value slips into a trace by a name made up elsewhere."""
        for key, value in notes.items():
            if key in ALLOWED:
                self._span.set_attribute(key, storable(str(value))[:LONGEST])


@dataclass
class Trace:
    """One answer being made. `timings` has each finished step's seconds, for the answer itself."""

    id: str
    user: str
    timings: list[tuple[str, float]] = field(default_factory=list)
    _root: Span = otel.INVALID_SPAN
    _tracer: otel.Tracer = field(default_factory=otel.NoOpTracer)

    @contextmanager
    def step(self, name: str, **notes: Unpack[Notes]) -> Iterator[StepOpen]:
        began = time.perf_counter()
        context = set_span_in_context(self._parent())
        with _recorded(self._tracer, name, self.user, context) as span:
            step = StepOpen(span)
            step.note(**notes)
            try:
                yield step
            finally:
                self.timings.append((name, time.perf_counter() - began))

    def note(self, **notes: Unpack[Notes]) -> None:
        StepOpen(self._root).note(**notes)

    def _parent(self) -> Span:
        """The step this thread is in; in a thread of its own, the answer."""
        current = otel.get_current_span()
        same = current.get_span_context().trace_id == self._root.get_span_context().trace_id
        return current if same else self._root


class Tracer:
    """Opened once with the store. Writing happens in the background and never holds up or fails an answer."""

    def __init__(
        self, store: Store, keep_days: int = 30, otlp_endpoint: str | None = None, otlp_headers: str | None = None
    ) -> None:
        self._store = store
        self._kept = BatchSpanProcessor(IntoStore(store, timedelta(days=keep_days)), QUEUE, 500, 512)
        self._provider = TracerProvider(ALWAYS_ON, Resource.create({"service.name": "quartermaster"}))
        self._provider.add_span_processor(self._kept)
        if otlp_endpoint:
            self._provider.add_span_processor(_otlp(otlp_endpoint, otlp_headers))
        self._tracer = self._provider.get_tracer("quartermaster")

    @contextmanager
    def answer(self, name: str, user: str) -> Iterator[Trace]:
        """A trace of its own, whatever is under way around it."""
        with _recorded(self._tracer, name, user, otel.set_span_in_context(otel.INVALID_SPAN)) as root:
            trace_id = format_trace_id(root.get_span_context().trace_id)
            yield Trace(trace_id, user, _root=root, _tracer=self._tracer)

    def steps_of(self, trace_id: str, asker: str) -> tuple[Step, ...]:
        """Another's trace looks like none at all."""
        self._kept.force_flush()
        steps = spans.steps_of(self._store, trace_id, asker)
        if not steps:
            raise NotFound(f"There is no trace {trace_id[:40]!r}.")
        return steps

    def answers_of(self, asker: str, limit: int = 50) -> tuple[Step, ...]:
        self._kept.force_flush()
        return spans.answers_of(self._store, asker, limit)

    def close(self) -> None:
        """Writes what still waits."""
        self._provider.shutdown()


class IntoStore(SpanExporter):
    """Writes finished steps in batches, and forgets old ones once an hour."""

    def __init__(self, store: Store, keep: timedelta) -> None:
        self._store, self._keep = store, keep
        self._forget_at = time.monotonic()

    def export(self, spans_: Sequence[ReadableSpan]) -> SpanExportResult:
        try:
            spans.keep_steps(self._store, [_step(span) for span in spans_])
            self._forget_old()
        except QuartermasterError as error:
            log.warning("%d steps of traces were not kept: %s", len(spans_), error.message)
            return SpanExportResult.FAILURE
        return SpanExportResult.SUCCESS

    def _forget_old(self) -> None:
        if time.monotonic() >= self._forget_at:
            self._forget_at = time.monotonic() + HOURLY
            spans.forget_before(self._store, datetime.now(UTC) - self._keep)


@contextmanager
def _recorded(tracer: otel.Tracer, name: str, user: str, context: Context) -> Iterator[Span]:
    """Without the library's own record of exceptions, which copies their text and traceback into the trace."""
    with tracer.start_as_current_span(
        name, context, attributes={"user": user}, record_exception=False, set_status_on_exception=False
    ) as span:
        try:
            yield span
        except BaseException as error:
            span.set_attribute("error", type(error).__name__)
            span.set_status(Status(StatusCode.ERROR))
            raise


def _step(span: ReadableSpan) -> Step:
    context, attributes = span.context, span.attributes or {}
    started, ended = span.start_time or 0, span.end_time or 0
    return Step(
        trace_id=format_trace_id(context.trace_id),
        id=format_span_id(context.span_id),
        parent=format_span_id(span.parent.span_id) if span.parent else None,
        user=str(attributes.get("user", "")),
        name=span.name,
        started=datetime.fromtimestamp(started / 1e9, UTC),
        seconds=max(ended - started, 0) / 1e9,  # the wall clock may have been set back meanwhile
        status="error" if span.status.status_code is StatusCode.ERROR else "ok",
        attributes={key: str(value) for key, value in attributes.items() if key in ALLOWED},
    )


def _otlp(endpoint: str, headers: str | None) -> BatchSpanProcessor:
    from opentelemetry.exporter.otlp.proto.http.trace_exporter import OTLPSpanExporter  # only where it is configured

    address = endpoint if endpoint.endswith("/v1/traces") else endpoint.rstrip("/") + "/v1/traces"
    pairs = (pair.partition("=") for pair in (headers or "").split(",") if pair)
    exporter = OTLPSpanExporter(
        address, headers={name.strip(): value.strip() for name, _, value in pairs}, timeout=OTLP_TIMEOUT
    )
    return BatchSpanProcessor(exporter, QUEUE, 1000, 512)
