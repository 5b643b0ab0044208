"""Whatever is typed gets a plain reading: never another exception, never a query that nobody asked for."""

import random
import string
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from types import FrameType

import pytest
from hypothesis import given
from hypothesis import strategies as st

from core.access import persona_of, sees_tables, terminal
from core.clock import Clock
from core.language import grammar
from core.language.reader import Reader, Reading, Turn
from core.language.stock import Value
from core.language.values import ValueIndex
from core.language.words import LONGEST, tokens
from core.semantic.compile.scope import Scope
from core.semantic.query import Query
from core.semantic.read import load_model
from tests.questions.run_eval import load

ROOT = Path(__file__).resolve().parents[3]
MODEL = load_model(ROOT / "semantic")
ASKER = terminal("Warehouse Manager")
VALUES = ValueIndex.of(
    [
        Value("warehouse.code", "WH001"),
        Value("product.name", "Falcon Ball Bearing", "PRD0001", "product.code"),
        Value("sales_order.status", "Shipped"),
    ]
)
QUESTIONS = [str(entry["question"]) for entry in load(ROOT / "tests" / "questions" / "questions_dev.yaml")]
STATUSES = ("answered", "clarify", "denied", "refused")


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
    "كم عدد الطلبات المفتوحة؟",
    "\u202erevenue\u202c by \u2067warehouse\u2069",
    "re\u200bve\u00adnue by ware\ufeffhouse",
    "reve\u0301nue̶̷ b́ỳ warehouse",
    "𝓻𝓮𝓿𝓮𝓷𝓾𝓮 ｂｙ ｗａｒｅｈｏｕｓｅ",
    "revenue\x00\x07\x1b[31m by\x0b warehouse\x85\u2028",
    "<script>alert(1)</script> revenue",
    "<img src=x onerror=alert(1)>",
    "'; DROP TABLE product; --",
    "revenue' OR '1'='1",
    "SELECT * FROM product",
    "revenue UNION SELECT password FROM users",
    "{{today}} ${revenue} %s %(x)s {0}",
    "../../etc/passwd",
    "revenue " * 800,
    "a" * 5000,
    "a " * 400,
    "ﷺ" * 900,
    "9" * 400,
    f"orders with more than {'9' * 400} units",
    f"revenue {'9' * 400} months ago",
    f"top {'9' * 400} products",
    f"warehouse {'0' * 400}1",
    "1," * 490,
    "½ ² ③ Ⅳ ١٢٣",
    "top ² products by ½ revenue since ①",
    "!\"#$%&'()*+,-./:;<=>?@[]^_`{|}~",
    "......" * 100,
    "''''" * 100,
    "\ud800",
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
    plain(reader.understand(text), text)


def plain(reading: Reading, text: str) -> None:
    """An answer of some kind, with its reason where it is no query, and with honest marks."""
    assert reading.status in STATUSES
    assert (reading.query is not None) == (reading.status == "answered")
    assert reading.query is not None or reading.reason
    check_marks(text, reading)


def check_marks(text: str, reading: Reading) -> None:
    """In order, apart, within the text, and around whole words."""
    last = 0
    for start, end in reading.marked:
        assert last <= start < end <= len(text)
        assert text[start:end] == text[start:end].strip()
        assert not (start and text[start - 1].isalnum() and text[start].isalnum())
        assert not (end < len(text) and text[end - 1].isalnum() and text[end].isalnum())
        last = end


@given(text=st.text(max_size=200))
def test_any_text(reader: Reader, text: str) -> None:
    plain(reader.understand(text), text)


OFTEN = st.sampled_from(
    [*"?!.,'\"-%()", "\u200b", "\u0301", "\u202e", " ", "\n", "é", "İ", "ß", "ﬁ", "½", "²", "🙂", "WH001"]
)


@given(question=st.sampled_from(QUESTIONS), put=st.lists(st.tuples(st.integers(0, 200), OFTEN), max_size=6))
def test_real_questions_with_strange_letters(reader: Reader, question: str, put: list[tuple[int, str]]) -> None:
    for place, letter in put:
        question = question[: place % (len(question) + 1)] + letter + question[place % (len(question) + 1) :]
    plain(reader.understand(question), question)


def _dropped(words: list[str], at: int, _: int) -> list[str]:
    return words[:at] + words[at + 1 :]


def _doubled(words: list[str], at: int, _: int) -> list[str]:
    return words[: at + 1] + words[at:]


def _swapped(words: list[str], at: int, other: int) -> list[str]:
    changed = list(words)
    changed[at], changed[other] = changed[other], changed[at]
    return changed


def _cut(words: list[str], at: int, _: int) -> list[str]:
    return words[:at]


def _clipped(words: list[str], at: int, _: int) -> list[str]:
    return [*words[:at], words[at][:-1], *words[at + 1 :]]


