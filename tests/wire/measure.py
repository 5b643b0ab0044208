"""Tokens, cost and time of a model's answers over the wire of this machine: `python -m tests.wire.measure FILE`."""

import json
import sys
import tempfile
import time
from dataclasses import replace
from pathlib import Path
from statistics import median

from agents.ask import Asking
from agents.model.answer import Written
from agents.model.answer import answer as by_model
from tests.wire.heard import Act, Heard, Say, Use
from tests.wire.workplace import MANAGER, Workplace, workplace

ROUNDS = 15
QUESTION = "revenue by flurble"  # the engine does not know the word, and gives it to the model


def reporting(heard: Heard) -> Act:
    """What most answers are: one query, then two sentences about its table."""
    if not heard.turn:
        query = {"measures": ["revenue"], "by": ["warehouse"], "order": "-revenue"}
        return Use("run_query", {"query": query}, before="I look up revenue by warehouse.")
    first, *_, last = heard.results[0].rows
    return Say(f"{first[1]} has the most revenue: {first[2]:,.2f}. The least has {last[1]} with {last[2]:,.2f}.")


def main(file: Path) -> None:
    with tempfile.TemporaryDirectory(prefix="measure-") as home:
        # A Viewer's model has no SQL; a Manager's has the tables in its standing text besides.
        with workplace(Path(home) / "viewer", reporting, replace(MANAGER, role="Viewer")) as at:
            viewer = at.ask(QUESTION)
        with workplace(Path(home) / "manager", reporting) as at:
            first, again = at.ask(QUESTION), at.ask(QUESTION)
            found = {"viewer": told(viewer), "first": told(first), "again": told(again), **times(at)}
            found["bytes_sent"] = len(at.record.heard[1].raw)
    file.write_text(json.dumps(found))


def told(made: Written) -> dict[str, float]:
    tokens = made.tokens
    return {
        "calls": made.calls,
        "tokens_in": tokens.given,
        "tokens_out": tokens.made,
        "from_cache": tokens.read,
        "to_cache": tokens.written,
        "usd": float(made.amount),
    }


def times(at: Workplace) -> dict[str, float]:
    """Of the whole road, and of the model's part alone, of the processor: the engine first must not be felt."""
    asking = Asking.open(at.ctx, by_model)
    road, alone = [], []
    for _ in range(ROUNDS):
        began = time.process_time()
        asking.ask(QUESTION)
        between = time.process_time()
        at.ask(QUESTION)
        road.append(between - began)
        alone.append(time.process_time() - between)
    return {"road_ms": median(road) * 1000, "alone_ms": median(alone) * 1000}


if __name__ == "__main__":
    main(Path(sys.argv[1]))
