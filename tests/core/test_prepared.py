"""A question made ready once is used again, and never for another asker, day, vocabulary or kind of value."""

import shutil
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path

import duckdb
import pytest

from core.access import Asker, terminal
from core.clock import Clock
from core.config import load_config
from core.context import Context, open_context
from core.prepared import Preparations, Prepared, Question
from core.run import Answered, run_query
from core.semantic.query import Query
from core.semantic.read import load_model
from core.warehouse.base import Checked
from core.warehouse.generations import new_generation
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
REVENUE = Query.model_validate({"measures": ["revenue"], "where": {"period": {"calendar": "month", "offset": -1}}})


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    """Somebody at a data home of one generation."""
    load(tmp_path, "true")
    chosen = {"app.home": str(tmp_path), "app.today": "2026-06-30", "warehouse.row_limit": "20"}
    opened = open_context(load_config(ROOT, chosen), terminal("Warehouse Manager"))
    yield opened
    opened.close()


def load(home: Path, kept: str) -> None:
    with new_generation(home / "warehouse") as draft:
        shutil.copyfile(sample_db(2_000, "2026-06-30", 7), draft.path)
        with duckdb.connect(str(draft.path)) as connection:
            connection.execute(f"DELETE FROM sales_order_line WHERE NOT ({kept})")


def steps(answered: Answered) -> list[str]:
    return [name for name, _ in answered.timings]


def test_the_second_time_nothing_is_compiled(ctx: Context) -> None:
    first, second = run_query(ctx, REVENUE), run_query(ctx, REVENUE)
    assert (steps(first), steps(second)) == (["compile", "guard", "run"], ["run"])
    assert first.interpretation == second.interpretation
    assert replace(second.table, cached=False, age=0.0) == replace(first.table, age=0.0)


def test_other_rights_are_another_question(ctx: Context) -> None:
    everything = run_query(ctx, REVENUE).table.rows
    narrow = ctx.for_asker(Asker("Warehouse Manager", "Viewer", warehouses=("WH001",), email="narrow"))
    first, second = run_query(narrow, REVENUE), run_query(narrow, REVENUE)
    assert first.table.rows == second.table.rows != everything
    assert "'WH001'" in first.table.sql
    assert run_query(ctx, REVENUE).table.rows == everything


def test_another_day_and_another_vocabulary_are_another_question(ctx: Context) -> None:
    today = run_query(ctx, REVENUE)
    before = run_query(replace(ctx, clock=Clock(ctx.clock.today.replace(month=5))), REVENUE)
    assert steps(before) == ["compile", "guard", "run"]
    assert before.table.sql != today.table.sql
    again = run_query(replace(ctx, model=load_model(ROOT / "semantic")), REVENUE)
    assert steps(again) == ["compile", "guard", "run"]


def test_new_data_answers_a_question_that_is_ready(ctx: Context) -> None:
    before = run_query(ctx, REVENUE).table
    load(ctx.config.app.home, "product_code < 'PRD0050'")
    after = run_query(ctx, REVENUE)
    assert steps(after) == ["run"]
    assert not after.table.cached
    assert after.table.generation != before.generation
    assert after.table.rows != before.rows
    assert after.table.fresh is not None and before.fresh is not None
    assert after.table.fresh > before.fresh


def test_values_that_python_calls_equal_are_told_apart(ctx: Context) -> None:
    finance = ctx.for_asker(terminal("Finance Analyst"))

    def invoices(value: object) -> Query:
        filtered = {"field": "invoice.number", "value": value}
        return Query.model_validate({"measures": ["invoices"], "where": filtered})

    assert invoices(1) == invoices(True)
    assert run_query(finance, invoices(1)).table.sql != run_query(finance, invoices(True)).table.sql


def test_what_is_cut_is_counted_both_times(ctx: Context) -> None:
    items = Query.model_validate({"rows": "item"})
    first, second = run_query(ctx, items), run_query(ctx, items)
    assert len(first.table.rows) == 20 < first.table.total_rows == second.table.total_rows
    assert (steps(first)[-1], steps(second)) == ("count", ["run", "count"])


def test_only_the_latest_are_kept(ctx: Context) -> None:
    kept, made = Preparations(most=2), list[str]()

    def ask(text: str) -> Prepared:
        question = Question(text, ctx.asker, ctx.model, ctx.clock.today, "duckdb", 10)

        def make() -> Prepared:
            made.append(text)
            return Prepared(Checked(text, "duckdb", frozenset(), 10), (), text)

        return kept.get_or_make(question, make)

    assert [ask(text).meaning for text in "abacab"] == list("abacab")
    assert "".join(made) == "abcb"
    assert len(kept) == 2


def test_many_threads_get_their_own_answers(ctx: Context) -> None:
    askers = [Asker("Warehouse Manager", "Viewer", warehouses=(f"WH00{n}",), email=f"{n}") for n in range(1, 6)]
    alone = [run_query(ctx.for_asker(asker), REVENUE).table.rows for asker in askers]
    ctx.preparations.forget()
    ctx.cache.invalidate()
    with ThreadPoolExecutor(8) as pool:
        asked = [pool.submit(run_query, ctx.for_asker(asker), REVENUE) for _ in range(10) for asker in askers]
        assert [one.result().table.rows for one in asked] == alone * 10
