"""A tiny business in DATA.md's tables, its personas, and the corpora of statements."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

import duckdb

from core.warehouse.guard.allowance import Allowance
from core.yaml_file import read

HERE = Path(__file__).parent
TODAY = date(2026, 3, 15)

SCHEMA = {
    "product": "product_code varchar, product_name varchar, product_group varchar, unit_cost decimal(10,2),"
    " unit_price decimal(10,2), supplier_code varchar, supplier_name varchar, created_date date, updated_date date",
    "warehouse_product": "warehouse_code varchar, product_code varchar, current_stock int, minimum_stock int,"
    " maximum_stock int, reorder_point int, lead_time_days int, last_restock_date date",
    "sales_order_header": "sales_order_prefix varchar, sales_order_number varchar, order_date date,"
    " customer_code varchar, customer_name varchar, warehouse_code varchar, delivery_address varchar,"
    " delivery_area varchar, delivery_date date, status varchar",
    "sales_order_line": "sales_order_prefix varchar, sales_order_number varchar, sales_order_line int,"
    " product_code varchar, order_quantity int, fulfilled_quantity int, unit_price decimal(10,2),"
    " line_total decimal(10,2), fulfillment_status varchar",
    "purchase_order_header": "purchase_order_prefix varchar, purchase_order_number varchar, order_date date,"
    " supplier_code varchar, supplier_name varchar, warehouse_code varchar, expected_delivery_date date,"
    " actual_delivery_date date, status varchar",
    "purchase_order_line": "purchase_order_prefix varchar, purchase_order_number varchar, purchase_order_line int,"
    " product_code varchar, order_quantity int, received_quantity int, unit_cost decimal(10,2),"
    " line_total decimal(10,2), receipt_status varchar",
    "location": "location_code varchar, location_type varchar, location_name varchar, latitude double,"
    " longitude double",
    "vendors": "id int, vendor_code varchar, vendor_name varchar, gstin varchar, status varchar",
    "invoices": "id int, invoice_number varchar, vendor_id int, invoice_date date, total_amount decimal(15,2),"
    " status varchar, payment_status varchar, gstin_verified boolean, error_message varchar, workspace_id varchar,"
    " visibility varchar",
    "sales": "id int, sale_date date, customer_name varchar, product_id int, total_amount decimal(15,2),"
    " region varchar, status varchar, workspace_id varchar, visibility varchar",
}
COLUMNS = {table: tuple(c.split()[0] for c in text.replace("(10,2)", "").replace("(15,2)", "").split(","))
           for table, text in SCHEMA.items()}  # fmt: skip

_SUPPLY = ("product", "warehouse_product", "sales_order_header", "sales_order_line", "location")
PERSONAS = {
    "WM": ("Warehouse Manager", _SUPPLY),
    "FE": ("Field Engineer", _SUPPLY),
    "PS": (
        "Procurement Specialist",
        ("product", "warehouse_product", "purchase_order_header", "purchase_order_line"),
    ),
    "FA": ("Finance Analyst", ("vendors", "invoices", "sales")),
}

# Only what belongs to warehouse WH001, or to workspace "north"; order lines follow their header.
LIMITED = {
    "product": "",
    "vendors": "",
    "warehouse_product": "warehouse_product.warehouse_code IN ('WH001')",
    "sales_order_header": "sales_order_header.warehouse_code IN ('WH001')",
    "sales_order_line": "EXISTS (SELECT 1 FROM sales_order_header AS h WHERE h.sales_order_prefix ="
    " sales_order_line.sales_order_prefix AND h.sales_order_number = sales_order_line.sales_order_number"
    " AND h.warehouse_code IN ('WH001'))",
    "purchase_order_header": "purchase_order_header.warehouse_code IN ('WH001')",
    "purchase_order_line": "EXISTS (SELECT 1 FROM purchase_order_header AS h WHERE h.purchase_order_prefix ="
    " purchase_order_line.purchase_order_prefix AND h.purchase_order_number ="
    " purchase_order_line.purchase_order_number AND h.warehouse_code IN ('WH001'))",
    "location": "(location.location_type <> 'warehouse' OR location.location_code IN ('WH001'))",
    "invoices": "invoices.workspace_id = 'north' AND invoices.visibility = 'public'",
    "sales": "sales.workspace_id = 'north'",
}


def allowance(persona: str, *, limited: bool = False, row_limit: int = 10_000) -> Allowance:
    """Everything of the persona's tables, or only the rows of one warehouse and workspace."""
    tables = PERSONAS[persona][1]
    others = {t: name for name, seen in PERSONAS.values() for t in seen if t not in tables}
    return Allowance(
        tables={t: COLUMNS[t] for t in tables},
        rows={t: LIMITED[t] if limited else "" for t in tables},
        elsewhere=others,
        today=TODAY,
        row_limit=row_limit,
    )


@dataclass(frozen=True)
class Case:
    persona: str
    dialect: str
    sql: str

    def __str__(self) -> str:
        return f"{self.persona}-{self.dialect}-{' '.join(self.sql.split())[:60]}"


def cases(corpus: str) -> list[Case]:
    data, _ = read(HERE / f"{corpus}.yaml")
    assert isinstance(data, Mapping)
    return [Case(*heading.split(), sql) for heading, statements in data.items() for sql in statements]


