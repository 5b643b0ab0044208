"""Small files that can be loaded, and the way to load them, for the tests of loading."""

import csv
import io
from collections.abc import Sequence
from functools import cache
from pathlib import Path

import duckdb

from core.semantic.model import Model
from core.semantic.read import load_model
from core.warehouse.generations import current, new_generation
from core.warehouse.load.load import load
from core.warehouse.load.request import Outcome, Request
from core.warehouse.load.rules import Rules, load_rules

ROOT = Path(__file__).parents[3]

PRODUCT = """\
product_code,product_name,product_group,unit_cost,unit_price,supplier_code,supplier_name,created_date,updated_date
PRD0001,Bolt,Fasteners,0.10,0.25,SUP001,Nuts & Co,2024-01-31,2024-02-29
PRD0002,"Nut, ""hex"" M8",Fasteners,1.00,2.00,,,,
"""
HEADER = """\
sales_order_prefix,sales_order_number,order_date,customer_code,customer_name,warehouse_code,delivery_date,status
SO,1,2025-01-01,CUS0001,Ann,WH001,2025-01-05,Delivered
SO,2,2025-01-02,CUS0002,Bob,WH001,,Pending
"""
LINE = """\
sales_order_prefix,sales_order_number,sales_order_line,product_code,order_quantity,fulfilled_quantity,\
unit_price,line_total,fulfillment_status
SO,1,1,PRD0001,10,10,0.25,2.50,Fulfilled
SO,1,2,PRD0002,1,0,2.00,2.00,Unfulfilled
SO,2,1,PRD0002,3,1,2.00,6.00,Partial
"""


@cache
def model() -> Model:
    return load_model(ROOT / "semantic")


@cache
def rules() -> Rules:
    return load_rules(ROOT / "semantic", model())


def put(folder: Path, name: str, text: str | bytes) -> Path:
    file = folder / name
    file.write_bytes(text if isinstance(text, bytes) else text.encode())
    return file


def rows_of(text: str) -> list[list[str]]:
    return list(csv.reader(io.StringIO(text)))


def run(home: Path, *paths: Path, **asked: object) -> Outcome:
    request = Request(paths, **asked)  # type: ignore[arg-type]
    return load(request, model(), rules(), new_generation(home), lambda step: None)


def query(home: Path, sql: str) -> list[tuple[object, ...]]:
    pointer = current(home)
    assert pointer is not None
    with duckdb.connect(str(pointer.file), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def whys(outcome: Outcome) -> list[tuple[int | None, str, str, str]]:
    return [(one.row, one.column, one.value, one.reason) for one in outcome.bad.first]


def places(outcome: Outcome) -> Sequence[tuple[int | None, str]]:
    return [(one.row, one.column) for one in outcome.bad.first]
