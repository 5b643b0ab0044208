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
