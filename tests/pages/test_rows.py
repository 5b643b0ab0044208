"""What the pages show is what their reader may see: as added up by hand, and whatever the other rows hold."""

import os
import re
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import duckdb
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from core.store.users import User
from pages import opened
from tests.pages.conftest import TODAY, Screen
from tests.sample_data.fixture import sample_db

ORDERS = '{"rows": "sales_order", "by": ["warehouse", "customer", "delivery_area"]}'
ITEMS = '{"measures": ["stock_value"], "by": ["warehouse", "product"], "order": "-stock_value"}'
IN_SQL = "SELECT warehouse_code, customer_name, count(*) AS n FROM sales_order_header GROUP BY ALL ORDER BY ALL"


@dataclass(frozen=True)
class Reader:
    """Somebody, what they may not see in plain SQL, and what they do all day."""

    role: str
    persona: str
    limits: dict[str, object]
    hidden: tuple[str, ...]  # statements that change whatever is out of their sight, and nothing else
    explores: tuple[str, ...]
    asks: tuple[str, ...]
    writes: str = ""

    def user(self, screen: Screen) -> User:
        return screen.user(self.role, (self.persona,), **self.limits)


AT_ONE = Reader(
    "Manager", "Warehouse Manager", {"warehouses": ["WH003"]},
    (
        "UPDATE sales_order_line l SET line_total = line_total * 7, product_code = 'PRD00001' FROM sales_order_header h"
        " WHERE h.sales_order_prefix = l.sales_order_prefix AND h.sales_order_number = l.sales_order_number"
        " AND h.warehouse_code <> 'WH003'",
        "UPDATE sales_order_header SET customer_code = 'CUSZZZ', customer_name = 'Zzyzx Hidden', status = 'Pending',"
        " delivery_area = 'Kolar', order_date = order_date - INTERVAL 3 DAY WHERE warehouse_code <> 'WH003'",
        "UPDATE warehouse_product SET current_stock = current_stock * 3 + 1 WHERE warehouse_code <> 'WH003'",
        "UPDATE location SET location_name = 'Zzyzx Depot', latitude = 1 WHERE location_type = 'warehouse'"
        " AND location_code <> 'WH003'",
    ),
    (ORDERS, ITEMS),
    ("top 5 customers by revenue", "orders of Zzyzx"),
    IN_SQL,
)  # fmt: skip
OF_FINANCE = Reader(
    "Viewer", "Finance Analyst", {"workspace": "projects"},
    tuple(
        f"UPDATE {table} SET total_amount = total_amount * 9, {change} WHERE workspace_id <> 'projects'"
        " OR visibility <> 'public'"
        for table, change in (
            ("sales", "customer_name = 'Zzyzx Hidden', region = 'North'"),
            ("invoices", "invoice_number = 'ZZ' || id, error_message = 'Zzyzx', payment_status = 'overdue'"),
        )
    ),
    (),
    ("overdue invoices", "sales to Zzyzx"),
)  # fmt: skip
READERS = [pytest.param(AT_ONE, id="one warehouse"), pytest.param(OF_FINANCE, id="public rows of a workspace")]
# What differs from one run to the next by itself.
CHANGING = re.compile(
    r"\b\d+ ms\b|trace \w+|kept for \d+ s|[0-9a-f]{32,}|\$\$ID-[\w-]+|\b\d+\.\d s\b|Data of [\d-]+"
    r"|\bjust now\b|\b\d+ (?:s|min) ago\b"
    r"|(?:\d\d \w{3} \d{4} )?\d\d\\*:\d\d(?:\\*:\d\d)?"  # a colon is written with a backslash in Markdown
)


@contextmanager
def serving(database: Path, home: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Screen]:
    st.cache_resource.clear()
    for name, value in (("HOME", home), ("APP_TODAY", TODAY), ("WAREHOUSE_FILE", database), ("EMBEDDINGS_ROAD", "off")):
        monkeypatch.setenv(f"QM_{name}", str(value))
    screen = Screen(opened.context())
    yield screen
    screen.context.close()
    st.cache_resource.clear()


def otherwise(reader: Reader, folder: Path) -> Path:
    """The same business to them, and another one to everybody else."""
    real, made = sample_db(orders=600, as_of=TODAY), folder / "other.duckdb"
    shutil.copy(real, made)
    with duckdb.connect(str(made)) as connection:
        for statement in reader.hidden:
            (changed,) = connection.execute(statement).fetchone() or (0,)
            assert changed > 50 or "location" in statement, statement
    os.utime(made, ns=(real.stat().st_atime_ns, real.stat().st_mtime_ns))
    return made


def everything(page: AppTest) -> list[str]:
    """All that is sent to the browser, in order; what only says that something is under way leaves an empty place."""
    assert not page.exception, page.exception
    said = [CHANGING.sub("…", str(node.proto)) for node in page._tree if hasattr(node, "proto")]
    return [words for words in said if words not in ("", "None")]


def answered(page: AppTest, question: str) -> list[str]:
    """Answers are made beside the page: it is looked at until it stays as it is."""
    page.chat_input[0].set_value(question).run()
    said = everything(page)
    until = time.monotonic() + 60
    while time.monotonic() < until:
        page.run()
        before, said = said, everything(page)
        if before == said:
            return said
        time.sleep(0.05)
    raise AssertionError(f"no end of: {question}")


