"""Values are found as people write them, by those who may see them, and by nobody else."""

import random
import shutil
import string
from collections.abc import Iterator, Sequence
from pathlib import Path

import duckdb
import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from agents.ask import Asking
from core.access import Asker, terminal
from core.config import load_config
from core.context import Context, open_context
from core.language.packed import Texts
from core.language.seen import Seen
from core.language.spelling import Spelling, typos
from core.language.stock import Column, Stock, Value
from core.language.values import Found, ValueIndex
from core.language.written import name_words
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).resolve().parents[3]
NAMES = (
    "Falcon Ball Bearing", "Falcon Ball Valve", "Osprey Gate Valve 50mm", "Bed Bath & Beyond", "The Home Depot",
    "O'Brien Tools", "Wi-Fi Router", "Café Münchøn", "Straße 7", "Macy's", "Northgate Plumbing", "Open Door Ltd",
    "Sales & Service", "7 Seas", "M8x20 Hex Bolt", "ACME Inc.", "東京倉庫", "Склад Север", "1,200 Series",
)  # fmt: skip
CODES = ("WH001", "WH010", "PO-2024-0017", "SO-000123", "Zone 12", "27AAPFU0939F1ZV", "000456")
INDEX = ValueIndex(
    Seen(
        Stock.of(
            [
                Column("product.name", NAMES, "product.code", [f"PRD{n:04d}" for n in range(len(NAMES))]),
                Column("place.code", CODES),
                Column("area.name", ["Northgate", "Southgate"]),
                Column("order.status", ["Open", "Shipped"]),
            ]
        )
    )
)


def longest(text: str, *, strange: bool = False) -> Found | None:
    words = name_words(text)
    found = INDEX.at(words, [strange] * len(words))
    return found[0] if found and found[0].length == len(words) else None


def texts(found: Found | None) -> set[str]:
    return {value.text for value in found.values} if found else set()


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("falcon ball bearing", "Falcon Ball Bearing"),
        ("FALCON BALL BEARINGS", "Falcon Ball Bearing"),
        ("ball bearing", "Falcon Ball Bearing"),
        ("osprey gate valve 50 mm", "Osprey Gate Valve 50mm"),
        ("gate-valve", "Osprey Gate Valve 50mm"),
        ("bed bath and beyond", "Bed Bath & Beyond"),
        ("bed bath beyond", "Bed Bath & Beyond"),
        ("home depot", "The Home Depot"),
        ("o'brien", "O'Brien Tools"),
        ("obrien tools", "O'Brien Tools"),
        ("wifi router", "Wi-Fi Router"),
        ("wi fi router", "Wi-Fi Router"),
        ("cafe munchon", "Café Münchøn"),
        ("CAFÉ MÜNCHØN", "Café Münchøn"),
        ("strasse 7", "Straße 7"),
        ("macys", "Macy's"),
        ("sales and service", "Sales & Service"),
        ("7 seas", "7 Seas"),
        ("m8 x 20 hex bolt", "M8x20 Hex Bolt"),
        ("acme inc", "ACME Inc."),
        ("東京倉庫", "東京倉庫"),
        ("склад север", "Склад Север"),
        ("wh001", "WH001"),
        ("wh 1", "WH001"),
        ("WH-01", "WH001"),
        ("wh10", "WH010"),
        ("po 2024 17", "PO-2024-0017"),
        ("po20240017", "PO-2024-0017"),
        ("so123", "SO-000123"),
        ("zone012", "Zone 12"),
        ("27aapfu0939f1zv", "27AAPFU0939F1ZV"),
    ],
)
def test_as_people_write_them(typed: str, meant: str) -> None:
    assert texts(longest(typed)) == {meant}


@pytest.mark.parametrize(
    ("typed", "meant"),
    [
        ("falcon ball bering", "Falcon Ball Bearing"),
        ("falcon ball bear", "Falcon Ball Bearing"),
        ("osprey gaet valve 50mm", "Osprey Gate Valve 50mm"),
        ("northgate plumbng", "Northgate Plumbing"),
    ],
)
def test_a_slip_within_a_name(typed: str, meant: str) -> None:
    found = longest(typed, strange=True)
    assert texts(found) == {meant}
    assert found is not None and found.how == "typo"
    assert longest(typed) is None  # words that the vocabulary knows are not bent into a name


