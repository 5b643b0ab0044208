"""Questions about a change, and what is said of the last answer: how they are read."""

from collections.abc import Sequence
from datetime import date
from pathlib import Path

import pytest

from core.access import persona_of, sees_tables, terminal
from core.language.reader import Reader, Reading, Turn
from core.language.stock import Value
from core.language.values import ValueIndex
from core.semantic.compile.scope import Scope
from core.semantic.read import load_model

MODEL = load_model(Path(__file__).resolve().parents[3] / "semantic")
ASKER = terminal("Warehouse Manager")
VALUES = ValueIndex.of(
    [
        Value("warehouse.code", "WH001"),
        Value("warehouse.code", "WH002"),
        Value("product.name", "Hex Bolt M8", "PRD0001", "product.code"),
    ]
)
MAY = '"start":"2026-05-01","end":"2026-05-31"'
APRIL = '"start":"2026-04-01","end":"2026-04-30"'


@pytest.fixture(scope="module")
def reader() -> Reader:
    scope = Scope(MODEL, sees_tables(MODEL, ASKER), date(2026, 6, 30))
    return Reader(scope, persona_of(MODEL, ASKER), VALUES)


def after(reader: Reader, *questions: str) -> Reading:
    turns: list[Turn] = []
    for question in questions:
        reading = reader.understand(question, turns)
        turns.append(Turn(question, reading.query if reading.status == "answered" else None))
    return reading


@pytest.mark.parametrize(
    ("question", "claim", "along", "says"),
    [
        ("why did revenue drop in May", "fall", (), [MAY]),
        ("Why has the fill rate gone down so much in May?", "fall", (), ["fill_rate", MAY]),
        ("what drove the change in late orders vs last month", "", (), ["overdue", '"offset":-1']),
        ("explain the increase in orders this quarter", "rise", (), ['"calendar":"quarter"']),
        ("what is behind the growth of orders in May", "rise", (), ["orders", MAY]),
        ("which products contributed most to the decline in revenue between Q1 and Q2", "fall", ("product",),
         ['"start":"2026-04-01","end":"2026-06-30"', '"to":{"start":"2026-01-01"']),
        ("why did revenue at WH002 fall last week", "fall", (), ["WH002", '"calendar":"week"']),
        ("what explains the fall in average order value from April to May at WH001", "fall", (), ["WH001", APRIL, MAY]),
        ("why is revenue in May higher than in April", "rise", (), [MAY, '"back":1']),
        ("why did revenue in May fall compared with last year", "fall", (), [MAY, '"back":1,"grain":"year"']),
        ("why did revenue fall by 10 % in May", "fall", (), [MAY]),
        ("how come sales of Hex Bolt M8 went up yesterday", "rise", (), ["PRD0001"]),
        ("why did revenue change", "", (), ["revenue"]),
    ],
)  # fmt: skip
def test_a_change_is_understood(
    question: str, claim: str, along: Sequence[str], says: list[str], reader: Reader
) -> None:
    reading = reader.understand(question)
    assert reading.why is not None, reading.reason
    assert (reading.why.claim, reading.why.along) == (claim, along)
    assert len(reading.why.query.measures) == 1
    assert all(text in reading.why.query.to_json() for text in says), reading.why.query.to_json()


@pytest.mark.parametrize(
    "follow", ["why?", "Why did it change?", "what explains that", "how come?", "what is behind it"]
)
@pytest.mark.parametrize("first", ["revenue in May vs April", "orders by month this year", "fill rate at WH001 in May"])
def test_it_refers_to_the_last_answer(first: str, follow: str, reader: Reader) -> None:
    query, reading = reader.understand(first).query, after(reader, first, follow)
    assert reading.why is not None
    assert reading.why.query == query
    assert reading.carried


def test_what_is_added_counts(reader: Reader) -> None:
    reading = after(reader, "revenue in May", "why did it fall at WH002?")
    assert reading.why is not None
    assert "WH002" in reading.why.query.to_json()
    assert MAY in reading.why.query.to_json()
    along = after(reader, "revenue in May vs April", "which products contributed most to it?")
    assert along.why is not None
    assert along.why.along == ("product",)


