"""One way to use a tool: who may, with which arguments, and what the errors say."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import Invalid, NotAllowed, Unknown
from tests.sample_data.fixture import sample_db
from tools.registry import TOOLS, tools_of, use

DAY = "2026-06-30"


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    given = {
        "app.today": DAY,
        "warehouse.file": str(sample_db(2_000, DAY, 7)),
        "app.home": str(tmp_path_factory.mktemp("home")),
    }
    opened = open_context(load_config(Path(__file__).parents[2], given), terminal("Warehouse Manager"))
    yield opened
    opened.close()


def test_every_tool_says_what_it_does_and_takes() -> None:
    for tool in TOOLS.values():
        assert tool.says.endswith("."), tool.name
        assert tool.examples, tool.name
        assert tool.personas, tool.name
        for name, one in tool.arguments.model_fields.items():
            schema = str(tool.arguments.model_json_schema()["properties"][name])
            assert "description" in schema, f"{tool.name}.{name} has no description: {one}"


def test_names_are_found_as_people_write_them(ctx: Context) -> None:
    for text in ("WH001", "wh1", "wh-001", "WH 1"):
        assert use(ctx, "identify_low_stock", {"warehouse": text}).arguments["warehouse"] == "WH001"
    with pytest.raises(Unknown, match=r"There is no warehouse called 'WH9'\. Did you mean 'WH00"):
        use(ctx, "identify_low_stock", {"warehouse": "WH9"})


def test_a_warehouse_out_of_sight_is_unknown(ctx: Context) -> None:
    limited = ctx.for_asker(replace(ctx.asker, warehouses=("WH002",)))
    with pytest.raises(Unknown) as caught:
        use(limited, "identify_low_stock", {"warehouse": "WH001"})
    assert "WH001" not in caught.value.suggestions
    found = use(limited, "identify_low_stock", {}).found
    assert {row[0] for row in found.sheet("Low stock").rows} == {"WH002"}


@pytest.mark.parametrize(
    ("given", "says"),
    [
        ({"treshold": 1}, "There is no argument treshold. Did you mean threshold?"),
        ({"threshold": -1}, "threshold is -1; input should be greater than 0."),
        ({"threshold": "low"}, "threshold is 'low'; input should be a valid number"),
        ({"warehouse": 7}, "warehouse is 7; input should be a valid string"),
    ],
)
def test_arguments_that_do_not_fit(ctx: Context, given: dict[str, object], says: str) -> None:
    with pytest.raises(Invalid) as caught:
        use(ctx, "identify_low_stock", given)
    assert says in caught.value.message


def test_only_a_personas_own_tools(ctx: Context) -> None:
    finance = ctx.for_asker(terminal("Finance Analyst"))
    assert "identify_low_stock" not in tools_of(finance)
    with pytest.raises(NotAllowed, match=r"is a tool of .*Warehouse Manager.*; you ask as Finance Analyst"):
        use(finance, "identify_low_stock", {})
    with pytest.raises(Unknown, match="Did you mean 'identify_low_stock'"):
        use(ctx, "low_stock", {})


def test_its_steps_are_in_the_trace(ctx: Context) -> None:
    used = use(ctx, "identify_low_stock", {})
    names = [step.name for step in ctx.tracer.steps_of(used.trace_id, ctx.asker.email)]
    assert {"tool", "identify_low_stock", "run"} <= set(names)
