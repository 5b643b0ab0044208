"""A wrong vocabulary is refused with file, line and the nearest right word."""

import re
from pathlib import Path

import pytest

from core.errors import Invalid
from core.semantic.read import load_model
from tests.core.semantic.asking import ROOT

BROKEN = {  # what is wrong: file, what stands there, what stands there instead, what is said after file and line
    "a key of a table": ("stock", "    meaning: The stock of", "    meening: The stock of",
                         "there is no key 'meening' here. Did you mean 'meaning'?"),
    "a key of a dimension": ("stock", "item.stock: {label: stock, syn", "item.stock: {label: stock, sin",
                             "there is no key 'sinonyms' here. Did you mean 'synonyms'?"),
    "a key of a column": ("stock", "      reorder_point: integer", "      reorder_point: {tipe: integer}",
                          "there is no key 'tipe' here. Did you mean 'type'?"),
    "a key of a row rule": ("sales", "{follows: sales_order_header}", "{folows: sales_order_header}",
                            "there is no key 'folows' here. Did you mean 'follows'?"),
    "a key of an inner level": ("purchasing", "columns: {average_cost", "colums: {average_cost",
                                "there is no key 'colums' here. Did you mean 'columns'?"),
    "a section": ("finance", "dimensions:\n", "dimensons:\n", "no section 'dimensons'. Did you mean 'dimensions'?"),
    "a type": ("stock", "reorder_point: integer", "reorder_point: integr", "a type is one of varchar"),
    "a unit": ("stock", "at: warehouse_product.current_stock, unit: units",
               "at: warehouse_product.current_stock, unit: pieces", "(found 'pieces')"),
    "a column": ("stock", "at: warehouse_product.current_stock", "at: warehouse_product.curent_stock",
                 "no column in warehouse_product 'curent_stock'. Did you mean 'current_stock'?"),
    "a column in a figure": ("sales", "sum(sales_order_line.line_total)", "sum(sales_order_line.line_totl)",
                             "Did you mean 'line_total'?"),
    "a column without its table": ("sales", "sum(sales_order_line.line_total)", "sum(line_total)",
                                   "'line_total' in 'sum(line_total)' needs its table in front: table.line_total."),
    "a table in a join": ("stock", "source: warehouse_product, target: product,",
                          "source: warehouse_product, target: produkt,", "no table 'produkt'. Did you mean 'product'?"),
    "a column in a join": ("planning", "source: promotion, target: product, on: {product_code: product_code}",
                           "source: promotion, target: product, on: {product_code: product_kode}",
                           "no column in promotion 'product_kode'. Did you mean 'product_code'?"),
    "a table that a join goes through": (
        "purchasing", "{warehouse_code: purchase_order_header.warehouse_code,",
        "{warehouse_code: purchase_order_heder.warehouse_code,", "Did you mean 'purchase_order_header'?"),
    "a measure in a formula": ("stock", "formula: stock / maximum_stock", "formula: stock / maximum_stok",
                               "no measure 'maximum_stok'. Did you mean 'maximum_stock'?"),
    "a figure that needs itself": ("sales", "formula: revenue / orders", "formula: revenue / average_order_value",
                                   "cannot be part of itself"),
    "a history without a date": ("stock", "history: stock_on_day", "history: items",
                                 "'items' cannot be its history: that needs a date."),
    "figures that need each other": (
        "purchasing", "formula: units_received / units_purchased", "formula: units_received / supplier_score",
        "needs itself: "),
    "attributes that need each other": (
        "stock", '"warehouse_product.minimum_stock - warehouse_product.current_stock", kind',
        '"{item.shortage} + 1", kind', "needs itself: item.shortage → item.shortage."),
    "a name given twice in a file": ("stock", "  item.reorder_point: {", "  item.stock: {",
                                     "'item.stock' is given twice; it is on line"),
    "a name given in two files": ("stock", "  items: {label", "  orders: {label",
                                  "'orders' is defined twice, first at"),
    "SQL that does not end": ("stock", '"sum(stock_snapshot.stock)"', '"sum(stock_snapshot.stock"',
                              "is not an expression: Expecting )"),
    "SQL that lacks a side": ("stock", "warehouse_product.current_stock < warehouse_product.minimum_stock",
                              "warehouse_product.current_stock <", "is not an expression: something is missing."),
    "a statement": ("stock", '"sum(warehouse_product.current_stock)"', '"select 1"', "'select 1' is a statement"),
    "a statement inside": ("sales", "formula: gross_margin / revenue", "formula: gross_margin / (select 1)",
                           "is a statement"),
    "a function": ("stock", '"sum(warehouse_product.current_stock)"', '"sm(warehouse_product.current_stock)"',
                   "there is no function 'sm'. Did you mean 'sum'?"),
    "no row rule": ("stock", "    rows: {warehouse: warehouse_code}\n", "", "warehouse_product.rows: Field required"),
    "two row rules": ("stock", "rows: {warehouse: warehouse_code}", "rows: {warehouse: warehouse_code, shared: true}",
                      "exactly one of shared, warehouse, follows or workspace"),
    "a row rule over no column": ("stock", "rows: {warehouse: warehouse_code}", "rows: {warehouse: warehouse_kode}",
                                  "no column 'warehouse_kode'. Did you mean 'warehouse_code'?"),
    "a row rule that follows nothing": ("sales", "{follows: sales_order_header}", "{follows: sales_order_heder}",
                                        "no table 'sales_order_heder'. Did you mean 'sales_order_header'?"),
    "a dimension with two sources": ("stock", "item.value: {label: stock value, ",
                                     "item.value: {at: warehouse_product.current_stock, label: stock value, ",
                                     "exactly one of at, sql or measure"),
    "an expression of no kind": ("stock", "kind: integer, unit: units, meaning: \"Min", "unit: units, meaning: \"Min",
                                 "needs its kind"),
    "a figure with half a definition": (
        "sales", "fact: sales_order_line, sql: \"sum(sales_order_line.line_total)\"", "fact: sales_order_line",
        "either fact and sql, or a formula"),
    "a persona's table": ("personas", "tables: [vendors, invoices", "tables: [vendors, invoises",
                          "no table 'invoises'. Did you mean 'invoices'?"),
    "a persona's view": ("personas", "views: demand", "views: demnd", "no view 'demnd'. Did you mean 'demand'?"),
    "a persona's word": ("personas", "revenue: sales_amount", "revenue: sales_amont", "Did you mean 'sales_amount'?"),
    "a parameter of a condition": ("stock", "_demand} * :days", "_demand} * :dais",
                                   "no parameter 'dais'. Did you mean 'days'?"),
    "a dimension in a condition": ("stock", "{item.average_daily_demand} * :days", "{item.average_daly_demand} * :days",
                                   "Did you mean 'item.average_daily_demand'?"),
    "a default": ("sales", "defaults: sales_order.not_cancelled", "defaults: sales_order.not_canceled",
                  "no condition 'sales_order.not_canceled'. Did you mean 'sales_order.not_cancelled'?"),
    "a key of an entity": ("stock", "key: [warehouse.code, product.code]", "key: [warehouse.code, product.kode]",
                           "no dimension 'product.kode'. Did you mean 'product.code'?"),
    "a view's column": ("purchasing", "product_code: product.code, expected", "product_code: product.kode, expected",
                        "no dimension 'product.kode'. Did you mean 'product.code'?"),
    "not YAML": ("stock", "  item:\n", "\titem:\n", "not valid YAML"),
    "a bracket that stays open": ("stock", "conditions:\n", "conditions: [\n",
                            "not valid YAML"),
}  # fmt: skip


