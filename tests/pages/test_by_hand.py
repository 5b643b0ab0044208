"""Working by hand: picking in Explore, writing SQL, looking words up."""

import pytest

from core.semantic.query import Query
from pages._picks import Picked, picked_of, query_of
from tests.pages.conftest import Opened

PICKED = (
    Picked(measures=("revenue",)),
    Picked(measures=("revenue", "orders"), by=("warehouse", "date"), grain="week", period="Last 90 days"),
    Picked(measures=("items",), states=("item.low_stock",), only=(("warehouse.code", ("WH001", "WH002")),)),
    Picked(measures=("revenue",), by=("product",), order="Most first", limit=5, compare="One year before",
           period="This year"),
)  # fmt: skip


@pytest.mark.parametrize("picked", PICKED)
def test_a_link_fills_the_form_again(picked: Picked) -> None:
    query = query_of(picked)
    assert query is not None
    assert picked_of(Query.from_json(query.to_json())) == picked


@pytest.mark.parametrize(
    "text",
    [
        '{"measures": ["revenue"], "by": ["warehouse", "customer"], "limit": 3, "per": ["warehouse"]}',
        '{"rows": "sales_order"}',
        '{"measures": [{"measure": "revenue", "share": {}}], "by": ["warehouse"]}',
        '{"measures": ["revenue"], "where": {"period": {"calendar": "year", "offset": -3}}}',
        '{"measures": ["revenue"], "where": {"not": {"is": "sales_order.overdue"}}}',
    ],
)
def test_what_the_form_cannot_show_is_not_shown_as_less(text: str) -> None:
    assert picked_of(Query.from_json(text)) is None


def test_explore_begins_with_what_to_do(opens: Opened) -> None:
    page = opens("explore", "Analyst")
    assert page.title[0].value == "Explore"
    assert "Pick a figure" in page.info[0].value


def test_what_is_picked_is_shown_and_in_the_address(opens: Opened) -> None:
    page = opens("explore", "Analyst")
    page.multiselect(key="x-measures").set_value(["revenue", "orders"])
    page.multiselect(key="x-by").set_value(["warehouse"]).run()
    assert sorted(page.dataframe[0].value["Warehouse code"]) == ["WH001", "WH002", "WH003", "WH004", "WH005"]
    assert "revenue" in page.query_params["q"]
    assert {"CSV", "Excel"} <= {button.label for button in page.button}


def test_a_link_is_run_under_the_readers_rights(opens: Opened) -> None:
    link = PICKED[1].model_copy(update={"by": ("warehouse",), "period": "All time"})
    query = query_of(link)
    assert query is not None
    page = opens("explore", "Analyst", "Finance Analyst", q=query.to_json())
    assert page.title[0].value == "Explore"
    assert not page.dataframe


def test_a_link_with_more_than_the_form_has_is_run_as_it_is(opens: Opened) -> None:
    text = '{"measures":[{"measure":"revenue"}],"by":[{"dimension":"warehouse"},{"dimension":"customer"}],"limit":1,"per":["warehouse"]}'  # noqa: E501
    page = opens("explore", "Analyst", q=text)
    assert "more to it" in page.info[0].value
    assert len(page.dataframe[0].value) == 5


def test_a_broken_link_is_a_sentence(opens: Opened) -> None:
    page = opens("explore", "Analyst", q='{"measure": 1}')
    assert "no place for" in page.error[0].value


def test_sql_is_run_and_kept_in_the_history(opens: Opened) -> None:
    page = opens("sql", "Manager")
    assert page.title[0].value == "SQL"
    page.text_area[0].set_value("SELECT count(*) AS n FROM product").run()
    next(button for button in page.button if button.label == "Run").click().run()
    assert page.dataframe[-1].value.iloc[0, 0] > 0  # beside the columns of a table
    assert any("FROM product" in code.value for code in page.code)


def test_sql_on_what_is_not_theirs_is_refused(opens: Opened) -> None:
    page = opens("sql", "Manager")
    page.text_area[0].set_value("SELECT * FROM invoices").run()
    next(button for button in page.button if button.label == "Run").click().run()
    assert "invoices" in page.error[0].value
    assert list(page.dataframe[-1].value.columns) == ["Column", "Type"]


@pytest.mark.parametrize(("path", "role"), [("sql", "Analyst"), ("explore", "Viewer")])
def test_a_page_above_ones_role_says_who_may(opens: Opened, path: str, role: str) -> None:
    page = opens(path, role)
    assert "needs the role" in page.error[0].value
    assert role in page.error[0].value
    assert not page.dataframe and not page.text_area


def test_the_glossary_finds_a_word_and_says_who_sees_it(opens: Opened) -> None:
    page = opens("glossary", "Viewer")
    assert page.title[0].value == "Glossary"
    page.text_input[0].set_value("gross margin").run()
    found = page.dataframe[0].value
    assert "Gross margin" in list(found["Figure"])
    assert "Finance Analyst" not in found["Seen by"].iloc[0]
