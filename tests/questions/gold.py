"""The question set beside its queries: filled from the data, compiled, run, judged by the question set's own runner."""

from dataclasses import dataclass
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
import yaml

from core.access import sees_tables, terminal
from core.semantic.compile import Compiled, compile_query
from core.semantic.model import Model
from core.semantic.query import Query
from core.semantic.read import load_model
from tests.questions import run_eval
from tests.sample_data.fixture import sample_db

HERE = Path(__file__).parent
DAYS = (("2026-06-30", 7), ("2026-02-11", 42), ("2025-10-01", 5))  # the last day of a quarter, mid-month, a first day
ORDERS = 2_000


@dataclass(frozen=True)
class Question:
    """A question with its gold, and its query filled for one day's data."""

    entry: dict[str, Any]
    query: Query

    @property
    def persona(self) -> str:
        return str(self.entry["persona"])


@cache
def model() -> Model:
    return load_model(HERE.parent.parent / "semantic")


@cache
def entries() -> dict[str, dict[str, Any]]:
    return {e["id"]: e for e in run_eval.load(HERE / "questions_dev.yaml") if e["expect"] == "answer"}


@cache
def queries() -> dict[str, Any]:
    return dict(yaml.safe_load((HERE / "queries.yaml").read_text()))


def sample(day: str, seed: int) -> duckdb.DuckDBPyConnection:
    return duckdb.connect(str(sample_db(ORDERS, day, seed)), read_only=True)


@cache
def questions(day: str, seed: int) -> dict[str, Question]:
    """Every question that has a query, its gold already run."""
    con = sample(day, seed)
    chosen = [dict(entries()[name]) for name in queries()]
    broken = run_eval.prepare(chosen, con, day)
    assert not broken
    return {e["id"]: Question(e, Query.model_validate(filled(queries()[e["id"]], values(e, con, day)))) for e in chosen}


def values(entry: dict[str, Any], con: duckdb.DuckDBPyConnection, day: str) -> dict[str, str]:
    """The question's params; a day written out in words as a date."""
    found = {"today": day}
    for name, sql in (entry.get("params") or {}).items():
        row = con.execute(run_eval.fill(sql, {"today": day}, True)).fetchone()
        assert row is not None
        text = run_eval.as_text(row[0])
        said = run_eval.to_date(text) if " " in text else None
        found[name] = said.isoformat() if isinstance(said, date) else text
    return found


def filled(part: Any, by: dict[str, str]) -> Any:
    if isinstance(part, dict):
        return {key: filled(value, by) for key, value in part.items()}
    if isinstance(part, list):
        return [filled(value, by) for value in part]
    return run_eval.fill(part, by) if isinstance(part, str) else part


def compiled(question: Question, day: str, dialect: str = "duckdb") -> Compiled:
    visible = sees_tables(model(), terminal(question.persona))
    return compile_query(question.query, model(), visible, date.fromisoformat(day), dialect)


def verdict(question: Question, columns: list[str], rows: list[tuple[Any, ...]]) -> str:
    """'' when the rows are the gold's or an alternative's, else why not."""
    answer = {"status": "answered", "columns": columns, "rows": [list(row) for row in rows]}
    judged = run_eval.judge(question.entry, answer, run_eval.Tol())
    return "" if judged["ok"] else str(judged["why"])
