"""Sample data as a generation of the data home, where loads go on from it."""

from datetime import UTC, date, datetime
from pathlib import Path

import duckdb

from core.warehouse.drafts import Loaded
from core.warehouse.generations import new_generation
from scripts.sample_data.business import Progress, generate

SEED = 7


def make_sample(home: Path, orders: int, until: date, progress: Progress) -> None:
    """It counts from the moment it is complete; whoever is asking meanwhile sees what was there before."""
    home.mkdir(parents=True, exist_ok=True)
    with new_generation(home) as draft:
        generate(draft.path, orders, until, SEED, progress)
        source = f"sample data up to {until}, {orders} orders"
        now = datetime.now(UTC)
        draft.loaded.update({table: Loaded(now, rows, source) for table, rows in _counts(draft.path).items()})


def _counts(file: Path) -> dict[str, int]:
    with duckdb.connect(str(file), read_only=True) as connection:
        tables = connection.execute("SELECT table_name FROM duckdb_tables() WHERE NOT internal").fetchall()
        return {name: connection.execute(f'SELECT count(*) FROM "{name}"').fetchall()[0][0] for (name,) in tables}