def lay_out(folder: Path, file: str = "", old: str = "", new: str = "") -> int:
    """The vocabulary in a folder, with one thing changed; the line where."""
    line = 0
    for source in (ROOT / "semantic").glob("*.yaml"):
        text = source.read_text()
        if source.stem == file:
            assert old in text, "the vocabulary has changed: this case breaks nothing"
            line = text[: text.index(old)].count("\n") + 1
            text = text.replace(old, new, 1)
        (folder / source.name).write_text(text)
    return line


@pytest.mark.parametrize("case", BROKEN)
def test_refused(tmp_path: Path, case: str) -> None:
    file, old, new, said = BROKEN[case]
    line = lay_out(tmp_path, file, old, new)
    with pytest.raises(Invalid) as raised:
        load_model(tmp_path)
    message = raised.value.message
    assert said in message
    place = re.match(rf"{re.escape(str(tmp_path / file))}\.yaml:(\d+): ", message)
    assert place, message
    assert line - 12 <= int(place[1]) <= line + 2, "an entry is named by its first line, a gap by what is around it"


def test_the_line_is_the_one_of_the_mistake(tmp_path: Path) -> None:
    line = lay_out(tmp_path, "stock", "reorder_point: integer", "reorder_point: integr")
    with pytest.raises(Invalid, match=rf"stock\.yaml:{line}: tables\.warehouse_product\.columns\.reorder_point\.type"):
        load_model(tmp_path)


def test_an_empty_folder_is_no_vocabulary(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match=r"holds no \.yaml file"):
        load_model(tmp_path)


def test_what_is_delivered_is_right(tmp_path: Path) -> None:
    lay_out(tmp_path)
    model = load_model(tmp_path)
    assert {"revenue", "days_of_cover", "supplier_score"} <= set(model.measures)
