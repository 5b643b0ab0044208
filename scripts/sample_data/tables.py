"""The tables as they are created, and columns in the form in which they are appended."""

from collections.abc import Sequence

import numpy as np
import pyarrow as pa

from scripts.sample_data.chance import Ints
from scripts.sample_data.days import Dates

DDL = """
CREATE TABLE product (
    product_code VARCHAR(50) NOT NULL, product_name VARCHAR(200) NOT NULL, product_group VARCHAR(50) NOT NULL,
    unit_cost DECIMAL(10,2) NOT NULL, unit_price DECIMAL(10,2) NOT NULL, supplier_code VARCHAR(50) NOT NULL,
    supplier_name VARCHAR(200) NOT NULL, created_date DATE NOT NULL, updated_date DATE NOT NULL);
CREATE TABLE warehouse_product (
    warehouse_code VARCHAR(50) NOT NULL, product_code VARCHAR(50) NOT NULL, current_stock INTEGER NOT NULL,
    minimum_stock INTEGER NOT NULL, maximum_stock INTEGER NOT NULL, reorder_point INTEGER NOT NULL,
    lead_time_days INTEGER NOT NULL, last_restock_date DATE);
CREATE TABLE sales_order_header (
    sales_order_prefix VARCHAR(10) NOT NULL, sales_order_number VARCHAR(50) NOT NULL, order_date DATE NOT NULL,
    customer_code VARCHAR(50) NOT NULL, customer_name VARCHAR(200) NOT NULL, warehouse_code VARCHAR(50) NOT NULL,
    delivery_address VARCHAR(500) NOT NULL, delivery_area VARCHAR(100) NOT NULL, delivery_date DATE NOT NULL,
    status VARCHAR(50) NOT NULL);
CREATE TABLE sales_order_line (
    sales_order_prefix VARCHAR(10) NOT NULL, sales_order_number VARCHAR(50) NOT NULL, sales_order_line INTEGER NOT NULL,
    product_code VARCHAR(50) NOT NULL, order_quantity INTEGER NOT NULL, fulfilled_quantity INTEGER NOT NULL,
    unit_price DECIMAL(10,2) NOT NULL, line_total DECIMAL(10,2) NOT NULL, fulfillment_status VARCHAR(50) NOT NULL);
CREATE TABLE purchase_order_header (
    purchase_order_prefix VARCHAR(10) NOT NULL, purchase_order_number VARCHAR(50) NOT NULL, order_date DATE NOT NULL,
    supplier_code VARCHAR(50) NOT NULL, supplier_name VARCHAR(200) NOT NULL, warehouse_code VARCHAR(50) NOT NULL,
    expected_delivery_date DATE NOT NULL, actual_delivery_date DATE, status VARCHAR(50) NOT NULL);
CREATE TABLE purchase_order_line (
    purchase_order_prefix VARCHAR(10) NOT NULL, purchase_order_number VARCHAR(50) NOT NULL,
    purchase_order_line INTEGER NOT NULL, product_code VARCHAR(50) NOT NULL, order_quantity INTEGER NOT NULL,
    received_quantity INTEGER NOT NULL, unit_cost DECIMAL(10,2) NOT NULL, line_total DECIMAL(10,2) NOT NULL,
    receipt_status VARCHAR(50) NOT NULL);
CREATE TABLE location (
    location_code VARCHAR(50) NOT NULL, location_type VARCHAR(20) NOT NULL, location_name VARCHAR(100) NOT NULL,
    latitude DOUBLE NOT NULL, longitude DOUBLE NOT NULL);
CREATE TABLE vendors (
    id INTEGER NOT NULL, vendor_code VARCHAR NOT NULL, vendor_name VARCHAR NOT NULL, gstin VARCHAR NOT NULL,
    status VARCHAR NOT NULL);
CREATE TABLE invoices (
    id INTEGER NOT NULL, invoice_number VARCHAR NOT NULL, vendor_id INTEGER NOT NULL, invoice_date DATE NOT NULL,
    total_amount DECIMAL(15,2) NOT NULL, status VARCHAR NOT NULL, payment_status VARCHAR NOT NULL,
    gstin_verified BOOLEAN NOT NULL, error_message VARCHAR, workspace_id VARCHAR NOT NULL, visibility VARCHAR NOT NULL);
CREATE TABLE sales (
    id INTEGER NOT NULL, sale_date DATE NOT NULL, customer_name VARCHAR NOT NULL, product_id INTEGER NOT NULL,
    total_amount DECIMAL(15,2) NOT NULL, region VARCHAR NOT NULL, status VARCHAR NOT NULL,
    workspace_id VARCHAR NOT NULL, visibility VARCHAR NOT NULL);
CREATE TABLE planning_item (
    product_code VARCHAR(50) NOT NULL, warehouse_code VARCHAR(50), pack_size INTEGER, minimum_order_quantity INTEGER,
    maximum_order_quantity INTEGER, order_cost DECIMAL(10,2), holding_rate DOUBLE, service_target DOUBLE,
    unit_weight DOUBLE, unit_volume DOUBLE);
CREATE TABLE planning_supplier (
    supplier_code VARCHAR(50) NOT NULL, minimum_order_value DECIMAL(12,2), break_quantity INTEGER,
    break_discount DOUBLE);
CREATE TABLE planning_vehicle (
    warehouse_code VARCHAR(50) NOT NULL, vehicle_code VARCHAR(50) NOT NULL, capacity_weight DOUBLE NOT NULL,
    capacity_volume DOUBLE NOT NULL, shift_start TIME NOT NULL, shift_end TIME NOT NULL,
    cost_per_km DECIMAL(8,2) NOT NULL, cost_per_hour DECIMAL(8,2) NOT NULL);
CREATE TABLE promotion (product_code VARCHAR(50) NOT NULL, promotion_from DATE NOT NULL, promotion_to DATE NOT NULL);
CREATE TABLE stock_snapshot (
    snapshot_day DATE NOT NULL, warehouse_code VARCHAR(50) NOT NULL, product_code VARCHAR(50) NOT NULL,
    stock INTEGER NOT NULL);
"""


def labels(index: Ints, names: Sequence[str | None]) -> pa.Array:
    """A text column from places in a list."""
    return pa.DictionaryArray.from_arrays(pa.array(index.astype(np.int32)), pa.array(names, pa.string()))


def same(text: str, count: int) -> pa.Array:
    return labels(np.zeros(count, dtype=np.int64), [text])


def money(hundredths: Ints, precision: int = 10) -> pa.Array:
    """Exact decimals: the 128 bits of each are the number of hundredths."""
    halves = np.stack((hundredths, np.where(hundredths < 0, -1, 0)), axis=1).astype("<i8")
    return pa.Decimal128Array.from_buffers(pa.decimal128(precision, 2), len(hundredths), [None, pa.py_buffer(halves)])


def numbers(values: Ints, width: int) -> pa.Array:
    """Zero-padded text, '000123'."""
    powers = 10 ** np.arange(width - 1, -1, -1, dtype=np.int64)
    digits = (values[:, None] // powers % 10 + ord("0")).astype(np.uint8)
    offsets = np.arange(len(values) + 1, dtype=np.int32) * width
    return pa.StringArray.from_buffers(len(values), pa.py_buffer(offsets), pa.py_buffer(digits))


def integers(values: Ints) -> pa.Array:
    return pa.array(values.astype(np.int32))


def dates(values: Dates, missing: "np.typing.NDArray[np.bool_] | None" = None) -> pa.Array:
    return pa.array(values.astype("datetime64[D]"), mask=missing)
