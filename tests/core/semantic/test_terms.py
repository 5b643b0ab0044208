"""Every figure of the business equals hand-written SQL, in all, by group and in a period, on three days."""

from dataclasses import dataclass

import pytest

from tests.core.semantic.asking import MODEL, Desk, agree

GROUPS = {
    "sales_lines": {
        "warehouse.code": "warehouse_code",
        "product.group": "product_group",
        "product.code": "product_code",
        "delivery_area.name": "delivery_area",
        "customer.code": "customer_code",
    },
    "sales_totals": {"warehouse.code": "warehouse_code", "customer.code": "customer_code"},
    "items": {
        "warehouse.code": "warehouse_code",
        "product.group": "product_group",
        "supplier.code": "supplier_code",
        "product.code": "product_code",
    },
    "product": {"product.group": "product_group", "supplier.code": "supplier_code"},
    "stock_snapshot": {"warehouse.code": "warehouse_code"},
    "purchase_lines": {
        "warehouse.code": "warehouse_code",
        "supplier.code": "supplier_code",
        "product.group": "product_group",
        "product.code": "product_code",
    },
    "purchase_totals": {"warehouse.code": "warehouse_code", "supplier.code": "supplier_code"},
    "bills": {
        "vendor.code": "vendor_code",
        "invoice.status": "status",
        "invoice.payment_status": "payment_status",
        "invoice.workspace": "workspace_id",
    },
    "sales": {"sale.region": "region", "sale.customer": "customer_name"},
    "vendors": {"vendor.status": "status"},
}
PERSONA = {
    "purchase_lines": "purchasing",
    "purchase_totals": "purchasing",
    "bills": "finance",
    "sales": "finance",
    "vendors": "finance",
}
NOT_CANCELLED = "status <> 'Cancelled'"
OVERDUE = "delivery_date < $today AND status NOT IN ('Delivered', 'Cancelled')"
LATE_OPEN = "actual_delivery_date IS NULL AND status IN ('Open', 'Partial') AND expected_delivery_date < $today"
RECEIPTS = "count(*) FILTER (receipt_status IN ('Complete', 'Partial', 'Rejected'))"


@dataclass(frozen=True)
class Figure:
    sql: str
    view: str
    where: str = "true"
    date: str = ""

    @property
    def persona(self) -> str:
        return PERSONA.get(self.view, "warehouse")


def sales(sql: str, view: str = "sales_lines", where: str = NOT_CANCELLED) -> Figure:
    return Figure(sql, view, where, "order_date")


def orders(sql: str, where: str = NOT_CANCELLED) -> Figure:
    return sales(sql, "sales_totals", where)


def bought(sql: str, view: str = "purchase_lines", where: str = NOT_CANCELLED) -> Figure:
    return Figure(sql, view, where, "order_date")


def purchases(sql: str, where: str = NOT_CANCELLED) -> Figure:
    return bought(sql, "purchase_totals", where)


def invoices(sql: str, where: str = "true") -> Figure:
    return Figure(sql, "bills", where, "invoice_date")


def sold(sql: str, where: str = "status = 'completed'") -> Figure:
    return Figure(sql, "sales", where, "sale_date")


