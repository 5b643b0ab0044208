"""What one does for oneself and for others: account, users, audit log, costs."""

import pytest

from core import audit
from core.store.users import get_user
from tests.pages.conftest import Opened, Screen

ABOVE = [("users", "Manager"), ("audit", "Manager"), ("costs", "Analyst")]


@pytest.mark.parametrize(("path", "role"), ABOVE)
def test_the_pages_of_admins_are_refused_to_others(opens: Opened, path: str, role: str) -> None:
    page = opens(path, role)
    assert "needs the role Admin or above" in page.error[0].value
    assert not page.dataframe


def test_a_token_is_made_shown_once_and_revoked(opens: Opened) -> None:
    page = opens("account", "Viewer")
    assert page.title[0].value == "Account"
    next(one for one in page.text_input if one.label == "Name").set_value("nightly report")
    next(one for one in page.button if one.label == "Make a token").click().run()
    assert page.code[0].value.startswith("qm_")
    page.run()
    assert not page.code
    next(one for one in page.button if one.label == "Revoke").click().run()
    assert not [one for one in page.button if one.label == "Revoke"]


def test_a_wrong_old_password_is_told(opens: Opened) -> None:
    page = opens("account", "Viewer")
    for field, text in zip(page.text_input[:3], ("wrong", "seven green cranes", "seven green cranes"), strict=True):
        field.set_value(text)
    next(one for one in page.button if one.label == "Change password").click().run()
    assert page.error
    assert "password" in page.error[0].value.lower()


def test_an_admin_adds_and_disables_a_user(opens: Opened, screen: Screen) -> None:
    page = opens("users", "Admin")
    assert page.title[0].value == "Users"
    page.text_input[-2].set_value("new.one@example.com")
    page.text_input[-1].set_value("New One")
    page.multiselect[-2].set_value(["Field Engineer"])
    assert "WH003" in "".join(page.multiselect[-1].options)
    assert page.selectbox[-1].value == "operations"  # the Admin's own
    assert {"operations", "projects"} <= set(page.selectbox[-1].options)
    next(one for one in page.button if one.label == "Add").click().run()
    assert not page.error, page.error[0].value
    assert get_user(screen.context.store, "new.one@example.com").role == "Viewer"
    found = page.dataframe[0].value
    assert "new.one@example.com" in list(found["E-mail"])


def test_an_admin_does_not_make_owners(opens: Opened, screen: Screen) -> None:
    screen.user("Viewer", ("Field Engineer",))
    page = opens("users", "Admin")
    page.selectbox[1].set_value("Owner")
    next(one for one in page.button if one.label == "Save").click().run()
    assert "Owner" in page.error[0].value


def test_the_audit_log_has_what_was_done_and_is_whole(opens: Opened, screen: Screen) -> None:
    page = opens("audit", "Admin")
    assert page.title[0].value == "Audit log"
    assert "sign-in" in list(page.dataframe[0].value["Action"])
    asked = ("ann@example.com", "query", "trace 1f", "ok", "Stock of one item")
    for who, action, subject, outcome, detail in [asked] * 11:
        audit.record(screen.context.store, who, action, subject, outcome, detail)  # type: ignore[arg-type]
    first = page.run().dataframe[0].value.iloc[0]
    assert (first["What"], first["Times"], first["Trace"]) == ("Stock of one item", 11, "1f")
    next(one for one in page.button if one.label == "Check that the log is whole").click().run()
    assert page.success[0].value == "Every entry is there as it was written."


def test_costs_and_cache_are_shown(opens: Opened) -> None:
    page = opens("costs", "Admin")
    assert page.title[0].value == "Costs & cache"
    assert page.metric[0].value == "0.00 USD"
    assert not [one for one in page.button if one.label == "Empty the cache"]  # an Owner's


def test_freshness_is_for_everybody_and_loading_is_not(opens: Opened) -> None:
    page = opens("data", "Viewer")
    assert page.title[0].value == "Your data"
    assert "product" in list(page.dataframe[0].value["Table"])
    assert [tab.label for tab in page.tabs] == ["How fresh it is"]
