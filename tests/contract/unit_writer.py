"""A process that writes numbered whole units until it is killed, and says each one that it was told is kept."""

import sys
from datetime import UTC, datetime

from core.store.open import Store
from core.store.schema import SpanRow, WorkspaceRow

PARTS = 5


def main() -> None:
    url, start = sys.argv[1], int(sys.argv[2])
    store = Store.open(url)
    for unit in range(start, start + 1_000_000):
        with store.transaction() as session:
            session.add(WorkspaceRow(id=str(unit), name="x" * 500))
            session.add_all([part(unit, number) for number in range(PARTS)])
        print(unit, flush=True)


def part(unit: int, number: int) -> SpanRow:
    return SpanRow(
        trace_id=str(unit),
        span_id=str(number),
        user_id="ann",
        name="x" * 500,
        started_at=datetime.now(UTC),
        seconds=0.0,
        status="ok",
        attributes={},
    )


if __name__ == "__main__":
    main()