FIGURES = {
    "orders": orders("count(*)"),
    "order_lines": sales("count(*)"),
    "customers": orders("count(DISTINCT customer_code)"),
    "delivery_areas": orders("count(DISTINCT delivery_area)"),
    "revenue": sales("sum(line_total)"),
    "average_order_value": orders("sum(value) / count(*)"),
    "units_ordered": sales("sum(order_quantity)"),
    "units_fulfilled": sales("sum(fulfilled_quantity)"),
    "backorder": sales("sum(order_quantity) - sum(fulfilled_quantity)"),
    "fill_rate": sales("sum(fulfilled_quantity) / sum(order_quantity)"),
    "cost_of_goods": sales("sum(order_quantity * unit_cost)"),
    "gross_margin": sales("sum(line_total) - sum(order_quantity * unit_cost)"),
    "margin_rate": sales("(sum(line_total) - sum(order_quantity * unit_cost)) / sum(line_total)"),
    "average_selling_price": sales("sum(line_total) / sum(order_quantity)"),
    "average_days_overdue": orders("avg($today - delivery_date)", OVERDUE),
    "average_days_to_delivery": orders("avg(delivery_date - order_date)"),
    "average_daily_demand": Figure(
        "sum(order_quantity) / 90",
        "sales_lines",
        f"{NOT_CANCELLED} AND $today - 90 <= order_date AND order_date < $today",
    ),
    "stock": Figure("sum(current_stock)", "items"),
    "items": Figure("count(*)", "items"),
    "stock_value": Figure("sum(current_stock * unit_cost)", "items"),
    "retail_value": Figure("sum(current_stock * unit_price)", "items"),
    "shortage": Figure("sum(minimum_stock - current_stock)", "items", "current_stock < minimum_stock"),
    "refill_cost": Figure("sum((minimum_stock - current_stock) * unit_cost)", "items", "current_stock < minimum_stock"),
    "excess_units": Figure("sum(current_stock - maximum_stock)", "items", "current_stock > maximum_stock"),
    "excess_value": Figure(
        "sum((current_stock - maximum_stock) * unit_cost)", "items", "current_stock > maximum_stock"
    ),
    "minimum_stock": Figure("sum(minimum_stock)", "items"),
    "maximum_stock": Figure("sum(maximum_stock)", "items"),
    "capacity_utilisation": Figure("sum(current_stock) / sum(maximum_stock)", "items"),
    "average_lead_time_days": Figure("avg(lead_time_days)", "items"),
    "last_restock": Figure("max(last_restock_date)", "items"),
    "warehouses": Figure("count(DISTINCT warehouse_code)", "items"),
    "products": Figure("count(*)", "product"),
    "average_list_price": Figure("avg(unit_price)", "product"),
    "average_standard_cost": Figure("avg(unit_cost)", "product"),
    "stock_on_day": Figure(
        "sum(stock)", "stock_snapshot", "snapshot_day = (SELECT max(snapshot_day) FROM stock_snapshot)"
    ),
    "purchase_orders": purchases("count(*)"),
    "purchase_lines": bought("count(*)"),
    "suppliers": purchases("count(DISTINCT supplier_code)"),
    "spend": bought("sum(line_total)"),
    "average_purchase_order_value": purchases("sum(value) / count(*)"),
    "units_purchased": bought("sum(order_quantity)"),
    "units_received": bought("sum(received_quantity)"),
    "receipt_fill_rate": bought("sum(received_quantity) / sum(order_quantity)"),
    "delivered_purchase_orders": purchases("count(*) FILTER (actual_delivery_date IS NOT NULL)"),
    "on_time_rate": purchases(
        "count(*) FILTER (actual_delivery_date <= expected_delivery_date)"
        " / nullif(count(*) FILTER (actual_delivery_date IS NOT NULL), 0)"
    ),
    "late_order_share": purchases(
        f"count(*) FILTER (actual_delivery_date > expected_delivery_date OR ({LATE_OPEN})) / count(*)"
    ),
    "average_lead_time": purchases("avg(actual_delivery_date - order_date)"),
    "average_delay": purchases("avg(actual_delivery_date - expected_delivery_date)"),
    "average_purchase_days_overdue": purchases("avg($today - expected_delivery_date)", LATE_OPEN),
    "quality_rate": bought(f"count(*) FILTER (receipt_status IN ('Complete', 'Partial')) / nullif({RECEIPTS}, 0)"),
    "receipts": bought(RECEIPTS),
    "average_unit_cost": bought("avg(unit_cost)"),
    "lowest_unit_cost": bought("min(unit_cost)"),
    "highest_unit_cost": bought("max(unit_cost)"),
    "invoices": invoices("count(*)"),
    "invoice_amount": invoices("sum(total_amount)"),
    "average_invoice_amount": invoices("avg(total_amount)"),
    "biggest_invoice_amount": invoices("max(total_amount)"),
    "failed_invoices": invoices("count(*)", "status = 'failed'"),
    "failure_rate": invoices("count(*) FILTER (status = 'failed') / count(*)"),
    "outstanding_amount": invoices("sum(total_amount)", "payment_status IN ('unpaid', 'overdue')"),
    "unpaid_amount": invoices("sum(total_amount)", "payment_status = 'unpaid'"),
    "overdue_amount": invoices("sum(total_amount)", "payment_status = 'overdue'"),
    "vendors": Figure("count(*)", "vendors"),
    "invoicing_vendors": invoices("count(DISTINCT vendor_id)"),
    "sales_amount": sold("sum(total_amount)"),
    "refund_amount": sold("sum(total_amount)", "status = 'refunded'"),
    "sales_count": sold("count(*)"),
    "average_sale": sold("avg(total_amount)"),
    "sales_customers": sold("count(DISTINCT customer_name)"),
}
ELSEWHERE = {"days_of_cover", "cost_competitiveness", "supplier_score"}  # test_terms_special.py

