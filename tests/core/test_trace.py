"""Traces: what is recorded, what is not, who may read it, and that it never stands in the way."""

import time
from collections.abc import Iterator
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread

import pytest
from opentelemetry.proto.collector.trace.v1.trace_service_pb2 import ExportTraceServiceRequest
from sqlalchemy import text

from core.clock import Clock
from core.errors import NotFound
from core.store.open import Store
from core.store.spans import Step, keep_steps
from core.trace import Tracer


@pytest.fixture
def store(tmp_path: Path) -> Iterator[Store]:
    opened = Store.open(tmp_path / "state.db")
    yield opened
    opened.close()


@pytest.fixture
def tracer(store: Store) -> Iterator[Tracer]:
    opened = Tracer(store)
    yield opened
    opened.close()


def test_every_step_is_kept_under_its_parent_with_its_time_and_notes(tracer: Tracer) -> None:
    with tracer.answer("query", "ann") as trace:
        with trace.step("compile", dialect="duckdb"):
            pass
        with trace.step("run") as run:
            with trace.step("guard"):
                time.sleep(0.01)
            run.note(rows=12, truncated=False)
        trace.note(cached=False)
    query, compiled, run_step, guard = tracer.steps_of(trace.id, "ann")
    assert [query.name, compiled.name, run_step.name, guard.name] == ["query", "compile", "run", "guard"]
    assert (query.parent, compiled.parent, run_step.parent, guard.parent) == (None, query.id, query.id, run_step.id)
    assert run_step.attributes == {"rows": "12", "truncated": "False"}
    assert (compiled.attributes, query.attributes) == ({"dialect": "duckdb"}, {"cached": "False"})
    assert 0.01 <= guard.seconds <= run_step.seconds <= query.seconds
    assert [name for name, _ in trace.timings] == ["compile", "guard", "run"]


def test_a_step_in_another_thread_belongs_to_the_answer(tracer: Tracer) -> None:
    def work() -> None:
        with trace.step("elsewhere"):
            pass

    with tracer.answer("query", "ann") as trace, tracer.answer("other", "bob") as other:
        thread = Thread(target=work)
        thread.start()
        thread.join()
    assert [step.name for step in tracer.steps_of(trace.id, "ann")] == ["query", "elsewhere"]
    assert [step.name for step in tracer.steps_of(other.id, "bob")] == ["other"]


def test_anothers_trace_looks_like_none(tracer: Tracer) -> None:
    with tracer.answer("query", "ann") as trace:
        pass
    with pytest.raises(NotFound) as of_ann:
        tracer.steps_of(trace.id, "bob")
    with pytest.raises(NotFound) as of_nobody:
        tracer.steps_of("0" * 32, "bob")
    assert of_ann.value.message.replace(trace.id, "") == of_nobody.value.message.replace("0" * 32, "")
    assert tracer.answers_of("bob") == ()
    assert [answer.trace_id for answer in tracer.answers_of("ann")] == [trace.id]


def test_an_error_is_told_by_its_type_alone(tracer: Tracer, store: Store) -> None:
    with pytest.raises(ValueError), tracer.answer("query", "ann") as trace, trace.step("run"):
        raise ValueError("row with secret 4711")
    steps = tracer.steps_of(trace.id, "ann")
    assert [(step.status, step.attributes["error"]) for step in steps] == [("error", "ValueError")] * 2
    assert "4711" not in everything_kept(store)


def test_notes_that_are_not_on_the_list_never_reach_the_store(tracer: Tracer, store: Store) -> None:
    notes = {"sql": "SELECT 4711", "password": "4711", "rows": 1, "tables": "sales\0" * 1000}
    with tracer.answer("query", "ann") as trace, trace.step("run", **notes) as step:
        step.note(**notes)
    attributes = tracer.steps_of(trace.id, "ann")[1].attributes
    assert (set(attributes), len(attributes["tables"])) == ({"rows", "tables"}, 200)
    assert "4711" not in everything_kept(store)


def everything_kept(store: Store) -> str:
    with store.reading() as session:
        return str(session.execute(text("SELECT * FROM span")).all())


def test_a_store_that_is_away_fails_no_answer(store: Store, tracer: Tracer) -> None:
    with store.transaction() as session:
        session.execute(text("ALTER TABLE span RENAME TO elsewhere"))
    with tracer.answer("query", "ann") as trace:
        pass
    tracer._kept.force_flush()
    with store.transaction() as session:
        session.execute(text("ALTER TABLE elsewhere RENAME TO span"))
    with tracer.answer("query", "ann") as trace:
        pass
    assert len(tracer.steps_of(trace.id, "ann")) == 1


def test_closing_writes_what_still_waits(store: Store) -> None:
    tracer = Tracer(store)
    with tracer.answer("query", "ann"):
        pass
    tracer.close()
    assert "query" in everything_kept(store)


def test_old_traces_are_forgotten(store: Store) -> None:
    def step(trace: str, days: int) -> Step:
        return Step(trace, "1", None, "ann", "query", Clock.utc() - timedelta(days=days), 0.1, "ok", {})

    keep_steps(store, [step("old", 31), step("new", 29)])
    tracer = Tracer(store, keep_days=30)
    with tracer.answer("query", "ann"):
        pass
    assert [answer.trace_id for answer in tracer.answers_of("ann")][1:] == ["new"]
    tracer.close()


class Collector(BaseHTTPRequestHandler):
    received: list[tuple[str, str | None, bytes]]

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["Content-Length"]))
        self.received.append((self.path, self.headers["x-key"], body))
        self.send_response(200)
        self.send_header("Content-Length", "0")
        self.end_headers()

    def log_message(self, *_: object) -> None:
        """Quietly."""


def test_a_collector_receives_every_step(store: Store) -> None:
    collector = type("OneCollector", (Collector,), {"received": []})
    with ThreadingHTTPServer(("127.0.0.1", 0), collector) as server:
        Thread(target=server.serve_forever).start()
        tracer = Tracer(store, otlp_endpoint=f"http://127.0.0.1:{server.server_port}", otlp_headers="x-key=abc")
        with tracer.answer("query", "ann") as trace, trace.step("run", rows=3):
            pass
        tracer.close()
        server.shutdown()
    [(path, key, body)] = collector.received
    spans = ExportTraceServiceRequest.FromString(body).resource_spans[0].scope_spans[0].spans
    assert (path, key) == ("/v1/traces", "abc")
    assert {span.name: span.trace_id.hex() for span in spans} == {"query": trace.id, "run": trace.id}
    assert len(tracer.steps_of(trace.id, "ann")) == 2


def test_a_collector_that_is_away_loses_nothing_in_the_store(store: Store) -> None:
    tracer = Tracer(store, otlp_endpoint="http://127.0.0.1:9")
    with tracer.answer("query", "ann") as trace:
        pass
    assert len(tracer.steps_of(trace.id, "ann")) == 1
    tracer.close()
