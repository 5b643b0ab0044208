"""What logistics reads: orders with their places and lines, and what is on its way to the warehouse."""

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from core.errors import Invalid
from core.export import whole
from core.semantic.compile.view import Only
from core.semantic.query import Query
from core.views import read_view
from core.warehouse.base import Value
from tools.routing.distances import Place
from tools.tool import Desk

Key = tuple[str, str]  # warehouse, product
Row = Mapping[str, Value]
Where = Mapping[str, object]  # a filter as a Query has it
MOST = 2_000_000  # rows of a view
PORTION = 5_000  # order numbers in one filter
TO_DELIVER: Where = {"is": "sales_order.to_deliver"}
OVERDUE: Where = {"is": "sales_order.overdue"}


@dataclass(frozen=True)
class Order:
    code: str  # SO-000123
    status: str
    ordered: date
    due: date | None
    warehouse: str
    customer: str
    area: str
    address: str
    middle: Place | None  # of the area


@dataclass(frozen=True)
class Line:
    order: str
    status: str  # of the order
    due: date | None
    number: int
    product: str
    name: str
    warehouse: str
    ordered: int
    fulfilled: int

    @property
    def open(self) -> int:
        return max(self.ordered - self.fulfilled, 0)

    @property
    def key(self) -> Key:
        return self.warehouse, self.product


ORDER = (
    "sales_order.prefix", "sales_order.number", "sales_order.status", "sales_order.order_date",
    "sales_order.delivery_date", "warehouse.code", "customer.name", "delivery_area.name",
    "sales_order.delivery_address", "delivery_area.latitude", "delivery_area.longitude",
)  # fmt: skip
LINE = (
    "sales_order.prefix", "sales_order.number", "sales_order.status", "sales_order.delivery_date",
    "sales_order_line.line", "product.code", "product.name",
    "warehouse.code", "sales_order_line.order_quantity", "sales_order_line.fulfilled_quantity",
)  # fmt: skip
SHELF = ("warehouse.code", "product.code", "item.stock", "item.minimum_stock")


def orders(desk: Desk, *where: Where) -> list[Order]:
    """By number; cancelled ones too where the filter lets them through."""
    return [_order(row) for row in _rows(desk, "sales_order", ORDER, where)]


def lines(desk: Desk, *where: Where) -> list[Line]:
    return [_line(row) for row in _rows(desk, "sales_order_line", LINE, where)]


def orders_called(desk: Desk, codes: Sequence[str]) -> list[Order]:
    return [one for part in _portions(codes) for one in orders(desk, part)]


def lines_of(desk: Desk, codes: Sequence[str]) -> list[Line]:
    return [one for part in _portions(codes) for one in lines(desk, part)]


def at(warehouse: str | None) -> tuple[Where, ...]:
    return ({"field": "warehouse.code", "value": warehouse},) if warehouse else ()


def _portions(codes: Sequence[str]) -> list[Where]:
    """Filters that name the orders by prefix and number."""
    by_prefix: dict[str, list[str]] = defaultdict(list)
    for code in dict.fromkeys(codes):
        prefix, _, number = code.partition("-")
        by_prefix[prefix].append(number)
    return [
        {
            "and": [
                {"field": "sales_order.prefix", "value": prefix},
                {"field": "sales_order.number", "op": "in", "value": numbers[start : start + PORTION]},
            ]
        }
        for prefix, numbers in by_prefix.items()
        for start in range(0, len(numbers), PORTION)
    ]


def _rows(desk: Desk, entity: str, columns: Sequence[str], where: Sequence[Where]) -> Iterator[Row]:
    """By dimension: a list has its key in front, wherever it was asked for."""
    by = [{"dimension": name, "as": name.replace(".", "_")} for name in columns]
    filters = {"where": {"and": list(where)}} if where else {}
    query = Query.model_validate({"rows": entity, "by": by, "including": ["Cancelled"], **filters})
    for row in whole(desk.ctx, query, desk.cancel).table.records():
        yield {name: row[name.replace(".", "_")] for name in columns}


def _order(row: Row) -> Order:
    ordered, latitude, longitude = (
        row[name] for name in ("sales_order.order_date", "delivery_area.latitude", "delivery_area.longitude")
    )
    place = None if latitude is None or longitude is None else Place(float(str(latitude)), float(str(longitude)))
    assert isinstance(ordered, date)
    return Order(
        _code(row), _text(row, "sales_order.status"), ordered, _due(row), _text(row, "warehouse.code"),
        _text(row, "customer.name"), _text(row, "delivery_area.name"), _text(row, "sales_order.delivery_address"),
        place,
    )  # fmt: skip


def _line(row: Row) -> Line:
    number, ordered, fulfilled = (
        _count(row, f"sales_order_line.{name}") for name in ("line", "order_quantity", "fulfilled_quantity")
    )
    product, name, warehouse = (_text(row, column) for column in ("product.code", "product.name", "warehouse.code"))
    status = _text(row, "sales_order.status")
    return Line(_code(row), status, _due(row), number, product, name, warehouse, ordered, fulfilled)


def _code(row: Row) -> str:
    return f"{row['sales_order.prefix']}-{row['sales_order.number']}"


def _due(row: Row) -> date | None:
    due = row["sales_order.delivery_date"]
    return due if isinstance(due, date) else None


def _text(row: Row, name: str) -> str:
    return str(row[name] or "")


def _count(row: Row, name: str) -> int:
    return int(str(row[name] or 0))


@dataclass(frozen=True)
class Shelf:
    """An item as far as deliveries ask for it."""

    warehouse: str
    product: str
    stock: int
    minimum: int


def shelves(desk: Desk, products: Sequence[str], *where: Where) -> Mapping[Key, Shelf]:
    """Of these products, in every warehouse that the asker sees."""
    wanted = sorted(set(products))
    found = {}
    for start in range(0, len(wanted), PORTION):
        some: Where = {"field": "product.code", "op": "in", "value": wanted[start : start + PORTION]}
        for row in _rows(desk, "item", SHELF, (some, *where)):
            key = _text(row, "warehouse.code"), _text(row, "product.code")
            found[key] = Shelf(*key, _count(row, "item.stock"), _count(row, "item.minimum_stock"))
    return found


def expected(desk: Desk, warehouse: str | None, products: Sequence[str] = ()) -> Mapping[Key, Mapping[date, int]]:
    """Open units of open purchase orders by the day they were promised for, which may be past."""
    among = {"warehouse_code": [warehouse]} if warehouse else {}
    if products:
        among["product_code"] = sorted(set(products))
    table = read_view(desk.ctx, "inbound", Only(among), MOST, desk.cancel)
    if table.truncated:
        raise Invalid(f"More than {MOST:,} purchases are under way: ask for one warehouse.")
    found: dict[Key, dict[date, int]] = defaultdict(dict)
    for row in table.rows:
        if isinstance(row[2], date) and (units := int(str(row[3] or 0))) > 0:
            found[str(row[0]), str(row[1])][row[2]] = units
    return found
