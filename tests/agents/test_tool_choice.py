"""Tools are found by the words of their examples, with their arguments; a word left over is never dropped."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from agents.ask import Asking
from agents.tool_choice import choose
from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from tests.sample_data.fixture import sample_db
from tools.names import known
from tools.purchase_requests import own_requests
from tools.registry import Confirmed, use

DAY = "2026-06-30"
MANAGER, BUYER = "Warehouse Manager", "Procurement Specialist"


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    home = tmp_path_factory.mktemp("tools")
    given = {"app.today": DAY, "warehouse.file": str(sample_db(2_000, DAY, 7)), "app.home": str(home)}
    opened = open_context(load_config(Path(__file__).parents[2], given), terminal(MANAGER))
    yield opened
    opened.close()


CHOSEN: list[tuple[str, str, str, dict[str, object]]] = [
    (
        MANAGER,
        "Forecast the demand for Kestrel Ball Bearing for 4 weeks",
        "forecast_demand",
        {"product": "PRD0001", "days": 28},
    ),
    (MANAGER, "what should I order for WH001?", "propose_replenishment", {"warehouse": "WH001"}),
    (
        MANAGER,
        "replenishment proposal for warehouse 2 with a budget of 50k",
        "propose_replenishment",
        {"warehouse": "WH002", "budget": 50000},
    ),
    (
        MANAGER,
        "when should we be reordering prd 1 at wh-001",
        "calculate_reorder_point",
        {"product": "PRD0001", "warehouse": "WH001"},
    ),
    (MANAGER, "which items are below half of their minimum", "identify_low_stock", {"threshold": 0.5}),
    (BUYER, "how is supplier sup3 performing", "analyze_supplier_performance", {"supplier": "SUP003"}),
    (BUYER, "compare prices of SUP001 and SUP002", "compare_supplier_costs", {"suppliers": ["SUP001", "SUP002"]}),
    (BUYER, "cost savings above 10 percent", "identify_cost_savings", {"threshold_percent": 10}),
    (
        BUYER,
        "what if we move 30 % from SUP001 to SUP002",
        "move_spend",
        {"source": "SUP001", "target": "SUP002", "share": 0.3},
    ),
    (
        BUYER,
        "purchase trends by warehouse over the last 180 days",
        "analyze_purchase_trends",
        {"days": 180, "group_by": "warehouse"},
    ),
    (
        MANAGER,
        "please order 1,200 Kestrel Ball Bearing and 12 pieces of prd 2 for warehouse 2",
        "create_purchase_request",
        {"warehouse": "WH002", "quantities": {"PRD0001": 1200, "PRD0002": 12}},
    ),
]


@pytest.mark.parametrize(("persona", "question", "tool", "arguments"), CHOSEN, ids=[row[1] for row in CHOSEN])
def test_a_tool_is_chosen_with_its_arguments(
    ctx: Context, persona: str, question: str, tool: str, arguments: dict[str, object]
) -> None:
    found = choose(ctx.for_asker(terminal(persona)), question)
    assert found is not None
    assert (found.tool.name, dict(found.arguments), found.missing) == (tool, arguments, ())


@pytest.mark.parametrize(
    "question",
    [
        "revenue by warehouse",
        "forecast revenue for next month",
        "forecast demand of PRD0001 without promotions",
        "forecast demand of PRD0001 in the north",
        "order 40 units of PRD0001 for WH001 and WH002",
        "order 1.5 units of PRD0001 for WH001",
        "stock on 31.12.2024 at WH001",
        "cost savings above 1.2.3 percent",
        "",
        "what is the weather tomorrow",
    ],
)
def test_other_questions_are_no_tools(ctx: Context, question: str) -> None:
    assert choose(ctx, question) is None


def test_a_tool_answers_on_ask(ctx: Context) -> None:
    asking = Asking.open(ctx)
    answer = asking.ask("forecast demand of PRD0002 for the next 14 days")
    assert (answer.status, answer.engine, answer.intent) == ("answered", "tool", "tool")
    (used,) = answer.used
    assert len(used.found.sheet("Forecast").rows) == 14
    assert answer.text.startswith("Demand of 14 days: ")
    assert "product PRD0002, days 14" in answer.interpretation


def test_what_a_tool_still_needs_is_asked_for(ctx: Context) -> None:
    answer = Asking.open(ctx).ask("forecast demand")
    assert answer.status == "clarify"
    assert "Which product?" in answer.reason


def test_what_writes_is_shown_first_and_written_by_a_confirmation_alone(ctx: Context) -> None:
    asking = Asking.open(ctx)
    answer = asking.ask("request 40 units of PRD0001 and 12 of PRD0002 for WH001")
    would = answer.confirm
    assert (answer.status, answer.engine) == ("clarify", "tool")
    assert would is not None
    assert [row[2:5] for row in would.found.sheet("To be requested").rows] == [
        ("PRD0001", "Kestrel Ball Bearing", 40), ("PRD0002", known(ctx, "product")["PRD0002"], 12),
    ]  # fmt: skip
    assert own_requests(ctx) == []
    for _ in range(2):
        use(ctx, would.tool.name, would.arguments, confirmed=Confirmed(answer.trace_id))
    (made,) = own_requests(ctx)
    assert {line.product: line.quantity for line in made.lines} == would.arguments["quantities"]


def test_what_writes_is_shown_only_to_who_may_confirm_it(ctx: Context) -> None:
    analyst = Asking.open(ctx.for_asker(replace(ctx.asker, role="Analyst")))
    answer = analyst.ask("request 40 units of PRD0001 for WH001")
    assert (answer.status, answer.confirm) == ("denied", None)
    assert "Manager" in answer.reason
    asked = Asking.open(ctx).ask("request 40 units of PRD0001")
    assert (asked.status, asked.confirm) == ("clarify", None)
    assert asked.choices[0].question == "request 40 units of PRD0001 for WH001"


def test_questions_of_the_data_stay_with_the_language_engine(ctx: Context) -> None:
    asking = Asking.open(ctx)
    for question in ("low stock at WH001", "reorder point of PRD0001 at WH001"):
        answer = asking.ask(question)
        assert (answer.status, answer.engine) == ("answered", "language engine"), question


def test_what_to_do_is_worked_out_by_a_tool_and_not_listed(ctx: Context) -> None:
    asking = Asking.open(ctx)
    advice = {"what should I order for WH001": "propose_replenishment"}
    advice["when should we reorder PRD0001 at WH001"] = "calculate_reorder_point"
    for question, tool in advice.items():
        assert [used.tool.name for used in asking.ask(question).used] == [tool]
    assert asking.ask("orders that should be delivered this month").engine == "language engine"


def test_a_question_of_several_steps(ctx: Context) -> None:
    question = "which low-stock items at WH001 will run out before their next delivery, and what should I order?"
    answer = Asking.open(ctx).ask(question)
    assert (answer.status, answer.intent) == ("answered", "tool")
    risk, proposal = answer.used
    assert (risk.tool.name, proposal.tool.name) == ("identify_stockout_risk", "propose_replenishment")
    assert risk.arguments["low_stock"] is True
    assert risk.arguments["before_next_delivery"] is True
    assert proposal.arguments["warehouse"] == "WH001"
    risky = {row[:2] for row in risk.found.sheet("At risk").rows}
    assert risky
    assert {row[1:3] for row in proposal.found.sheet("Lines").rows} <= risky
    assert answer.interpretation.startswith("1. Items that may run out")
    assert "2. What a warehouse should order now" in answer.interpretation


def test_steps_that_no_tool_takes_are_asked_about(ctx: Context) -> None:
    assert Asking.open(ctx).ask("what will run out at WH001, and what does the weather do?").status != "answered"


STEPS = "which items at WH001 will run out within 3 days, and what should I order?"


def test_a_later_step_is_about_what_the_one_before_found(ctx: Context) -> None:
    answer = Asking.open(ctx).ask(STEPS)
    assert answer.status == "answered", answer.reason
    first, second = answer.used
    at_risk = {row["product_code"] for row in first.found.sheets[0].table.records()}
    proposed = {row["product_code"] for row in second.found.sheets[0].table.records()}
    whole = use(ctx, second.tool.name, second.arguments).found
    assert proposed and proposed <= at_risk
    assert len(second.found.sheets[0].table.rows) < len(whole.sheets[0].table.rows)
    assert whole.figures and not second.found.figures  # those are of all items


def test_a_step_that_may_not_be_taken_is_denied_and_a_wrong_name_asked_back(ctx: Context) -> None:
    limited = ctx.for_asker(replace(ctx.asker, role="Viewer", warehouses=("WH002",)))
    other = Asking.open(limited).ask(STEPS)
    assert (other.status, other.used) == ("clarify", ())
    assert "WH001" in other.reason


def test_advice_beside_a_list_is_never_dropped(ctx: Context) -> None:
    answer = Asking.open(ctx).ask("which items are low on stock at WH001, and what should I tell my boss?")
    assert (answer.status, len(answer.choices)) == ("clarify", 2)
    assert answer.reason.startswith("These are several questions")


def test_a_week_and_a_half_is_more_than_one(ctx: Context) -> None:
    chosen = choose(ctx, "which items at WH001 will run out within 1.5 weeks")
    assert chosen is not None and chosen.arguments["days"] == round(1.5 * 7)
