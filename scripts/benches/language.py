"""Questions to readings: over the sample data, and over many more values than that has; the index of the values."""

import gc
import random
import time
from collections.abc import Iterator, Sequence
from dataclasses import replace

import psutil

from core.access import Asker, persona_of, sees_tables
from core.context import Context
from core.language.known import known_values
from core.language.reader import Reader
from core.language.seen import Seen
from core.language.stock import Column, Stock
from core.language.values import ValueIndex
from core.semantic.compile.scope import Scope
from scripts.benches.desk import Asking, Desk, asking, say
from scripts.benches.questions import STOCK
from scripts.benches.rows import Row, plain

SIZES = {10_000: 20.0, 1_000_000: 50.0}  # distinct values, and milliseconds that 95 of 100 questions may take
ASKERS = 30
SYLLABLES = "an ber cor del fal gra hel ing jor kel lum mar nor ost pen qua ros sil tor ump ver wex yor zan mon".split()
KINDS = "Heavy Light Industrial Deluxe Compact Stainless Pro Mini Eco Turbo".split()
THINGS = (
    "Ball Bearing,Gate Valve,Hex Bolt,Drill Press,Air Filter,Power Cable,Steel Pipe,Rubber Seal,Pump Motor,Gear Wheel,"
    "Safety Glove,Hose Clamp,Relay Switch,Flange Gasket,Cutting Disc,Check Valve,LED Panel,Copper Wire,Wi-Fi Router"
).split(",")
# {0} a whole name, {1} its first word, {2} what it is, {3} a name with a slip, {4} its code
QUESTIONS = (
    "revenue last month", "revenue by warehouse this year", "top 5 products by units ordered last quarter",
    "how many orders are late", "late orders by customer", "low stock items in WH001", "stock value by product group",
    "which warehouse has the most overdue orders", "average order value by month", "orders between 1 and 15 June",
    "share of revenue by product group", "revenue this month compared with last month", "products never ordered",
    "revenue of {0}", "units ordered of {0} by month", "stock of {0} in WH002", "show orders with {0} since March",
    "stock of {1}", "revenue of {2} last year", "how many {2} do we have in stock", "compare {0} and {0} by revenue",
    "revenue of {3}", "current stock for {3} by warehouse please", "revenue of {4}", "stock of {4} in wh 3",
    "revenue of xyzzyplugh", "what did we sell of qwertzuiop and asdfghjkl last year",
)  # fmt: skip


def language(desk: Desk) -> Iterator[Row]:
    with asking(desk, desk.database(desk.orders[0])) as at:
        say("The language engine over sample data")
        everything = known_values(at.ctx)
        yield from _parsed(
            desk, at.ctx, everything, _names(1000), f"{len(everything.seen.stock):,} values of the sample"
        )
        yield from _askers(at)
        for size in list(SIZES)[:1] if desk.quick else SIZES:
            say(f"The language engine over {size:,} values")
            names = _names(size)
            stock, row = _built(names, size)
            yield row
            yield _memory(stock, names, size)
            yield from _parsed(desk, at.ctx, ValueIndex(Seen(stock)), names, f"{size:,} names and codes", SIZES[size])


def _names(size: int) -> list[str]:
    """As goods are called: who makes it, what it is, how large; no two alike."""
    dice = random.Random(7)
    makers = ["".join(dice.sample(SYLLABLES, dice.choice((2, 3)))).capitalize() for _ in range(1500)]
    found: dict[str, None] = {}
    while len(found) < size:
        large = dice.choice((f"{dice.randint(1, 999)} mm", f"M{dice.randint(2, 60)}x{dice.randint(5, 150)}", "XL"))
        words = (dice.choice(makers), dice.choice(KINDS), dice.choice(THINGS), large, str(dice.randint(1, 99)))
        found[" ".join(words)] = None
    return list(found)


