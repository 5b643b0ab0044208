"""A model uses the workbench's calculating tools: what it is offered, what it is told, and which figures are proven."""

from pathlib import Path

import pytest

from core.access import Asker
from tests.wire.heard import Act, Heard, Say, Use, steps
from tests.wire.workplace import workplace
from tools.registry import tools_of

RISK = Use("identify_stockout_risk", {"warehouse": "wh 1", "days": 14, "least": 0.2})


def reporting(heard: Heard) -> Act:
    """Uses a tool, then tells its first figure, the first item's chance, and one figure that nobody gave."""
    if not heard.turn:
        return RISK
    found = heard.results[0].data
    first = found["tables"][0]["rows"][0]
    return Say(
        f"{found['figures'][0]['value']:g} items are at risk; {first[2]} by {first[3]:.1%}. It costs 98,765 in all."
    )


def test_its_figures_are_proven_and_the_tool_is_part_of_the_answer(tmp_path: Path) -> None:
    with workplace(tmp_path, reporting) as at:
        made = at.ask("what should worry me at WH001?")
        names = [name for name, _ in at.worked()]
    assert made.status == "answered"
    assert [one.tool.name for one in made.used] == ["identify_stockout_risk"]
    assert made.used[0].arguments["warehouse"] == "WH001"
    assert made.text.startswith(f"{made.used[0].found.figures[0].value:g} items are at risk")
    assert [mark.text for mark in made.marks] == ["98,765"]
    assert made.interpretation.startswith("Items that may run out within some days")
    assert {"model call", "identify_stockout_risk"} <= set(names)


def test_the_answer_on_ask_shows_what_was_used(tmp_path: Path) -> None:
    with workplace(tmp_path, reporting) as at:
        made = at.routed("flurble the stock at WH001")
    assert (made.status, made.engine, made.intent) == ("answered", "model", "tool")
    assert made.used[0].found.sheet("At risk").rows
    assert made.parts == ()


@pytest.mark.parametrize("persona", ["Procurement Specialist", "Finance Analyst"])
def test_it_has_the_tools_of_the_persona_that_write_nothing(persona: str, tmp_path: Path) -> None:
    with workplace(tmp_path, steps(Say("Well.")), Asker(persona, "Manager", "operations", email="m@example.com")) as at:
        at.ask()
        offered, own = set(at.record.heard[0].tools), tools_of(at.ctx)
    assert {name for name, one in own.items() if not one.writes} <= offered
    assert not {name for name, one in own.items() if one.writes} & offered


@pytest.mark.parametrize(("most", "sent"), [("3", 3), ("0", 0)])
def test_no_more_rows_and_with_none_no_value_at_all(most: str, sent: int, tmp_path: Path) -> None:
    rule = steps(RISK, Use("calculate_reorder_point", {"product": "bearing", "warehouse": "WH001"}), Say("See above."))
    with workplace(tmp_path, rule, models__rows_sent=most) as at:
        made = at.ask()
        result, wrong = at.record.heard[-1].results
    names = {str(row[2]) for row in made.used[0].found.sheet("At risk").rows}
    assert len(result.data["tables"][0]["rows"]) == sent
    assert result.data["tables"][0]["rows_in_all"] == len(made.used[0].found.sheet("At risk").rows) > 3
    assert any(name in result.text for name in names) is (sent > 0)
    assert ("value" in result.data["figures"][0]) is (sent > 0)
    assert wrong.failed
    assert ("fits" in wrong.text or "no product" in wrong.text) is (sent > 0)


def test_a_figure_of_another_item_is_marked(tmp_path: Path) -> None:
    def rule(heard: Heard) -> Act:
        if not heard.turn:
            return RISK
        first, *_, last = heard.results[0].data["tables"][0]["rows"]
        assert first[7] != last[7]
        return Say(f"{first[2]} has {last[7]:,} in stock.")

    with workplace(tmp_path, rule) as at:
        made = at.ask()
    assert len(made.marks) == 1
    assert "another row" in made.marks[0].why