CHANGES: Sequence[Callable[[list[str], int, int], list[str]]] = (_dropped, _doubled, _swapped, _cut, _clipped)
changes = st.lists(st.tuples(st.sampled_from(CHANGES), st.integers(0, 50), st.integers(0, 50)), min_size=1, max_size=4)


def mangled(question: str, made: list[tuple[Callable[[list[str], int, int], list[str]], int, int]]) -> str:
    words = question.split()
    for change, at, other in made:
        words = change(words, at % len(words), other % len(words)) if words else words
    return " ".join(words)


@given(question=st.sampled_from(QUESTIONS), made=changes, earlier=st.sampled_from([None, *QUESTIONS]))
def test_real_questions_mangled(reader: Reader, question: str, made: list, earlier: str | None) -> None:  # type: ignore[type-arg]
    """Also as the next question of a conversation."""
    before = reader.understand(earlier).query if earlier else None
    turns = [Turn(earlier, before)] if earlier else []
    text = mangled(question, made)
    plain(reader.understand(text, turns), text)


def test_words_in_any_order(reader: Reader) -> None:
    """Half-sentences of real words are the likeliest to break a reader."""
    words = (
        "revenue stock late orders by warehouse top 5 which month last not without share of more than 10 customers "
        "products compare average days overdue and WH001 falcon each most between %"
    ).split()
    dice = random.Random(4)
    for _ in range(1500):
        text = " ".join(dice.choices(words, k=dice.randint(1, 9)))
        assert reader.understand(text).status in STATUSES, text


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


# -- the words that were used --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("question", "marked"),
    [
        ("Show me the  REVENUE   by warehouse, please!", "REVENUE|by|warehouse"),
        ("révénue by ware\u200bhouse", "révénue|by|ware\u200bhouse"),
        ("what's WH001's revenue?", "WH001|revenue"),
        ("revenue of falcon ball  bearing", "revenue|falcon ball  bearing"),
        ("reveneu of Falcn Ball Bearing", "reveneu|Falcn Ball Bearing"),
        ("orders that haven't shipped", "orders|haven't|shipped"),
        ("revenue since 3rd of May", "revenue|since 3rd of May"),
        ("ｒｅｖｅｎｕｅ in wh-001", "ｒｅｖｅｎｕｅ|wh-001"),
    ],
)
def test_the_words_that_were_used_are_marked_as_typed(reader: Reader, question: str, marked: str) -> None:
    reading = reader.understand(question)
    assert reading.status == "answered", reading.reason
    said = "|".join(question[start:end] for start, end in reading.marked)
    assert [word for word in marked.split("|") if word not in said] == []
    check_marks(question, reading)


def test_what_is_not_marked_says_nothing(reader: Reader) -> None:
    """In every answered question of the set, alone and after another."""
    turns: list[Turn] = []
    for question in QUESTIONS:
        for earlier in ([], turns[-1:]):
            reading = reader.understand(question, earlier)
            if reading.status == "answered":
                assert unmarked(question, reading) <= grammar.FILLER, question
        turns.append(Turn(question, reading.query))


def unmarked(question: str, reading: Reading) -> set[str]:
    inside = [set(range(*span)) for span in reading.marked]
    return {token.word for token in tokens(question) if not any(token.start in span for span in inside)}


# -- the work that is done ----------------------------------------------------------------------------------------
def work(reader: Reader, text: str) -> int:
    """Functions of the engine that were entered: the same on every machine."""
    count = 0

    def entered(frame: FrameType, event: str, _: object) -> None:
        nonlocal count
        count += event == "call"

    sys.setprofile(entered)
    try:
        reader.understand(text)
    finally:
        sys.setprofile(None)
    return count


HARD = (
    "customer ",
    "so 1 ",
    "1-1-",
    "and ",
    "falcon ball bering ",
    "top 5 most ",
    "between 1 and ",
    "of the ",
    "ﷺ",
    "zq ",
)


@pytest.mark.parametrize("piece", HARD)
def test_a_long_question_is_no_trap(reader: Reader, piece: str) -> None:
    """Ten times as long is not a hundred times the work: what is far too long is not even looked at."""
    short, long = ((piece * size)[:size].strip() for size in (500, 5000))
    reader.understand(short)
    assert work(reader, long) <= 10 * work(reader, short) + 10_000


def test_a_question_of_ordinary_length_is_read(reader: Reader) -> None:
    assert reader.understand("please " * 90 + "revenue").status == "answered"
    assert "1,000 characters" in reader.understand("revenue " * 200).reason
    assert LONGEST == 1000


@pytest.mark.parametrize("query", [None, Query.model_validate({"measures": ["revenue"]})])
def test_strange_questions_in_a_conversation(reader: Reader, query: Query | None) -> None:
    for text in STRANGE:
        plain(reader.understand(text, [Turn("revenue", query)]), text)