PERIODS = {  # a period → the same in SQL
    "last month": (
        {"calendar": "month", "offset": -1},
        "$day >= date_trunc('month', $today) - INTERVAL 1 MONTH AND $day < date_trunc('month', $today)",
    ),
    "this quarter": ({"calendar": "quarter"}, "date_trunc('quarter', $day) = date_trunc('quarter', $today)"),
    "last 90 days": ({"last_days": 90}, "$day > $today - 90 AND $day <= $today"),
    "year to date": ({"calendar": "year", "to_date": True}, "year($day) = year($today) AND $day <= $today"),
}


def by_hand(desk: Desk, figure: Figure, shown: str = "", also: str = "true") -> list[tuple[object, ...]]:
    keys, grouping = (f"{shown}, ", "GROUP BY ALL") if shown else ("", "")
    sql = f"SELECT {keys}{figure.sql} FROM {figure.view} WHERE ({figure.where}) AND ({also}) {grouping}"
    return desk.db.execute(sql.replace("$today", f"DATE '{desk.today}'")).fetchall()


def test_every_figure_of_the_vocabulary_has_its_sql_here() -> None:
    offered = {name for name, measure in MODEL.measures.items() if not measure.hidden}
    assert offered <= set(FIGURES) | ELSEWHERE


@pytest.mark.parametrize("name", FIGURES)
def test_figure(desk: Desk, name: str) -> None:
    figure = FIGURES[name]
    agree(desk.ask(figure.persona, measures=[name]), by_hand(desk, figure), name)
    groups = list(GROUPS[figure.view].items())
    for dimension, column in groups if desk.today.month == 6 else groups[:2]:  # one day tries them all
        found = desk.ask(figure.persona, measures=[name], by=[dimension])
        agree(found, by_hand(desk, figure, column), f"{name} by {dimension}")


@pytest.mark.parametrize("name", [name for name, figure in FIGURES.items() if figure.date])
def test_figure_in_a_period(desk: Desk, name: str) -> None:
    figure = FIGURES[name]
    for phrase, (period, sql) in PERIODS.items():
        also = sql.replace("$day", figure.date)
        found = desk.ask(figure.persona, measures=[name], where={"period": period})
        agree(found, by_hand(desk, figure, also=also), f"{name} {phrase}")
    found = desk.ask(figure.persona, measures=[name], by=["date:month"])
    agree(found, by_hand(desk, figure, f"date_trunc('month', {figure.date})"), f"{name} by month")


@pytest.mark.parametrize("grain", ["day", "week", "month", "quarter", "year"])
@pytest.mark.parametrize("name", ["revenue", "average_order_value", "on_time_rate", "sales_amount"])
def test_figure_over_time(desk: Desk, name: str, grain: str) -> None:
    figure = FIGURES[name]
    wanted = by_hand(desk, figure, f"date_trunc('{grain}', {figure.date})")
    agree(desk.ask(figure.persona, measures=[name], by=[f"date:{grain}"]), sorted(wanted), name, ordered=True)


@pytest.mark.parametrize("name", FIGURES)
def test_figure_of_some(desk: Desk, name: str) -> None:
    """A filter on what the figure is grouped by leaves the figures of the others alone."""
    figure = FIGURES[name]
    dimension, column = next(iter(GROUPS[figure.view].items()))
    chosen = desk.db.execute(f"SELECT max({column}) FROM {figure.view}").fetchone()[0]
    found = desk.ask(figure.persona, measures=[name], where={"field": dimension, "value": chosen})
    agree(found, by_hand(desk, figure, also=f"{column} = '{chosen}'"), f"{name} of {chosen}")
