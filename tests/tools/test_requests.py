"""Purchase requests are written once for each key, only when confirmed, and by who may."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import Conflict, Invalid, NotAllowed, NotFound, Unknown
from tests.sample_data.fixture import sample_db
from tools.purchase_requests import own_requests, withdraw
from tools.registry import Confirmed, use

DAY = "2026-06-30"
TOOL = "create_purchase_request"
ONE = Confirmed("first-key-1")


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    given = {"app.today": DAY, "warehouse.file": str(sample_db(2_000, DAY, 7)), "app.home": str(tmp_path)}
    opened = open_context(load_config(Path(__file__).parents[2], given), terminal("Warehouse Manager"))
    yield opened
    opened.close()


def wanted(ctx: Context, **quantities: int) -> dict[str, object]:
    rows = use(ctx, "review_stock", {"warehouse": "WH001"}).found.sheet("Attention").rows
    codes = sorted(str(row[2]) for row in rows)[:2]
    return {"warehouse": "WH001", "quantities": dict(zip(codes, quantities.values(), strict=False))}


def test_the_same_key_gives_the_first_request_again(ctx: Context) -> None:
    given = wanted(ctx, a=40, b=7)
    first = use(ctx, TOOL, given, confirmed=ONE).found
    assert use(ctx, TOOL, given, confirmed=ONE).found == first
    assert [len(one.lines) for one in own_requests(ctx)] == [2]
    with pytest.raises(Conflict, match="wants something else"):
        use(ctx, TOOL, wanted(ctx, a=41, b=7), confirmed=ONE)
    use(ctx, TOOL, given, confirmed=Confirmed("second-key"))
    made = own_requests(ctx)
    assert len(made) == 2
    assert first.figures[1].known() == pytest.approx(float(made[0].value))


def test_nothing_is_written_without_a_word_or_the_role(ctx: Context) -> None:
    given = wanted(ctx, a=1)
    with pytest.raises(Conflict, match="needs to be confirmed"):
        use(ctx, TOOL, given)
    analyst = ctx.for_asker(replace(ctx.asker, role="Analyst"))
    with pytest.raises(NotAllowed, match="needs the role Manager"):
        use(analyst, TOOL, given, confirmed=ONE)
    with pytest.raises(Invalid, match="8 to 100"):
        Confirmed("x")
    assert own_requests(ctx) == []


def test_only_what_the_warehouse_holds_in_whole_units(ctx: Context) -> None:
    with pytest.raises(Unknown, match="no product called 'PRD9999'"):
        use(ctx, TOOL, {"warehouse": "WH001", "quantities": {"PRD9999": 1}}, confirmed=ONE)
    with pytest.raises(Invalid, match="PRD0001 is there twice"):
        use(ctx, TOOL, {"warehouse": "WH001", "quantities": {"PRD0001": 1, "prd 1": 2}}, confirmed=ONE)
    for bad in ({"PRD0001": 0}, {}, {"PRD0001": 1.5}):
        with pytest.raises(Invalid):
            use(ctx, TOOL, {"warehouse": "WH001", "quantities": bad}, confirmed=ONE)


def test_a_request_is_withdrawn_by_its_maker_only_and_hidden_with_its_warehouse(ctx: Context) -> None:
    use(ctx, TOOL, wanted(ctx, a=3), confirmed=ONE)
    made = own_requests(ctx)[0]
    other = ctx.for_asker(replace(ctx.asker, email="eve@example.com"))
    assert own_requests(other) == []
    with pytest.raises(NotFound):
        withdraw(other, made.id)
    gone = withdraw(ctx, made.id)
    assert gone.withdrawn
    assert withdraw(ctx, made.id).withdrawn == gone.withdrawn
    assert own_requests(ctx.for_asker(replace(ctx.asker, warehouses=("WH002",)))) == []
