"""The supply desk over a warehouse of 20,000 items: low stock, risk, proposal, forecasts, with what is read at hand."""

import shutil
from collections.abc import Callable, Iterator
from pathlib import Path

import duckdb

from scripts.benches.desk import AS_OF, Asking, Desk, asking, say
from scripts.benches.questions import STOCK
from scripts.benches.rows import Row, plain, timed
from scripts.benches.timing import in_turn, once
from tools import tool
from tools.demand.forecast import forecast
from tools.demand_history import all_series, ordered
from tools.forecasting import calibrated, spread
from tools.forecasting_many import forecasts_of
from tools.registry import use

ORDERS, TIMES, PLACE = 20_000, 112, "WH001"  # the sample has some 180 items in a warehouse
GOAL = 2000.0  # milliseconds of the processor
FORECASTS = 120.0  # milliseconds each: a thousand a minute on two processors
DAYS = 28

LOW = f"SELECT * FROM warehouse_product WHERE warehouse_code = '{PLACE}' AND current_stock < minimum_stock"
READ = (
    f"SELECT * FROM warehouse_product JOIN product USING (product_code) WHERE warehouse_code = '{PLACE}'",
    f"""SELECT product_code, sum(units), sum(units * units), max(units) FROM (
        SELECT product_code, order_date, sum(order_quantity) AS units
        FROM sales_order_line JOIN sales_order_header USING (sales_order_prefix, sales_order_number)
        WHERE warehouse_code = '{PLACE}' AND status <> 'Cancelled'
          AND order_date >= DATE '{AS_OF}' - 90 AND order_date < DATE '{AS_OF}'
        GROUP BY ALL) GROUP BY ALL""",
    f"""SELECT product_code, expected_delivery_date, sum(order_quantity - received_quantity)
        FROM purchase_order_line JOIN purchase_order_header USING (purchase_order_prefix, purchase_order_number)
        WHERE warehouse_code = '{PLACE}' AND actual_delivery_date IS NULL AND status IN ('Open', 'Partial')
        GROUP BY ALL""",
    "SELECT * FROM planning_item",
)
USED = {
    "low stock": ("identify_low_stock", {"warehouse": PLACE}),
    "stock-out risk, 30 days": ("identify_stockout_risk", {"warehouse": PLACE, "days": 30}),
    "proposal": ("propose_replenishment", {"warehouse": PLACE}),
}


def stock(desk: Desk) -> Iterator[Row]:
    with asking(desk, _wide(desk)) as at:
        at = at.as_persona(STOCK)
        cursor = at.straight.cursor()
        for what, (name, given) in USED.items():
            say(f"20,000 items: {what}")
            bare = (LOW,) if name == "identify_low_stock" else READ
            runs: dict[str, Callable[[], object]] = {
                "ours": lambda name=name, given=given: use(at.ctx, name, given),  # type: ignore[misc]
                "straight": lambda bare=bare: [cursor.execute(sql).fetchall() for sql in bare],  # type: ignore[misc]
            }
            times = in_turn(runs, desk.rounds, desk.seconds * 2)
            ours = times["ours"]
            met = ours.cpu_ms < GOAL
            yield timed("stock", what, "what it reads, by SQL", ours, times["straight"], goal="< 2 s CPU", met=met)
        cursor.close()
        yield _forecasts(desk, at)


def _forecasts(desk: Desk, at: Asking) -> Row:
    """Reading included, calibration aside: that is done once for a horizon."""
    say("Forecasts")
    own = tool.Desk(at.ctx)
    products = spread(ordered(own, PLACE), 60 if desk.quick else 600)
    calibrated(own, DAYS, PLACE)
    _, cpu = once(lambda: forecasts_of(own, products, DAYS, PLACE))
    series = [one for _, one in all_series(own, products, PLACE)]
    _, bare = once(lambda: [forecast(one, DAYS) for one in series])
    each, floor = cpu * 1000 / len(products), bare * 1000 / len(products)
    return plain(
        "stock", "a forecast of 28 days, read and with bands", "the fit alone", "ms", each, floor,
        goal="< 120 ms CPU, 1,000 a minute", met=each < FORECASTS, more={"a_minute_on_two": 120_000 / each},
    )  # fmt: skip


def _wide(desk: Desk) -> Path:
    """The sample's first warehouse with each of its products many times over, and all that happened to it."""
    made = desk.database(ORDERS)
    path = made.with_name(f"{made.stem}-wide-{TIMES}.duckdb")
    if path.is_file():
        return path
    say(f"Making a warehouse of {TIMES} times as many items")
    beside = path.with_suffix(".part")
    shutil.copyfile(made, beside)
    with duckdb.connect(str(beside)) as connection:
        for statement in _statements():
            connection.execute(statement)
    beside.rename(path)
    return path


def _statements() -> Iterator[str]:
    """The copies are products, items, orders of their own, each with its number behind the code."""
    times, here = f"range(1, {TIMES}) AS copies(n)", f"WHERE warehouse_code = '{PLACE}'"
    code = "t.product_code || '-' || n AS product_code"
    yield f"CREATE TEMP TABLE here AS SELECT DISTINCT product_code FROM warehouse_product {here}"
    for table in ("product", "planning_item"):
        known = "WHERE product_code IN (FROM here)"
        yield f"INSERT INTO {table} SELECT t.* REPLACE ({code}) FROM {table} t, {times} {known}"
    for table in ("warehouse_product", "stock_snapshot"):
        yield f"INSERT INTO {table} SELECT t.* REPLACE ({code}) FROM {table} t, {times} {here}"
    for kind in ("sales", "purchase"):
        number = f"t.{kind}_order_number || '-' || n AS {kind}_order_number"
        keys = f"{kind}_order_prefix, {kind}_order_number"
        head, line = f"{kind}_order_header", f"{kind}_order_line"
        own = f"({keys}) IN (SELECT ({keys}) FROM {head} {here})"
        yield f"INSERT INTO {line} SELECT t.* REPLACE ({number}, {code}) FROM {line} t, {times} WHERE {own}"
        yield f"INSERT INTO {head} SELECT t.* REPLACE ({number}) FROM {head} t, {times} {here}"
