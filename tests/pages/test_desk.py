"""The supply desk's pages: the day's worklists, an item, orders that are proposed, every tool with its form."""

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Opened

WAREHOUSE, BUYER = "Warehouse Manager", "Procurement Specialist"


def click(page: AppTest, label: str) -> AppTest:
    return next(one for one in page.button if one.label == label).click().run()


def test_inventory_opens_on_what_needs_attention(opens: Opened) -> None:
    page = opens("inventory", "Analyst")
    assert page.title[0].value == "Inventory"
    assert not page.error, page.error
    names = [one.label for one in page.metric]
    assert names == ["Out of stock", "Order overdue", "To order", "May run out", "Low stock", "Value of what to order"]
    assert sum(int(one.value.split()[0]) for one in page.metric[:5]) == len(page.dataframe[0].value)


def test_suppliers_opens_on_what_to_look_at_and_a_link_opens_one(opens: Opened) -> None:
    page = opens("suppliers", "Analyst", BUYER)
    assert page.title[0].value == "Suppliers"
    assert not page.error, page.error
    assert page.metric[0].label == "Suppliers with late deliveries"
    assert {"saving", "single source"} <= set(page.dataframe[0].value["What"])
    one = opens("suppliers", "Manager", BUYER, supplier="SUP001")
    assert not one.error, one.error
    assert [tile.label for tile in one.metric][:2] == ["Supplier score", "On\\-time rate"]
    assert len(one.get("plotly_chart")) == 1


def test_logistics_opens_on_late_orders(opens: Opened) -> None:
    page = opens("logistics", "Analyst", WAREHOUSE)
    assert page.title[0].value == "Logistics"
    assert not page.error, page.error
    assert list(page.dataframe[0].value.columns)[:2] == ["Cause", "Order"]
    assert "Routes" not in [one.label for one in page.tabs]