@pytest.mark.parametrize(
    ("typed", "meant"), [("ospery gate valve", "Osprey Gate Valve 50mm"), ("south gate", "Southgate")]
)
def test_a_slip_at_the_beginning(typed: str, meant: str) -> None:
    found = INDEX.like(name_words(typed))
    assert texts(found) == {meant}
    assert found is not None and found.length == len(name_words(typed))


@pytest.mark.parametrize("typed", ["wh002", "wh011", "po-2024-18", "7", "50", "mm", "xyzzy", "wh"])
def test_what_is_no_value(typed: str) -> None:
    """Another number is another thing, never a typo."""
    words = name_words(typed)
    assert longest(typed) is None
    assert INDEX.like(words) is None


def test_a_name_that_several_kinds_begin_with_is_all_of_them() -> None:
    assert texts(longest("northgate")) == {"Northgate", "Northgate Plumbing"}


def test_numbers_of_a_kind() -> None:
    assert [v.text for v in INDEX.numbered("17", "place.code")] == []
    assert [v.text for v in INDEX.numbered("0123", "place.code")] == ["SO-000123"]
    assert [v.text for v in INDEX.numbered("456", "place.code")] == ["000456"]
    assert [v.text for v in INDEX.numbered("12", "place.code")] == ["Zone 12"]
    assert list(INDEX.numbered("12", "area.name")) == []


def test_what_fits_many_is_not_listed_whole() -> None:
    many = Stock.of([Column("a.name", [f"Steel Pipe {n}" for n in range(9000)]), Column("b.name", ["Steel Works"])])
    found = ValueIndex(Seen(many)).at(["steel"])[0]
    assert {value.dimension for value in found.values} == {"a.name", "b.name"}
    assert len(found.values) <= 100


WORDS = ("ball", "bearing", "valve", "gate", "north", "wh001", "PRD-7", "and", "7", "50mm", "o'brien", "Ü", "steel")
some_name = st.lists(st.sampled_from(WORDS), min_size=1, max_size=4).map(" ".join)


@given(
    known=st.lists(st.tuples(some_name, st.booleans()), min_size=1, max_size=12),
    other=st.lists(st.tuples(some_name, st.booleans()), max_size=4),
    asked=some_name,
    slip=st.integers(0, 30),
)
def test_what_is_not_seen_changes_nothing(
    known: list[tuple[str, bool]], other: list[tuple[str, bool]], asked: str, slip: int
) -> None:
    """Asking the part of a stock that is seen is asking a stock of that part, in all it finds."""
    both = (dict(known), dict(other))
    whole = Stock.of([Column(name, list(values)) for name, values in zip(("a.x", "b.y"), both, strict=True)])
    part = Stock.of(
        [
            Column(name, [v for v, seen in values.items() if seen])
            for name, values in zip(("a.x", "b.y"), both, strict=True)
        ]
    )
    visible = np.array([seen for values in both for seen in values.values()], np.bool_)
    mine, bare = ValueIndex(Seen(whole, visible)), ValueIndex(Seen(part))
    typed = asked[: slip % len(asked)] + asked[slip % len(asked) + 1 :]
    for words in (name_words(asked), name_words(typed)):
        assert sets(mine.at(words, [True] * len(words))) == sets(bare.at(words, [True] * len(words)))
        assert sets([mine.like(words)]) == sets([bare.like(words)])
    assert set(mine.nearest(typed, 50)) == set(bare.nearest(typed, 50))
    assert set(mine.numbered("7", "a.x")) == set(bare.numbered("7", "a.x"))
    assert (mine.first("b.y") is None) == (bare.first("b.y") is None)


def sets(found: Sequence[Found | None]) -> list[tuple[frozenset[Value], int, str]]:
    return [(frozenset(one.values), one.length, one.how) for one in found if one]


@given(
    words=st.lists(st.text("abcde", min_size=4, max_size=9), unique=True), text=st.text("abcde", min_size=4, max_size=9)
)
def test_no_word_nearby_is_overlooked(words: list[str], text: str) -> None:
    """What is ruled out by its letters alone is further away than was asked for."""
    spelling = Spelling.of(Texts.of(words))
    for allowed in (1, 2, 3):
        near = {words[number] for _, number in spelling.near(text, allowed)}
        assert near == {word for word in words if typos(text, word, allowed) <= allowed}


