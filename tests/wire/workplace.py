"""The whole program over sample data, with a scripted model: what is asked, what was sent, what came of it."""

import shutil
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path

import duckdb

from agents.answer import Answer
from agents.ask import Asking
from agents.model.answer import Written
from agents.model.answer import answer as by_model
from core.access import Asker, row_predicate, sees_tables
from core.config import load_config
from core.context import Context, open_context
from core.language.reader import Reading, Turn
from core.semantic.model import Model
from core.warehouse.base import Cancel
from tests.sample_data.fixture import sample_db
from tests.wire.anthropic import AnthropicWire
from tests.wire.asking import QUICK, ROOT, settings_of
from tests.wire.heard import Record, Rule
from tests.wire.server import serving

SECRET = "ZQXSECRET"
UNSURE = Reading("clarify", reason="I am not sure.")
MANAGER = Asker("Warehouse Manager", "Manager", "operations", email="meera@example.com")


@dataclass
class Workplace:
    ctx: Context
    record: Record
    said: list[str] = field(default_factory=list)
    trace_id: str = ""

    def ask(self, question: str = "How is it going?", turns: Sequence[Turn] = (), reading: Reading = UNSURE) -> Written:
        with self.ctx.tracer.answer("ask", self.ctx.asker.email) as trace:
            self.trace_id = trace.id
            made = by_model(self.ctx.under(trace), question, turns, reading, self.said.append, Cancel())
        assert made is not None
        return made

    def routed(self, question: str) -> Answer:
        """As every door asks it: the language engine first."""
        made = Asking.open(self.ctx, by_model).ask(question)
        self.trace_id = made.trace_id
        return made

    def worked(self) -> list[tuple[str, str]]:
        """What was done for the last question: each step, and the tables it read."""
        steps = self.ctx.tracer.steps_of(self.trace_id, self.ctx.asker.email)
        return sorted((step.name, step.attributes.get("tables", "")) for step in steps)


@contextmanager
def workplace(
    home: Path, rule: Rule, asker: Asker = MANAGER, database: Path | None = None, **settings: str
) -> Iterator[Workplace]:
    record = Record(rule)
    chosen = {
        "app.home": str(home),
        "app.today": "2026-06-30",
        "warehouse.file": str(database or sample_db()),
        **{key.replace("__", "."): value for key, value in settings.items()},
    }
    with serving(AnthropicWire, record) as address:
        config = load_config(ROOT, {**QUICK, **settings_of({"anthropic": address}), **chosen})
        ctx = open_context(config, asker)
        try:
            yield Workplace(ctx, record)
        finally:
            ctx.close()


def planted(path: Path, model: Model, asker: Asker, text: str = SECRET, *, everywhere: bool = False) -> Path:
    """A copy of the sample data in which every free text that the asker may not see holds a secret."""
    shutil.copyfile(sample_db(), path)
    quoted = text.replace("'", "''")
    with duckdb.connect(str(path)) as connection:
        there = {name for (name,) in connection.execute("SELECT table_name FROM duckdb_tables()").fetchall()}
        for name, table in model.tables.items():
            if name not in there:
                continue  # an optional one
            visible = name in sees_tables(model, asker)
            hidden = f"NOT ({row_predicate(model, name, asker) or 'true'})" if visible and not everywhere else "true"
            for column, kind in table.columns.items():
                if (
                    kind.kind == "text"
                    and kind.values is None
                    and column.endswith(("name", "address", "message", "region"))
                ):
                    connection.execute(f"UPDATE {name} SET {column} = '{quoted}-' || {column} WHERE {hidden}")
    return path