def day(reader: Reader, screen: Screen) -> dict[str, list[str]]:
    """A walk through the pages, with what each of them said."""
    user = reader.user(screen)
    said = {path or "home": everything(screen.open(path, user)) for path in ("", "dashboard", "glossary", "jobs")}
    for number, query in enumerate(reader.explores):
        said[f"explore {number}"] = everything(screen.open("explore", user, q=query))
    ask = screen.open("ask", user)
    for question in reader.asks:
        said[question] = answered(ask, question)
    if reader.writes:
        sql = screen.open("sql", user)
        sql.text_area[0].set_value(reader.writes).run()
        next(one for one in sql.button if one.label == "Run").click().run()
        assert len(sql.dataframe[-1].value.columns) == 3
        said["sql"] = everything(sql)
    return said


@pytest.mark.parametrize("reader", READERS)
def test_whatever_the_others_rows_hold_no_page_says_anything_else(
    reader: Reader, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with serving(sample_db(orders=600, as_of=TODAY), tmp_path / "one", monkeypatch) as screen:
        said = day(reader, screen)
    with serving(otherwise(reader, tmp_path), tmp_path / "two", monkeypatch) as screen:
        again = day(reader, screen)
    assert said.keys() == again.keys()
    for where, words in said.items():
        assert len(words) > 5, where
        assert words == again[where], where


def by_hand(sql: str) -> list[tuple[object, ...]]:
    with duckdb.connect(str(sample_db(orders=600, as_of=TODAY)), read_only=True) as connection:
        return connection.execute(sql).fetchall()


def tiles(page: AppTest) -> dict[str, str]:
    return {tile.label: tile.value for tile in page.metric}


def figure(value: object) -> str:
    """As a tile says it."""
    amount = Decimal(str(value))
    for size, letter in ((10**6, "M"), (1000, "k")):
        if amount >= (10**6 if letter == "M" else 100_000):
            return f"{amount / size:,.2f} {letter} USD"
    return f"{amount:,.2f} USD"


def listed(page: AppTest, *columns: str) -> list[tuple[object, ...]]:
    found = page.dataframe[0].value
    return sorted(tuple(row) for row in found[list(columns)].itertuples(index=False))


FINANCE = [
    ("Viewer", "projects", "visibility = 'public' AND workspace_id = 'projects'"),
    ("Analyst", "projects", "workspace_id = 'projects'"),
    ("Manager", "operations", "workspace_id = 'operations'"),
    ("Admin", "operations", "true"),
]
THIS_MONTH = "BETWEEN DATE '2026-06-01' AND DATE '2026-06-30'"


@pytest.mark.parametrize(("role", "workspace", "seen"), FINANCE)
def test_finance_sees_the_rows_of_the_workspace(screen: Screen, role: str, workspace: str, seen: str) -> None:
    user = screen.user(role, ("Finance Analyst",), workspace=workspace)
    ((sales, invoiced),) = by_hand(f"""
        SELECT (SELECT sum(total_amount) FROM sales WHERE status = 'completed' AND sale_date {THIS_MONTH} AND {seen}),
               (SELECT sum(total_amount) FROM invoices WHERE invoice_date {THIS_MONTH} AND {seen})
    """)
    found = tiles(screen.open("", user))
    assert (found["Sales"], found["Invoice amount"]) == (figure(sales), figure(invoiced))
    if role != "Viewer":
        page = screen.open("explore", user, q='{"rows": "invoice", "by": ["vendor.name"], "limit": 5000}')
        assert listed(page, "Invoice number") == sorted(by_hand(f"SELECT invoice_number FROM invoices WHERE {seen}"))


@pytest.mark.parametrize("warehouses", [(), ("WH003",), ("WH001", "WH004")])
def test_a_limit_to_warehouses_holds_on_every_page(screen: Screen, warehouses: tuple[str, ...]) -> None:
    user = screen.user("Manager", ("Warehouse Manager",), warehouses=list(warehouses))
    seen = "warehouse_code IN (" + ", ".join(f"'{code}'" for code in warehouses) + ")" if warehouses else "true"
    ((stock,),) = by_hand(
        f"SELECT sum(current_stock * unit_cost) FROM warehouse_product JOIN product USING (product_code) WHERE {seen}"
    )
    assert tiles(screen.open("", user))["Stock value"] == figure(stock)
    assert tiles(screen.open("dashboard", user))["Stock value"] == figure(stock)
    codes = {code for (code,) in by_hand(f"SELECT DISTINCT warehouse_code FROM sales_order_header WHERE {seen}")}
    board = screen.open("dashboard", user)
    assert {option.split(" ")[0] for option in board.multiselect[0].options} == codes
    explored = screen.open("explore", user, q='{"rows": "sales_order", "limit": 1000}')
    orders = by_hand(
        f"SELECT sales_order_prefix, sales_order_number FROM sales_order_header WHERE status <> 'Cancelled' AND {seen}"
    )
    assert len(explored.dataframe[0].value) == len(orders)
    sql = screen.open("sql", user)
    sql.text_area[0].set_value("SELECT warehouse_code, count(*) AS n FROM sales_order_header GROUP BY 1").run()
    next(one for one in sql.button if one.label == "Run").click().run()
    wanted = by_hand(f"SELECT warehouse_code, count(*) FROM sales_order_header WHERE {seen} GROUP BY 1")
    assert sorted(tuple(row) for row in sql.dataframe[-1].value.itertuples(index=False)) == sorted(wanted)
