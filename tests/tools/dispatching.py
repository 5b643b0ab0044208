"""A desk of logistics over the sample data, and over copies of it that somebody has changed."""

import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import duckdb

from core.access import Asker, terminal
from core.config import load_config
from core.context import Context, open_context
from tests.sample_data.fixture import sample_db

DAY = "2026-06-30"
ROOT = Path(__file__).parents[2]
SAMPLE = sample_db(2_000, DAY, 7)


@contextmanager
def opened(home: Path, file: Path = SAMPLE, persona: str = "Field Engineer") -> Iterator[Context]:
    given = {"app.today": DAY, "warehouse.file": str(file), "app.home": str(home)}
    ctx = open_context(load_config(ROOT, given), terminal(persona))
    try:
        yield ctx
    finally:
        ctx.close()


def limited(ctx: Context, *warehouses: str) -> Context:
    return ctx.for_asker(Asker(ctx.asker.persona, "Manager", all_workspaces=True, warehouses=warehouses))


def changed(home: Path, *statements: str) -> Path:
    """A copy of the sample data to which this was done."""
    file = home / "changed.duckdb"
    shutil.copy(SAMPLE, file)
    with duckdb.connect(str(file)) as db:
        for statement in statements:
            db.execute(statement)
    return file


def sql(statement: str, file: Path = SAMPLE) -> list[tuple[Any, ...]]:
    """What the data say without any of our code."""
    with duckdb.connect(str(file), read_only=True) as db:
        return db.execute(statement).fetchall()
