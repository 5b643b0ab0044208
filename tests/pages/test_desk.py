"""The supply desk's pages: the day's worklists, an item, orders that are proposed, every tool with its form."""

from streamlit.testing.v1 import AppTest

from tests.pages.conftest import Opened, Screen

WAREHOUSE, BUYER = "Warehouse Manager", "Procurement Specialist"


def click(page: AppTest, label: str) -> AppTest:
    return next(one for one in page.button if one.label == label).click().run()


def test_inventory_opens_on_what_needs_attention(opens: Opened) -> None:
    page = opens("inventory", "Analyst")
    assert page.title[0].value == "Inventory"
    assert not page.error, page.error
    names = [one.label for one in page.metric]
    assert names == ["Out of stock", "Order overdue", "To order", "May run out", "Low stock", "Value of what to order"]
    listed = page.dataframe[0].value["Why"].value_counts()
    assert int(page.metric[1].value.split()[0]) == listed.get("order overdue", 0)


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


def test_an_item_is_opened_by_a_link_and_tried_on_sliders(opens: Opened) -> None:
    page = opens("inventory", "Analyst", item="WH001~PRD0001")
    assert not page.error, page.error
    assert page.subheader[0].value == "Kestrel Ball Bearing"
    assert "Request an order" not in [one.label for one in page.button]  # an Analyst confirms nothing
    before = page.dataframe[0].value
    page.slider[0].set_value(99.5).run()
    after = page.dataframe[0].value
    place = list(before["Method"]).index("cycle service level")
    assert after["Reorder point"][place] > before["Reorder point"][place]
    assert after["Moved by the sliders"][place] > 0
    assert after["Reorder point"][0] == before["Reorder point"][0]  # the maximum method knows no service level


def test_a_proposal_becomes_a_request_once(opens: Opened) -> None:
    page = opens("inventory", "Manager")
    page.session_state["inventory-tabs"] = "Propose an order"
    page.run()
    assert not page.error, page.error
    lines = page.metric[0].value
    page.slider[0].set_value(page.slider[0].max // 3).run()
    assert page.metric[2].label == "Beyond the budget"
    click(page, "Confirm the request")
    assert "is kept" in page.success[0].value
    page.session_state["inventory-tabs"] = "Requests"
    page.run()
    assert len(page.expander) == 1
    assert "PR\\-" in page.expander[0].label
    click(page, "Withdraw")
    assert "withdrawn" in page.caption[0].value
    assert lines


def test_every_tool_has_a_form_that_says_what_is_wrong(opens: Opened) -> None:
    page = opens("tools", "Viewer", tool="identify_low_stock")
    assert page.title[0].value == "Tools"
    assert "create_purchase_request" not in page.selectbox[0].options  # a Viewer confirms nothing
    click(page, "Work it out")
    assert page.metric[0].label == "Items low on stock"
    page = opens("tools", "Manager", tool="calculate_reorder_point")
    click(page, "Work it out")
    assert "product is needed" in page.error[0].value


def test_a_tool_that_writes_is_confirmed_first(opens: Opened) -> None:
    page = opens("tools", "Manager", tool="create_purchase_request")
    page.selectbox[1].set_value("WH001")
    page.text_area[0].set_value("PRD0001 = 4")
    click(page, "Check")
    assert not page.success
    click(page, "Confirm")
    assert page.success[0].value == "Done."
    assert page.metric[1].label == "Value of the request"


def test_routes_are_planned_drawn_and_changed(opens: Opened) -> None:
    page = opens("logistics", "Analyst", "Field Engineer")
    page.session_state["logistics-Field Engineer"] = "Routes"
    page.run()
    click(page, "Plan the routes")
    assert not page.error, page.error
    assert page.metric[0].label == "Stops served"
    assert len(page.get("plotly_chart")) == 1


def test_a_page_of_another_persona_says_whose_it_is(opens: Opened) -> None:
    page = opens("suppliers", "Manager", WAREHOUSE, BUYER)
    assert "is a page of Procurement Specialist" in page.info[0].value
    click(page, f"Look as {BUYER}")
    assert page.metric[0].label == "Suppliers with late deliveries"


def test_the_limited_see_their_warehouse_only(screen: Screen) -> None:
    page = screen.open("inventory", screen.user("Analyst", (WAREHOUSE,), warehouses=["WH002"]))
    assert page.selectbox[0].options == ["WH002 · Mysuru Hub"] or page.selectbox[0].options[0].startswith("WH002")
    assert set(page.dataframe[0].value["Warehouse"]) == {"WH002"}
    link = screen.open("inventory", screen.user("Viewer", (WAREHOUSE,), warehouses=["WH002"]), item="WH001~PRD0001")
    assert "PRD0001 is not held at WH001" in link.error[0].value.replace("\\", "")
    assert not link.metric
