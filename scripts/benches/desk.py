"""A run of the benches: what was asked for, where things lie, and the data made once."""

import hashlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from pathlib import Path
from tempfile import mkdtemp

import duckdb

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.warehouse.connection import open_locked
from scripts.benches import children
from scripts.benches.questions import STOCK

AS_OF, SEED = date(2026, 6, 30), 7
GENERATOR = "scripts/generate_sample_data.py"


@dataclass(frozen=True)
class Desk:
    """`scratch` is thrown away at the end; `data` may be kept for the next run."""

    orders: tuple[int, ...]
    scratch: Path
    data: Path
    quick: bool = False

    @property
    def rounds(self) -> int:
        return 3 if self.quick else 25

    @property
    def seconds(self) -> float:
        """For one thing to be measured."""
        return 0.5 if self.quick else 6.0

    def database(self, orders: int) -> Path:
        """Sample data of this size, named after what made it."""
        path = self.data / f"sample-{_generator()}-{orders}-{AS_OF}-{SEED}.duckdb"
        if not path.is_file():
            say(f"Making sample data of {orders:,} orders")
            children.run(generating(path, orders))
        return path

    def folder(self, name: str) -> Path:
        return Path(mkdtemp(prefix=f"{name}-", dir=self.scratch))


def generating(path: Path, orders: int) -> list[str | Path]:
    return [GENERATOR, "--out", path, "--orders", str(orders), "--as-of", AS_OF.isoformat(), "--seed", str(SEED)]


@dataclass(frozen=True)
class Asking:
    """Somebody with a context, and beside it the same database without us."""

    ctx: Context
    straight: duckdb.DuckDBPyConnection

    def forget(self) -> None:
        """So that the next question is worked out from the start."""
        self.ctx.forget()
        self.ctx.preparations.forget()

    def as_persona(self, persona: str) -> "Asking":
        return replace(self, ctx=self.ctx.for_asker(terminal(persona)))


@contextmanager
def asking(desk: Desk, database: Path) -> Iterator[Asking]:
    chosen = {"app.home": str(desk.folder("home")), "warehouse.file": str(database), "app.today": AS_OF.isoformat()}
    config = load_config(children.ROOT, chosen)
    ctx = open_context(config, terminal(STOCK))
    own = config.warehouse
    try:
        straight = open_locked(
            database, memory=f"{own.memory}B", threads=own.threads, timeout=own.timeout_seconds,
            timezone=config.app.timezone,
        )  # fmt: skip
        with straight:
            yield Asking(ctx, straight)
    finally:
        ctx.close()


def say(text: str) -> None:
    print(f"{text} …", file=sys.stderr, flush=True)


def _generator() -> str:
    digest = hashlib.sha256()
    for file in sorted((children.ROOT / "scripts" / "sample_data").glob("*.py")):
        digest.update(file.read_bytes())
    return digest.hexdigest()[:8]
