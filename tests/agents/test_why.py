"""Why a figure changed, against figures worked out apart with pandas; under the asker's rights; on any schema."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from re import findall

import duckdb
import pandas as pd
import pytest

from agents.answer import Answer
from agents.ask import Asking
from agents.why import explain
from agents.why_told import Figures
from core.access import terminal
from core.change.result import Change, Split
from core.change.tables import inside_of, table_of
from core.config import load_config
from core.context import Context, open_context
from core.errors import Invalid, NotAllowed
from core.language.reader import Turn
from core.semantic.query import Query
from scripts.model_schema import draft
from tests.questions.schemas import clinic
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).resolve().parents[2]
DAY = "2026-06-30"
MAY = {"period": {"start": "2026-05-01", "end": "2026-05-31"}}
NUMBER = r"\d{1,3}(?:,\d{3})*(?:\.\d+)?"
MONTHS = (("2026-04-01", "2026-05-01"), ("2026-05-01", "2026-06-01"))


def opened(home: Path, **given: str) -> Context:
    config = load_config(ROOT, {"app.today": DAY, "app.home": str(home), **given})
    return open_context(config, terminal("Warehouse Manager"))


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    made = opened(tmp_path_factory.mktemp("why"), **{"warehouse.file": str(sample_db())})
    yield made
    made.close()


def of(measure: str, **more: object) -> Query:
    return Query.model_validate({"measures": [measure], "where": MAY, **more})


def split(change: Change, dimension: str) -> Split:
    return next(each for each in change.splits if each.dimension == dimension)


def lines() -> pd.DataFrame:
    sql = """select * from sales_order_line join sales_order_header using (sales_order_prefix, sales_order_number)
             where status <> 'Cancelled'"""
    with duckdb.connect(str(sample_db()), read_only=True) as con:
        return con.execute(sql).df()


def within(rows: pd.DataFrame, span: tuple[str, str]) -> pd.DataFrame:
    return rows[(rows.order_date >= span[0]) & (rows.order_date < span[1])]


def test_a_sum_is_what_pandas_finds(ctx: Context) -> None:
    found = explain(ctx, of("revenue"))
    old, new = (within(lines(), span).groupby("warehouse_code").line_total.sum() for span in MONTHS)
    by = {str(part.key): part for part in split(found, "warehouse").parts}
    for code in {*old.index, *new.index}:
        assert float(by[code].contribution) == pytest.approx(new.get(code, 0) - old.get(code, 0), abs=0.005)
    assert float(found.change) == pytest.approx(new.sum() - old.sum(), abs=0.005)


def test_a_ratio_is_what_pandas_finds(ctx: Context) -> None:
    found = explain(ctx, of("fill_rate"))
    old, new = (within(lines(), span).groupby("warehouse_code")[["fulfilled_quantity", "order_quantity"]].sum()
                for span in MONTHS)  # fmt: skip
    rates, weights = (
        [x.fulfilled_quantity / x.order_quantity for x in (old, new)],
        [x.order_quantity / x.order_quantity.sum() for x in (old, new)],
    )
    overall = sum(x.fulfilled_quantity.sum() / x.order_quantity.sum() for x in (old, new)) / 2
    rate = (weights[0] + weights[1]) / 2 * (rates[1] - rates[0])
    mix = ((rates[0] + rates[1]) / 2 - overall) * (weights[1] - weights[0])
    for part in split(found, "warehouse").parts:
        assert float(part.rate or 0) == pytest.approx(rate[part.key], abs=1e-9)
        assert float(part.mix or 0) == pytest.approx(mix[part.key], abs=1e-9)


@pytest.mark.parametrize(
    ("persona", "measures"),
    [
        ("Warehouse Manager", "revenue orders units_ordered fill_rate average_order_value margin_rate backorder"),
        (
            "Procurement Specialist",
            "spend purchase_orders on_time_rate late_order_share average_lead_time quality_rate",
        ),
        ("Finance Analyst", "sales_amount invoice_amount failure_rate average_invoice_amount failed_invoices"),
    ],
)
def test_every_table_adds_up_exactly(persona: str, measures: str, ctx: Context) -> None:
    own = ctx.for_asker(terminal(persona))
    for measure in measures.split():
        found = explain(own, of(measure))
        assert found.splits, measure
        assert found.change == found.after - found.before
        for each in (*found.splits, *((found.inside.split,) if found.inside else ())):
            total = found.inside.change if found.inside and each is found.inside.split else found.change
            assert sum(part.contribution for part in each.parts) == total, (measure, each.dimension)


@pytest.mark.parametrize("measure", ["revenue", "fill_rate", "orders", "average_order_value"])
def test_every_figure_in_the_sentence_is_in_a_table(measure: str, ctx: Context) -> None:
    found = explain(ctx, of(measure))
    written = Figures(found, "USD")
    tables = [table_of(found, each) for each in found.splits] + (
        [inside_of(found, found.inside)] if found.inside else []
    )
    cells = [value for table in tables for row in table.rows for value in row if isinstance(value, Decimal)]
    cells.append(found.change_rate or Decimal(0))
    known = {written.amount(value).split()[0] for value in cells} | {
        written.figure(value).split()[0] for value in cells
    }
    known |= {f"{abs(value) * 100:.1f}" for value in cells}
    told = findall(rf"({NUMBER})(?= USD| points| %)|[+−]({NUMBER})", found.sentence)
    assert len(told) >= 3
    assert {"".join(each) for each in told} <= known


def test_a_wrong_premise_is_said_first(ctx: Context) -> None:
    rose = explain(ctx, of("revenue")).change > 0
    wrong, right = ("fall", "rise") if rose else ("rise", "fall")
    assert explain(ctx, of("revenue"), claim=wrong).sentence.startswith(f"Revenue did not {wrong}: it ")  # type: ignore[arg-type]
    assert "did not" not in explain(ctx, of("revenue"), claim=right).sentence  # type: ignore[arg-type]


def test_periods_of_different_length_are_said(ctx: Context) -> None:
    assert "30 days and 1–31 May 2026 has 31 days" in explain(ctx, of("revenue")).limits[0]


@pytest.mark.parametrize(
    ("query", "says"),
    [
        (of("customers"), "Customers does not add up over groups.*Orders"),
        (of("capacity_utilisation"), "as of now only"),
        (of("stock"), "is known from .* on"),
        (Query(rows="sales_order"), "A list has no figure"),
    ],
)
def test_what_cannot_be_explained_says_why(query: Query, says: str, ctx: Context) -> None:
    with pytest.raises(Invalid, match=says):
        explain(ctx, query)


def test_other_peoples_figures_are_not_explained(ctx: Context) -> None:
    with pytest.raises(NotAllowed):
        explain(ctx, of("spend"))
    limited = ctx.for_asker(replace(terminal("Warehouse Manager"), warehouses=("WH002",)))
    found = explain(limited, of("revenue"))
    alone = explain(ctx, of("revenue", where={"and": [{"field": "warehouse.code", "value": "WH002"}, MAY]}))
    assert (found.before, found.after) == (alone.before, alone.after)
    assert "WH001" not in repr(found)


def asked(ctx: Context, *questions: str) -> Answer:
    asking, turns = Asking.open(ctx), []
    for question in questions:
        answer = asking.ask(question, turns)
        turns.append(Turn(question, answer.query if answer.status == "answered" else None))
    return answer


def test_a_question_is_answered_as_its_query_would_be(ctx: Context) -> None:
    answer = asked(ctx, "why did revenue at WH002 change in May?")
    where = {"and": [{"field": "warehouse.code", "value": "WH002"}, MAY]}
    direct = explain(ctx, of("revenue", where=where))
    assert answer.why is not None
    assert (answer.intent, answer.why.change, answer.why.splits) == ("why", direct.change, direct.splits)
    assert answer.tables[0].rows[0][:2] == (direct.after, direct.before)


def test_asking_on_and_on(ctx: Context) -> None:
    talk = ["orders by month this year", "why?", "and for WH002?"]
    second, third = asked(ctx, *talk[:2]), asked(ctx, *talk)
    assert second.why is not None
    assert second.why.spelt == ("1–30 April 2026", "1–31 May 2026")
    assert "kept from before: orders" in second.interpretation
    assert third.why is not None
    assert third.why.after < second.why.after
    assert third.why.spelt == second.why.spelt


def test_a_schema_that_nobody_described(tmp_path: Path) -> None:
    data = tmp_path / "clinic.duckdb"
    clinic.make(data, date.fromisoformat(DAY), 7)
    draft(data, tmp_path / "vocabulary")
    ctx = opened(tmp_path / "home", **{"warehouse.file": str(data), "semantic.folder": str(tmp_path / "vocabulary")})
    try:
        ctx = ctx.for_asker(terminal(next(iter(ctx.model.personas))))
        answer = asked(ctx, "why did the number of appointments change in May?")
        assert answer.why is not None, answer.reason
        with duckdb.connect(str(data), read_only=True) as con:
            sql = "select count(*) from appointment where appointment_date between '2026-05-01' and '2026-05-31'"
            assert answer.why.after == con.execute(sql).fetchall()[0][0]
        assert len(answer.why.splits) > 1
        assert all(sum(p.contribution for p in each.parts) == answer.why.change for each in answer.why.splits)
    finally:
        ctx.close()