def fill(connection: duckdb.DuckDBPyConnection, prefix: str = "") -> None:
    """The same rows each time: two warehouses, two workspaces, some of everything."""
    for table, columns in SCHEMA.items():
        connection.execute(f"CREATE TABLE {prefix}{table} ({columns})")
        rows = list(rows_of(table))
        marks = ", ".join("?" for _ in COLUMNS[table])
        connection.executemany(f"INSERT INTO {prefix}{table} VALUES ({marks})", rows)


def make_database(path: Path) -> Path:
    """All tables of all personas, and a table that nobody declared."""
    with duckdb.connect(str(path)) as connection:
        fill(connection)
        connection.execute("CREATE TABLE canary AS SELECT 'seen' AS secret")
        connection.execute("CREATE VIEW canary_view AS SELECT * FROM canary")
        connection.execute("CREATE MACRO canary_macro() AS TABLE SELECT * FROM canary")
        connection.execute("CREATE TYPE mood AS ENUM ('sad', 'glad')")
    return path


def rows_of(table: str) -> Iterator[tuple[object, ...]]:
    yield from globals()[f"_{table}"]()


def _day(n: int) -> date:
    return date.fromordinal(date(2026, 1, 1).toordinal() + n % 90)


_NAMES = ("Hammer", "Red saw", "Drill", "Bolt", "O'Brien vice", "Tape", "Lamp", "Größe L")


def _product() -> Iterator[tuple[object, ...]]:
    for i, name in enumerate(_NAMES, 1):
        supplier = None if i == 8 else f"SUP00{i % 3 + 1}"
        group = "Tools" if i % 2 else "Parts"
        yield f"PRD000{i}", name, group, i * 4, i * 7 + i % 3, supplier, supplier and f"Supplier {i % 3}", _day(i), None


def _warehouse_product() -> Iterator[tuple[object, ...]]:
    for w in (1, 2):
        for i in range(1, 9):
            yield f"WH00{w}", f"PRD000{i}", (i * 37 * w) % 200 if i != 4 else 0, 20, 150, 40, 7, _day(i * w)


def _sales_order_header() -> Iterator[tuple[object, ...]]:
    states = ("Pending", "Processing", "Shipped", "Delivered", "Cancelled")
    for i in range(1, 25):
        yield (
            "SO", f"{i:06d}", _day(i * 3), f"CUS000{i % 5}", f"Customer {i % 5}", f"WH00{i % 2 + 1}", f"{i} High St",
            f"Area {i % 3}", _day(i * 3 + 4), states[i % 5],
        )  # fmt: skip


def _sales_order_line() -> Iterator[tuple[object, ...]]:
    for i in range(1, 25):
        for n in (1, 2):
            quantity, price = i % 7 + n, 10 + n
            done = quantity - i % 2
            state = "Fulfilled" if done == quantity else "Partial"
            yield "SO", f"{i:06d}", n, f"PRD000{(i + n) % 7 + 1}", quantity, done, price, quantity * price, state


def _purchase_order_header() -> Iterator[tuple[object, ...]]:
    for i in range(1, 13):
        actual = None if i % 4 == 0 else _day(i * 2 + 6 + i % 3)
        state = "Open" if actual is None else "Received"
        yield (
            "PO", f"{i:06d}", _day(i * 2), f"SUP00{i % 3 + 1}", f"Supplier {i % 3}", f"WH00{i % 2 + 1}",
            _day(i * 2 + 7), actual, state,
        )  # fmt: skip


def _purchase_order_line() -> Iterator[tuple[object, ...]]:
    for i in range(1, 13):
        state = ("Pending", "Partial", "Complete", "Rejected")[i % 4]
        yield "PO", f"{i:06d}", 1, f"PRD000{i % 7 + 1}", 10 + i, i, 5 + i % 3, (10 + i) * (5 + i % 3), state


def _location() -> Iterator[tuple[object, ...]]:
    for i in (1, 2):
        yield f"WH00{i}", "warehouse", f"Warehouse {i}", 50.0 + i, 4.0 + i
    for i in range(3):
        yield f"Area {i}", "delivery_area", f"Area {i}", 50.5 + i, 4.5 + i


def _vendors() -> Iterator[tuple[object, ...]]:
    for i, name in enumerate(("IndiSky", "Northwind", "Acme"), 1):
        yield i, f"VEN{i}", name, f"GST{i}", "active" if i < 3 else "blocked"


def _invoices() -> Iterator[tuple[object, ...]]:
    for i in range(1, 13):
        failed = i % 4 == 0
        yield (
            i, f"INV{i}", i % 2 + 1, _day(i * 5), 100 * i + 0.5, "failed" if failed else "processed",
            ("unpaid", "paid", "overdue")[i % 3], i % 2 == 0, "GSTIN missing" if failed else None,
            "north" if i % 2 else "south", "restricted" if i % 3 == 0 else "public",
        )  # fmt: skip


def _sales() -> Iterator[tuple[object, ...]]:
    for i in range(1, 17):
        yield (
            i, _day(i * 4), f"Customer {i % 4}", i % 7, 50 * i, ("North", "South", "East", "West")[i % 4],
            ("completed", "refunded", "pending")[i % 3], "north" if i % 2 else "south", "public",
        )  # fmt: skip
