"""Two dates, two figures, what never happened, the newest, alternatives: each construct by the Query that it makes."""

from datetime import date
from pathlib import Path

import pytest

from core.access import persona_of, sees_tables, terminal
from core.language.reader import Reader, Reading
from core.language.values import Value, ValueIndex
from core.semantic.compile.scope import Scope
from core.semantic.query import Fields, Having, Or, Query, Term
from core.semantic.read import load_model

MODEL = load_model(Path(__file__).resolve().parents[3] / "semantic")
VALUES = [
    Value("warehouse.code", "WH001"),
    Value("warehouse.code", "WH002"),
    Value("product.group", "Pumps"),
    Value("product.group", "Bearings"),
    Value("sales_order.status", "Cancelled"),
]


def read(persona: str, text: str) -> Reading:
    asker = terminal(persona)
    scope = Scope(MODEL, sees_tables(MODEL, asker), date(2026, 6, 30))
    return Reader(scope, persona_of(MODEL, asker), ValueIndex.of(VALUES)).understand(text)


def query(persona: str, text: str) -> Query:
    reading = read(persona, text)
    assert reading.query is not None, reading.reason
    return reading.query


def test_days_between_two_dates() -> None:
    made = query(
        "Procurement Specialist", "purchase orders delivered more than 5 days after the expected delivery date"
    )
    between = "days_between(purchase_order.expected_date, purchase_order.delivered_date)"
    assert f'"field":"{between}","op":">","value":5' in made.to_json()


def test_the_gap_between_two_names() -> None:
    made = query("Warehouse Manager", "difference in revenue between WH001 and WH002")
    assert made.measures[0].less is not None
    assert made.measures[0].where == Fields(field="warehouse.code", value="WH001")
    assert made.where is None


def test_one_figure_minus_another() -> None:
    made = query("Finance Analyst", "sales minus refunds by month")
    assert made.measures[0].less == Term(measure="refund_amount")


def test_a_share_as_a_condition() -> None:
    made = query("Procurement Specialist", "suppliers where more than 20 % of the orders were late")
    assert isinstance(made.having, Having)
    assert made.having.measure.over == Term(measure="purchase_orders")
    assert str(made.having.value) == "0.2"


def test_what_never_happened_counts_only_what_was_named() -> None:
    made = query("Warehouse Manager", "Which customers have not ordered any pumps this year?")
    assert made.where is None
    assert isinstance(made.having, Having)
    assert made.having.measure.where == Fields(field="product.group", value="Pumps")


def test_both_of_two_names() -> None:
    made = query("Warehouse Manager", "customers who ordered both pumps and bearings in 2025")
    assert made.to_json().count('"op":">"') + made.to_json().count('"value":"0"') >= 2


def test_states_joined_by_or_hold_either_way() -> None:
    made = query("Warehouse Manager", "late or cancelled orders")
    assert isinstance(made.where, Or)


def test_except_reaches_over_a_list() -> None:
    made = query("Warehouse Manager", "how many orders except delivered and cancelled ones")
    assert made.to_json().count('"not":') == 2


def test_the_newest_are_rows_in_the_order_of_their_date() -> None:
    made = query("Warehouse Manager", "latest 5 orders")
    assert (made.rows, made.limit, made.order[0].by) == ("sales_order", 5, "sales_order.order_date")


def test_names_that_are_compared_stand_side_by_side() -> None:
    made = query("Warehouse Manager", "does WH002 have more late orders than WH001")
    assert [group.dimension for group in made.by] == ["warehouse"]


DROPPED = [
    ("Warehouse Manager", "which customers bought more in 2025 than in 2024"),
    ("Warehouse Manager", "products sold in every warehouse"),
    ("Warehouse Manager", "orders placed in the first week of may"),
    ("Warehouse Manager", "what's the total of open orders"),
    ("Finance Analyst", "whom do we owe the most"),
]


@pytest.mark.parametrize(("persona", "text"), DROPPED)
def test_what_would_drop_a_word_is_asked_back(persona: str, text: str) -> None:
    assert read(persona, text).status == "clarify"


def test_a_percentage_needs_a_rate() -> None:
    assert read("Procurement Specialist", "suppliers below 95 %").status == "clarify"
