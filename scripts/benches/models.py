"""Answers of a language model: tokens, cost and the program's own time, on a server that counts as providers do."""

import json
from collections.abc import Iterator

from scripts.benches.children import run
from scripts.benches.desk import Desk, say
from scripts.benches.rows import Row, plain


def models(desk: Desk) -> Iterator[Row]:
    """The server belongs to the tests, and runs in a process of its own."""
    say("Answers of a language model, on the wire")
    file = desk.scratch / "models.json"
    run(["-m", "tests.wire.measure", file])
    found = json.loads(file.read_text(encoding="utf-8"))
    first, again = found["first"], found["again"]
    new = "the same question again, from the provider's cache"
    yield plain("models", "tokens in, at full price or more", new, "tokens", _paid(first), _paid(again), more=first)
    yield plain("models", "cost of an answer of two calls", new, "USD", first["usd"], again["usd"], more=again)
    viewer = found["viewer"]
    yield plain(
        "models", "tokens in, with tables for SQL", "without, for who may not write it", "tokens",
        first["tokens_in"], viewer["tokens_in"], more={"bytes_sent": found["bytes_sent"]},
    )  # fmt: skip
    yield plain(
        "models", "an unsure question, engine first, CPU", "the model alone", "ms", found["road_ms"], found["alone_ms"]
    )


def _paid(answer: dict[str, float]) -> float:
    return answer["tokens_in"] - answer["from_cache"]
