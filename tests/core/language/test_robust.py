"""Whatever is typed gets a plain reading: never another exception, never a query that nobody asked for."""

import random
import string
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import persona_of, sees_tables, terminal
from core.clock import Clock
from core.language.reader import Reader
from core.language.stock import Value
from core.language.values import ValueIndex
from core.semantic.compile.scope import Scope
from core.semantic.read import load_model

ROOT = Path(__file__).resolve().parents[3]
MODEL = load_model(ROOT / "semantic")
ASKER = terminal("Warehouse Manager")
VALUES = ValueIndex.of(
    [Value("warehouse.code", "WH001"), Value("product.name", "Falcon Ball Bearing", "PRD0001", "product.code")]
)


@pytest.fixture(scope="module")
def reader() -> Reader:
    scope = Scope(MODEL, sees_tables(MODEL, ASKER), Clock().today)
    return Reader(scope, persona_of(MODEL, ASKER), VALUES)


STRANGE = [
    "",
    "   ",
    "?",
    "🙂🙂🙂",
    "Wie viele Bestellungen sind offen?",
    "您好,库存是多少",
    "<script>alert(1)</script> revenue",
    "'; DROP TABLE product; --",
    "SELECT * FROM product",
    "revenue " * 800,
    "a" * 5000,
    "by by by by",
    "top top top",
    "not not not",
    "last last last",
    "revenue by by month month",
    "more than more than 5",
    "between and and",
    "which which which",
    "0 0 0 0",
    "-1",
    "99999999999999999999999",
    "31/02/2026",
    "revenue since 9999-99-99",
    "revenue in 0000-05",
    "revenue in 9999-12",
    "revenue 99999 years ago",
    "revenue of the last 99999 years compared with the year before",
]


@pytest.mark.parametrize("text", STRANGE, ids=range(len(STRANGE)))
def test_strange_questions(reader: Reader, text: str) -> None:
    reading = reader.understand(text)
    assert reading.status in ("answered", "clarify", "denied", "refused")
    assert (reading.query is not None) == (reading.status == "answered")
    assert reading.query is not None or reading.reason


@given(text=st.text(max_size=200))
def test_any_text(reader: Reader, text: str) -> None:
    assert reader.understand(text).status in ("answered", "clarify", "denied", "refused")


def test_words_in_any_order(reader: Reader) -> None:
    """Half-sentences of real words are the likeliest to break a reader."""
    words = (
        "revenue stock late orders by warehouse top 5 which month last not without share of more than 10 customers "
        "products compare average days overdue and WH001 falcon each most between %"
    ).split()
    dice = random.Random(4)
    for _ in range(1500):
        text = " ".join(dice.choices(words, k=dice.randint(1, 9)))
        assert reader.understand(text).status in ("answered", "clarify", "denied", "refused"), text


def test_an_unknown_word_is_said_and_never_dropped(reader: Reader) -> None:
    dice = random.Random(7)
    for _ in range(50):
        made_up = "".join(dice.choices(string.ascii_lowercase, k=9)) + "q"
        reading = reader.understand(f"revenue {made_up} last month")
        assert reading.status != "answered", made_up


@pytest.mark.parametrize(
    "text",
    ["delete all orders", "please update the stock of PRD0001", "show me the users' passwords", "write me a poem"],
)
def test_what_is_not_asked_of_the_data(reader: Reader, text: str) -> None:
    assert reader.understand(text).status == "refused"


def test_what_another_persona_sees_is_denied_by_name(reader: Reader) -> None:
    reading = reader.understand("unpaid invoices by vendor")
    assert reading.status == "denied"
    assert "Finance Analyst" in reading.reason