@pytest.mark.parametrize(
    ("question", "status", "says"),
    [
        ("why is order SO-1 late", "clarify", "why a figure changed between two periods"),
        ("why?", "clarify", "there is none here"),
        ("why did the weather change", "refused", "not about the data"),
        ("why did spend rise in May", "denied", "Procurement"),
    ],
)
def test_what_is_no_such_question_says_so(question: str, status: str, says: str, reader: Reader) -> None:
    reading = reader.understand(question)
    assert reading.why is None
    assert reading.status == status
    assert says in reading.reason


FIRST = ["revenue by warehouse last month", "orders in May", "open orders at WH001", "stock by product group"]


@pytest.mark.parametrize("first", FIRST)
@pytest.mark.parametrize(
    ("follow", "command"),
    [("as a chart", "chart"), ("Plot it, please", "chart"), ("export it", "export"), ("download as csv", "export")],
)
def test_commands_are_about_the_last_answer(first: str, follow: str, command: str, reader: Reader) -> None:
    reading = after(reader, first, follow)
    assert (reading.status, reading.command, reading.query) == ("answered", command, reader.understand(first).query)


@pytest.mark.parametrize("said", ["start over", "new question", "forget that"])
def test_a_conversation_ends_on_request(said: str, reader: Reader) -> None:
    assert after(reader, FIRST[0], said).command == "anew"
    assert after(reader, FIRST[0], said, "by month").query != after(reader, FIRST[0], "by month").query
    assert after(reader, FIRST[0], said, "export it").status == "clarify"


def test_ten_turns_are_remembered(reader: Reader) -> None:
    unread = ["what is a quorvex"] * 9
    assert after(reader, FIRST[0], *unread, "export it").query is not None
    assert after(reader, FIRST[0], *unread, "what is a quorvex", "export it").status == "clarify"


@pytest.mark.parametrize(
    ("first", "follow", "says"),
    [
        (FIRST[0], "sort by value", '"order":[{"by":"revenue","descending":true}]'),
        (FIRST[1], "sort by value", '"order":[{"by":"sales_order.value","descending":true}]'),
        (FIRST[0], "the other way round", '"order":[{"by":"revenue"}]'),
        (FIRST[1], "the other way round", '"by":"sales_order.number","descending":true'),
        (FIRST[0], "without WH001", '"not":{"field":"warehouse.code","value":"WH001"}'),
        (FIRST[0], "as a percentage", '"share":{}'),
        (FIRST[0], "same for suppliers", '"by":[{"dimension":"supplier"}]'),
        (FIRST[3], "same for suppliers", '"by":[{"dimension":"supplier"}]'),
        (FIRST[0], "compare with last month", '"compare":{"to":{"calendar":"month","offset":-2}}'),
        (FIRST[1], "compare with last month", '"measures":[{"measure":"orders"}]'),
        (FIRST[2], "compare with last month", '"compare":{"to":{"calendar":"month","offset":-1}}'),
        (
            "top 3 products by revenue this year",
            "those products",
            '"rows":"product","where":{"field":"product","op":"in"',
        ),
        ("which product has the most revenue this year", "that product", '"rows":"product"'),
        (FIRST[0], "those orders", '"rows":"sales_order"'),
    ],
)
def test_a_later_question_keeps_and_changes(first: str, follow: str, says: str, reader: Reader) -> None:
    reading = after(reader, first, follow)
    assert reading.status == "answered", reading.reason
    assert reading.query is not None
    assert says in reading.query.to_json()


def test_without_is_the_opposite_of_only(reader: Reader) -> None:
    query = after(reader, FIRST[2], "without WH001").query
    assert query is not None
    assert '"field":"warehouse.code","value":"WH001"' in query.to_json()
    assert query.to_json().count("warehouse.code") == 1


@pytest.mark.parametrize(
    ("first", "follow", "says"),
    [
        (FIRST[0], "that product", "Which product? The last answer has none."),
        ("top 3 products by revenue this year", "that product", "Which product? The last answer has several."),
        (FIRST[1], "same for suppliers", "The same of what?"),
        (FIRST[3], "those orders", "Which sales order?"),
    ],
)
def test_what_cannot_be_meant_is_asked(first: str, follow: str, says: str, reader: Reader) -> None:
    reading = after(reader, first, follow)
    assert (reading.status, says in reading.reason) == ("clarify", True), reading.reason


@pytest.mark.parametrize("first", FIRST)
def test_what_was_kept_is_said(first: str, reader: Reader) -> None:
    assert after(reader, first, "and for WH002?").carried
    assert reader.understand(first).carried == ""
