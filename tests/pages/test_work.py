"""What one does all day: home, asking, the dashboard."""

import pytest

from tests.pages.conftest import Opened, Screen

PERSONAS = ("Warehouse Manager", "Field Engineer", "Procurement Specialist", "Finance Analyst")


def test_nobody_without_a_session_sees_anything(screen: Screen) -> None:
    user = screen.user("Viewer", ("Warehouse Manager",))
    page = screen.open("", user)
    page.user = {"session": "0" * 64}
    page.run()
    assert not page.title
    assert "location.reload" in page.html[0].value or any("location.reload" in one.value for one in page.html)


@pytest.mark.parametrize("persona", PERSONAS)
def test_home_greets_and_shows_the_persona_its_figures(opens: Opened, persona: str) -> None:
    home = opens("", "Viewer", persona)
    assert home.title[0].value == "Hello, Ann \\[Viewer\\]\\(x\\)"  # a name is no markup
    assert len(home.metric) == 6
    assert all(tile.value != "–" for tile in home.metric)


def test_a_suggested_question_is_asked(opens: Opened) -> None:
    home = opens("", "Viewer")
    button = next(one for one in home.button if one.label == "Revenue by month this year")
    ask = button.click().run()
    assert ask.title[0].value == "Ask"
    assert "Revenue\\: highest for" in ask.chat_message[1].markdown[0].value


def test_an_answer_says_how_it_was_understood_and_worked_out(opens: Opened) -> None:
    ask = opens("ask", "Manager")
    ask.chat_input[0].set_value("revenue by warehouse this year").run()
    assert ask.title[0].value == "Ask"
    answer = ask.chat_message[1]
    assert answer.markdown[0].value.startswith("Revenue\\: highest for")
    assert "Understood as: Revenue by warehouse" in answer.caption[0].value
    assert list(answer.dataframe[0].value.columns) == ["Warehouse code", "Warehouse", "Revenue"]
    assert {"CSV", "Excel", "PDF"} <= {button.label for button in answer.button}


def test_a_follow_up_goes_on_from_the_answer_before(opens: Opened) -> None:
    ask = opens("ask", "Viewer")
    ask.chat_input[0].set_value("revenue this year").run()
    follow = next(button for button in ask.button if button.label == "by month")
    follow.click().run()
    assert len(ask.chat_message) == 4
    assert "Revenue by month" in ask.chat_message[3].caption[0].value
    assert not [one for one in ask.button if one.label == "CSV"]  # a Viewer does not export


def test_an_unclear_name_comes_back_as_choices(opens: Opened) -> None:
    ask = opens("ask", "Analyst")
    ask.chat_input[0].set_value("orders of Kolar").run()
    assert "fits 2 things" in ask.info[0].value
    choice = next(button for button in ask.button if button.label.startswith("Kolar Hardware"))
    choice.click().run()
    assert "customer code is CUS" in ask.chat_message[3].caption[0].value


def test_what_another_persona_sees_is_denied_with_who_may(opens: Opened) -> None:
    ask = opens("ask", "Viewer", "Finance Analyst")
    ask.chat_input[0].set_value("stock value by warehouse").run()
    assert "outside this persona" in ask.error[0].value


@pytest.mark.parametrize("persona", PERSONAS)
def test_the_dashboard_shows_tiles_and_charts(opens: Opened, persona: str) -> None:
    board = opens("dashboard", "Viewer", persona)
    assert board.title[0].value == "Dashboard"
    assert len(board.metric) == 6
    assert 4 <= len(board.get("plotly_chart")) + len(board.dataframe) <= 6
    assert not board.error


def test_the_dashboard_of_one_warehouse_counts_only_that_one(opens: Opened) -> None:
    board = opens("dashboard", "Viewer")
    everything = board.metric[1].value
    board.multiselect[0].set_value(["WH001"]).run()
    assert board.metric[1].label == "Orders"
    assert int(board.metric[1].value) < int(everything)


def test_the_persona_can_be_switched(opens: Opened) -> None:
    home = opens("", "Viewer", "Warehouse Manager", "Finance Analyst")
    home.sidebar.selectbox[0].set_value("Finance Analyst").run()
    assert "Finance Analyst" in home.caption[0].value
    assert home.metric[0].label == "Sales"