def _built(names: Sequence[str], size: int) -> tuple[Stock, Row]:
    """Beside splitting the same names into words."""
    codes = [_code(number) for number in range(size)]
    process = psutil.Process()
    gc.collect()
    before, began = process.memory_info().rss, time.process_time()
    columns = Column("product.name", names, "product.code", codes), Column("product.code", codes)
    stock = Stock.of([*columns, Column("warehouse.code", [f"WH00{number}" for number in range(1, 6)])])
    took = time.process_time() - began
    grown = (process.memory_info().rss - before) / 1e6
    began = time.process_time()
    split = [name.lower().split() for name in names]
    bare = time.process_time() - began
    row = plain(
        "language", f"index of {size:,} names and their codes built", "split into words", "ms", took * 1000, bare * 1000
    )
    return stock, replace(row, more={"process_mb": grown, "words": len(stock.phrases.words), "split": len(split)})


def _memory(stock: Stock, names: Sequence[str], size: int) -> Row:
    text = sum(len(name.encode()) + 2 * len(_code(0)) for name in names)
    goal, met = ("< 300 MB", stock.bytes < 300e6) if size == max(SIZES) else ("", None)
    what = f"index of {size:,} names and their codes in memory"
    return plain("language", what, "its text alone", "MB", stock.bytes / 1e6, text / 1e6, goal=goal, met=met)


def _code(number: int) -> str:
    return f"PRD{number:07d}"


def _parsed(
    desk: Desk, ctx: Context, values: ValueIndex, names: Sequence[str], what: str, most: float = 20.0
) -> Iterator[Row]:
    """Beside the same questions with no values known."""
    asked = list(_asked(names, 3 if desk.quick else 20))
    ours, floor = _times(_reader(ctx, values), asked), _times(_reader(ctx, ValueIndex.of([])), asked)
    for share in (50, 95):
        mine, bare = (sorted(times)[len(times) * share // 100] for times in (ours, floor))
        goal, met = (f"< {most:g} ms", mine < most) if share == 95 else ("", None)
        row = plain("language", f"{share} of 100 questions, {what}", "no values", "ms", mine, bare, goal=goal, met=met)
        yield replace(row, more={"questions": len(asked), "slowest": max(ours)})


def _reader(ctx: Context, values: ValueIndex) -> Reader:
    scope = Scope(ctx.model, sees_tables(ctx.model, ctx.asker), ctx.clock.today, ctx.warehouse.dialect)
    return Reader(scope, persona_of(ctx.model, ctx.asker), values)


def _times(reader: Reader, asked: Sequence[str]) -> list[float]:
    """Milliseconds of the processor."""
    found = []
    reader.understand(asked[0])
    for question in asked:
        began = time.process_time()
        reader.understand(question)
        found.append((time.process_time() - began) * 1000)
    return found


def _asked(names: Sequence[str], rounds: int) -> Iterator[str]:
    dice = random.Random(3)
    for _ in range(rounds):
        for question in QUESTIONS:
            number = dice.randrange(len(names))
            name = names[number]
            maker, _, *thing, _ = name.split()[:5]
            slip = name[:2] + name[3:]
            yield question.format(name, maker, " ".join(thing[:2]), slip, _code(number))


def _askers(at: Asking) -> Iterator[Row]:
    """Each with other rights, beside one whose rights somebody had before."""
    limits = [tuple(f"WH00{n}" for n in range(1, 6) if number >> (n - 1) & 1) for number in range(1, ASKERS + 1)]
    askers = [at.ctx.for_asker(Asker(STOCK, "Manager", warehouses=codes)) for codes in limits]
    before = at.ctx.values.bytes
    first, again = (_opened(askers) for _ in range(2))
    row = plain("language", f"{ASKERS} askers, each opened", "opened again", "ms", first / ASKERS, again / ASKERS)
    yield row
    grown = at.ctx.values.bytes - before
    yield plain("language", f"{ASKERS} askers' own part of the index", "the index", "MB", grown / 1e6, before / 1e6)


def _opened(askers: Sequence[Context]) -> float:
    began = time.process_time()
    for ctx in askers:
        _reader(ctx, known_values(ctx))
    return (time.process_time() - began) * 1000
