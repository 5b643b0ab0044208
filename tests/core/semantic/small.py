"""A business small enough to add up by hand, with every trap in it; 31 March 2026 is today."""

from datetime import date

import duckdb

from core.semantic.model import Model
from tests.core.semantic.asking import MODEL, Desk

TODAY = date(2026, 3, 31)

ROWS = {
    "product": """
        P1 | Bolt  | Fasteners | 1.00  | 2.00   | S1 | Acme | 2020-01-01 | -
        P2 | Nut   | Fasteners | 0.50  | 1.00   | S1 | Acme | 2020-01-01 | -
        P3 | Drill | Tools     | 40.00 | 100.00 | S2 | Best | 2020-01-01 | -
        P4 | Saw   | Tools     | 30.00 | 60.00  | S3 | Core | 2020-01-01 | -
        P5 | Glue  | Chemicals | 3.00  | 5.00   | -  | -    | 2020-01-01 | -
    """,
    # W3 holds stock and is not on the map; A2 is an area without a place
    "location": """
        W1 | warehouse     | North Hub | 50.0 | 8.0
        W2 | warehouse     | South Hub | 48.0 | 9.0
        A1 | delivery_area | Old Town  | 50.1 | 8.1
    """,
    "warehouse_product": """
        W1 | P1 | 100 | 50 | 200 | 60 | 5  | 2026-03-01
        W1 | P2 | 0   | 10 | 100 | 20 | 5  | -
        W1 | P3 | 5   | 2  | 4   | 3  | 10 | 2026-02-01
        W2 | P1 | 20  | 30 | 100 | 40 | 5  | 2026-01-01
        W2 | P4 | 7   | 1  | 10  | 2  | 9  | -
        W3 | P5 | 3   | 3  | 9   | 3  | 2  | 2026-03-15
    """,
    # SX 001 shares its number with SO 001; SO 009 has no lines; Ann was renamed
    "sales_order_header": """
        SO | 001 | 2026-01-31 | C1 | Ann   | W1 | 1 High St | A1 | 2026-02-05 | Delivered
        SO | 002 | 2026-02-28 | C1 | Ann   | W1 | 1 High St | A1 | 2026-03-10 | Delivered
        SO | 003 | 2026-03-02 | C2 | Bob   | W1 | 2 Low St  | A2 | 2026-03-09 | Shipped
        SO | 004 | 2026-03-31 | C2 | Bob   | W2 | 2 Low St  | A2 | 2026-04-03 | Pending
        SO | 005 | 2026-03-15 | C3 | Cid   | W2 | -         | -  | -          | Processing
        SO | 006 | 2026-03-20 | C1 | Ann   | W1 | 1 High St | A1 | 2026-03-25 | Cancelled
        SO | 007 | 2025-12-31 | C3 | Cid   | W2 | 3 Mid St  | A1 | 2026-01-04 | Delivered
        SO | 008 | 2024-02-29 | C2 | Bob   | W1 | 2 Low St  | A1 | 2024-03-01 | Delivered
        SO | 009 | 2026-03-30 | C4 | Dan   | W1 | 4 Far St  | A1 | 2026-03-31 | Pending
        SX | 001 | 2026-03-03 | C1 | Ann B | W2 | 1 High St | A2 | 2026-03-12 | Delivered
    """,
    # revenue of an order: 130, 20, 180, 68, 30, (900), 120, 150, none, 20
    "sales_order_line": """
        SO | 001 | 1 | P1 | 10  | 10  | 2.00   | 20.00  | Fulfilled
        SO | 001 | 2 | P2 | 10  | 10  | 1.00   | 10.00  | Fulfilled
        SO | 001 | 3 | P3 | 1   | 1   | 100.00 | 100.00 | Fulfilled
        SO | 002 | 1 | P1 | 5   | 5   | 2.00   | 10.00  | Fulfilled
        SO | 002 | 2 | P1 | 5   | 3   | 2.00   | 10.00  | Partial
        SO | 003 | 1 | P3 | 2   | 0   | 90.00  | 180.00 | Unfulfilled
        SO | 004 | 1 | P1 | 4   | 0   | 2.00   | 8.00   | Unfulfilled
        SO | 004 | 2 | P4 | 1   | 0   | 60.00  | 60.00  | Unfulfilled
        SO | 005 | 1 | P5 | 6   | 2   | 5.00   | 30.00  | Partial
        SO | 006 | 1 | P3 | 9   | 0   | 100.00 | 900.00 | Unfulfilled
        SO | 007 | 1 | P4 | 2   | 2   | 60.00  | 120.00 | Fulfilled
        SO | 008 | 1 | P1 | 100 | 100 | 1.50   | 150.00 | Fulfilled
        SX | 001 | 1 | P2 | 20  | 20  | 1.00   | 20.00  | Fulfilled
    """,
    # 6 was delivered short; 7 is cancelled; 8 has no expected date and nothing came from S5
    "purchase_order_header": """
        PO | 1 | 2026-01-10 | S1 | Acme | W1 | 2026-01-20 | 2026-01-19 | Received
        PO | 2 | 2026-02-01 | S2 | Best | W1 | 2026-02-10 | 2026-02-15 | Received
        PO | 3 | 2026-03-01 | S1 | Acme | W2 | 2026-03-20 | -          | Open
        PO | 4 | 2026-03-10 | S2 | Best | W2 | 2026-04-10 | -          | Open
        PO | 5 | 2026-03-05 | S4 | Dyn  | W1 | 2026-03-15 | -          | Partial
        PO | 6 | 2026-02-20 | S1 | Acme | W1 | 2026-02-25 | 2026-02-25 | Partial
        PO | 7 | 2026-03-12 | S2 | Best | W1 | 2026-03-14 | -          | Cancelled
        PO | 8 | 2026-03-25 | S5 | Eon  | W1 | -          | -          | Open
    """,
    "purchase_order_line": """
        PO | 1 | 1 | P1 | 100 | 100 | 0.90  | 90.00  | Complete
        PO | 1 | 2 | P2 | 50  | 40  | 0.50  | 25.00  | Partial
        PO | 2 | 1 | P3 | 2   | 2   | 42.00 | 84.00  | Complete
        PO | 2 | 2 | P1 | 10  | 0   | 1.00  | 10.00  | Rejected
        PO | 3 | 1 | P1 | 30  | 0   | 0.80  | 24.00  | Pending
        PO | 4 | 1 | P3 | 1   | 0   | 40.00 | 40.00  | Pending
        PO | 5 | 1 | P2 | 100 | 60  | 0.45  | 45.00  | Partial
        PO | 6 | 1 | P2 | 20  | 10  | 0.50  | 10.00  | Partial
        PO | 7 | 1 | P3 | 5   | 0   | 50.00 | 250.00 | Pending
        PO | 8 | 1 | P4 | 3   | 0   | 25.00 | 75.00  | Pending
    """,
    "vendors": """
        1 | V1 | IndiSky | G1 | active
        2 | V2 | Indigo  | G2 | blocked
        3 | V3 | Quiet   | -  | active
    """,
    "invoices": """
        1 | I-1 | 1 | 2026-02-28 | 100.00 | failed    | unpaid  | false | broken | east | public
        2 | I-2 | 1 | 2026-03-01 | 50.00  | processed | paid    | true  | -      | east | public
        3 | I-3 | 2 | 2026-03-31 | 30.00  | pending   | overdue | true  | -      | west | restricted
        4 | I-4 | 1 | 2026-03-05 | 70.00  | failed    | overdue | false | broken | east | restricted
    """,
    "sales": """
        1 | 2026-03-01 | Ann | 1 | 10.00 | North | completed | east | public
        2 | 2026-03-02 | Bob | 1 | 20.00 | South | refunded  | east | public
        3 | 2026-03-03 | Ann | 2 | 5.00  | North | pending   | west | public
        4 | 2026-02-27 | Cid | 2 | 40.00 | East  | completed | west | restricted
    """,
    "stock_snapshot": """
        2026-02-28 | W1 | P1 | 70
        2026-03-29 | W1 | P1 | 90
        2026-03-29 | W2 | P1 | 25
        2026-03-30 | W1 | P1 | 95
        2026-03-30 | W1 | P3 | 4
    """,
    "planning_item": "",
    "planning_supplier": "",
    "planning_vehicle": "",
    "address_location": "",
    "delivery_window": "",
    "road_distance": "",
    "promotion": "",
}


def small_desk(today: date = TODAY) -> Desk:
    """A fresh database in memory."""
    db = duckdb.connect()
    for name, text in ROWS.items():
        create(db, MODEL, name)
        for row in cells(text):
            db.execute(f"INSERT INTO {name} VALUES ({', '.join('?' * len(row))})", row)
    return Desk(db, today)


def create(db: duckdb.DuckDBPyConnection, model: Model, name: str) -> None:
    columns = model.tables[name].columns
    db.execute(f"CREATE TABLE {name} ({', '.join(f'{column} {columns[column].type}' for column in columns)})")


def cells(text: str) -> list[list[str | None]]:
    lines = [line for line in text.splitlines() if line.strip()]
    return [[None if (cell := part.strip()) == "-" else cell for part in line.split("|")] for line in lines]
