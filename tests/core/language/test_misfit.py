"""Questions that no query stands for are asked back: a plausible figure for another question is the worst answer."""

import pytest

from core.access import persona_of, sees_tables, terminal
from core.clock import Clock
from core.language.reader import Reader, Reading
from core.language.stock import Value
from core.language.values import ValueIndex
from core.semantic.compile.scope import Scope
from tests.core.language.test_robust import MODEL

NAMED = [
    Value("warehouse.code", "WH001"),
    Value("warehouse.code", "WH002"),
    Value("product.group", "Pumps"),
    Value("product.group", "Bearings"),
    Value("sales_order.status", "Shipped"),
]
MISREAD = [
    ("Warehouse Manager", "revenue of pumps in May and bearings in June"),
    ("Warehouse Manager", "products with stock in WH001 but not in WH002"),
    ("Warehouse Manager", "how many orders does a customer place per month"),
    ("Warehouse Manager", "who are our other customers"),
    ("Warehouse Manager", "what was sold lately"),
    ("Warehouse Manager", "orders not yet shipped"),
    ("Warehouse Manager", "share of orders delivered on time by warehouse"),
    ("Warehouse Manager", "orders not delivered on the due date"),
    ("Warehouse Manager", "first and last order date of each customer"),
    ("Warehouse Manager", "what product is the most expensive by unit cost"),
    ("Warehouse Manager", "on which orders?"),
    ("Procurement Specialist", "products where the cost paid is above the standard cost"),
    ("Procurement Specialist", "how many late orders does each supplier have and what share is that"),
    ("Procurement Specialist", "which purchase orders arrived more than 10 days late"),
    ("Finance Analyst", "vendors whose invoices are all paid"),
    ("Finance Analyst", "vendors with invoices in both May and June"),
    ("Finance Analyst", "invoices verified but failed"),
    ("Finance Analyst", "how many invoices were unpaid at the end of May"),
    ("Finance Analyst", "unverified invoices by vendor, worst 3"),
    ("Finance Analyst", "What were the average sales per month in 2025?"),
]
READ = [
    ("Warehouse Manager", "orders placed in May and delivered in June", '"date":"sales_order.delivery_date"'),
    ("Warehouse Manager", "which day of the week has the most orders", '"limit":1'),
    ("Warehouse Manager", "how many untis are in stock", '"measure":"stock"'),
    ("Warehouse Manager", "how many itmes are low", "item.low_stock"),
    ("Warehouse Manager", "order numbers of last month", "sales_order.number"),
    ("Warehouse Manager", "are there product groups where the margin % is below 33?", "0.33"),
    ("Procurement Specialist", "spend per supplier this year and last year", '"grain":"year"'),
    ("Procurement Specialist", "which product has the highest unit cost?", "product.unit_cost"),
    ("Finance Analyst", "invoices with errors", '"field":"invoice.error","op":"not null"'),
    ("Finance Analyst", "revenue year to date vs last year", '"compare":{"back":1,"grain":"year"'),
    ("Finance Analyst", "overdue total", '"agg":"sum"'),
    ("Finance Analyst", "monthly sales and refunds in 2025", "refund_amount"),
]


@pytest.fixture(scope="module")
def readers() -> dict[str, Reader]:
    made = {}
    for name in sorted({who for who, *_ in (*MISREAD, *READ)}):
        asker = terminal(name)
        scope = Scope(MODEL, sees_tables(MODEL, asker), Clock().today)
        made[name] = Reader(scope, persona_of(MODEL, asker), ValueIndex.of(NAMED))
    return made


def _read(readers: dict[str, Reader], who: str, question: str) -> Reading:
    return readers[who].understand(question)


def test_another_question_is_never_answered(readers: dict[str, Reader]) -> None:
    answered = [question for who, question in MISREAD if _read(readers, who, question).status == "answered"]
    assert not answered


def test_what_can_be_read_is_read(readers: dict[str, Reader]) -> None:
    for who, question, wanted in READ:
        reading = _read(readers, who, question)
        assert reading.query is not None, (question, reading.reason)
        assert wanted in reading.query.to_json(), (question, reading.query.to_json())