def test_the_work_of_a_look_up_does_not_grow_with_the_question() -> None:
    """A name is at most so many words, however many are said."""
    words = ["steel"] * 4000
    index = ValueIndex(Seen(Stock.of([Column("a.name", ["steel " * 30, "steel pipe"])])))
    steps = [len(index.at(words[:size], [True] * size)) for size in (40, 4000)]
    assert steps[0] == steps[1] <= 16


# -- two askers of the same data ----------------------------------------------------------------------------------
HIDDEN = "Zyloquist Traders"


@pytest.fixture(scope="module")
def opened(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    """A customer of one warehouse only, and no other with a name like it."""
    folder = tmp_path_factory.mktemp("values")
    shutil.copy(sample_db(2_000), folder / "data.duckdb")
    with duckdb.connect(str(folder / "data.duckdb")) as data:
        data.execute(
            f"UPDATE sales_order_header SET customer_name = '{HIDDEN}', customer_code = 'CUS9876' WHERE"
            " sales_order_number ="
            " (SELECT max(sales_order_number) FROM sales_order_header WHERE warehouse_code = 'WH003')"
        )
    chosen = {"app.home": str(folder), "warehouse.file": str(folder / "data.duckdb"), "app.today": "2026-06-30"}
    ctx = open_context(load_config(ROOT, chosen), terminal("Warehouse Manager"))
    yield ctx
    ctx.close()


def limited(ctx: Context, warehouse: str) -> Asking:
    return Asking.open(ctx.for_asker(Asker("Warehouse Manager", "Manager", warehouses=(warehouse,))))


ASKED = (
    "orders of {}", "revenue of {} last year", "orders from customer {}", "has {} ordered", "list orders without {}",
)  # fmt: skip
TYPED = ("zyloquist traders", "Zyloquist", "zyloqist", "zyloquits traders", "Zyloquis Trader", "CUS9876", "cus-9876")


@pytest.mark.parametrize("question", ASKED)
@pytest.mark.parametrize("typed", TYPED)
def test_a_hidden_value_is_unknown(opened: Context, question: str, typed: str) -> None:
    reading = limited(opened, "WH001").engine.understand(question.format(typed))
    told = " ".join([reading.reason, *(choice.label for choice in reading.choices)])
    assert reading.status != "answered"
    assert HIDDEN not in told and "CUS9876" not in told.replace(typed, "")


@pytest.mark.parametrize("typed", TYPED)
def test_who_may_see_it_finds_it(opened: Context, typed: str) -> None:
    reading = limited(opened, "WH003").engine.understand(f"orders of {typed}")
    assert reading.query is not None and "CUS9876" in reading.query.to_json()


def test_the_stock_is_there_once(opened: Context) -> None:
    engines = [limited(opened, f"WH00{number}").engine for number in (1, 2, 3)]
    everything = Asking.open(opened).engine
    stocks = {id(engine.values.seen.stock) for engine in (*engines, everything)}
    assert len(stocks) == 1
    assert limited(opened, "WH001").engine.values is engines[0].values


def test_a_persona_knows_no_values_of_another(opened: Context) -> None:
    vendor = "SELECT vendor_name FROM vendors LIMIT 1"
    with duckdb.connect(str(opened.config.warehouse.file), read_only=True) as data:
        name = str(data.execute(vendor).fetchall()[0][0])
    finance = Asking.open(opened.for_asker(terminal("Finance Analyst"))).engine.values
    selling = Asking.open(opened).engine.values
    assert finance.at(name_words(name))[0].how == "exact"
    assert not [
        found for found in selling.at(name_words(name)) if any(v.dimension == "vendor.name" for v in found.values)
    ]


def test_random_values_are_found_again() -> None:
    dice = random.Random(11)
    letters = string.ascii_letters + "äöüßéñ"
    made = {
        " ".join("".join(dice.choices(letters, k=dice.randint(3, 9))) for _ in range(dice.randint(1, 5)))
        for _ in range(3000)
    }
    index = ValueIndex(Seen(Stock.of([Column("a.name", sorted(made))])))
    for name in sorted(made)[::10]:
        assert name in texts(index.at(name_words(name))[0]), name
