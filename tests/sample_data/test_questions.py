"""The question set finds something to ask about on any day: no empty result, no zero, and no trivial ambiguity."""

from datetime import date

import duckdb
import pytest
import yaml

from tests.questions import run_eval
from tests.sample_data.fixture import ROOT, sample_db

QUESTIONS = ROOT / "tests" / "questions" / "questions_dev.yaml"

# "Due this month and late" says nothing on the first of a month, whatever the data: no day of it is past.
EMPTY_ON_THE_FIRST = {"fe-due-this-month-late", "fe-due-this-month-late-by-area"}

GATE = [(2_000, "2026-06-30", 7), (2_000, "2026-01-01", 11), (500, "2024-02-29", 3)]
DAYS = (
    "2024-02-29", "2025-12-31", "2026-01-01", "2026-03-01", "2026-03-02", "2026-06-07", "2026-06-30", "2026-07-31",
    "2026-08-03", "2026-10-01", "2026-11-21", "2026-12-31",
)  # fmt: skip
MANY = [(orders, day, seed) for orders in (500, 2_000, 20_000) for day in DAYS for seed in (1, 2, 3, 7, 42)]


def run(capsys, path, day, *flags):
    code = run_eval.main([str(QUESTIONS), "--db", str(path), "--today", day, *flags])
    return code, capsys.readouterr()


def dull(capsys, orders, day, seed):
    """Questions without content; those that cannot have any on this day aside."""
    code, said = run(capsys, sample_db(orders, day, seed), day, "--check")
    assert (code, said.err) in ((0, ""), (1, ""))
    named = {line.split(":")[0] for line in said.out.splitlines() if ": gold" in line or ": alternative" in line}
    return named - (EMPTY_ON_THE_FIRST if date.fromisoformat(day).day == 1 else set())


@pytest.mark.parametrize(("orders", "day", "seed"), GATE)
def test_every_question_has_an_answer(capsys, orders, day, seed):
    assert dull(capsys, orders, day, seed) == set()


@pytest.mark.parametrize(("orders", "day", "seed"), GATE[:1])
def test_the_scorer_tells_right_from_wrong_on_this_data(capsys, orders, day, seed):
    code, said = run(capsys, sample_db(orders, day, seed), day, "--selftest")
    assert code == 0, said.out


@pytest.mark.parametrize(("orders", "day", "seed"), GATE)
def test_questions_about_names_find_real_ones(orders, day, seed):
    """Where nothing fits, a question falls back on a name nobody has; none needs to."""
    entries = yaml.safe_load(QUESTIONS.read_text())
    with duckdb.connect(str(sample_db(orders, day, seed)), read_only=True) as connection:
        for entry in entries:
            if "ambiguous-value" in (entry.get("tags") or []):
                for sql in entry["params"].values():
                    name = connection.execute(run_eval.fill(sql, {"today": day}, True)).fetchone()[0]
                    assert name.lower() not in ("quorvex unit", "zanthorby", "quellmont"), entry["id"]
                    assert is_ambiguous(connection, name), (entry["id"], name)


PLACES_OF_NAMES = {
    "product_name": "product",
    "supplier_name": "product",
    "customer_name": "sales_order_header",
    "location_name": "location",
}


def is_ambiguous(connection, name):
    """It starts the names of two things at least."""
    names = set()
    for field, table in PLACES_OF_NAMES.items():
        sql = f"SELECT DISTINCT {field} FROM {table} WHERE starts_with(lower({field}), lower(?))"
        names |= {row[0] for row in connection.execute(sql, [name]).fetchall()}
    return len(names) > 1


@pytest.mark.long
@pytest.mark.parametrize(("orders", "day", "seed"), MANY)
def test_every_question_has_an_answer_on_many_days(capsys, orders, day, seed):
    assert dull(capsys, orders, day, seed) == set()
    code, said = run(capsys, sample_db(orders, day, seed), day, "--selftest")
    assert code == 0, said.out
