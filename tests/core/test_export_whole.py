"""An export has all rows of what is on the screen, can be stopped, and never passes a part for the whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core.access import Asker
from core.config import load_config
from core.context import Context, open_context
from core.errors import NotAllowed, Unavailable
from core.export import Longer, export, whole
from core.semantic.query import Query
from core.warehouse.base import Cancel
from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
MANAGER = Asker("Warehouse Manager", role="Manager", email="ann@example.com", all_workspaces=True)
LONG = "SELECT a.range * 1000 + b.range AS n FROM range(30) a CROSS JOIN range(1000) b"
ITEMS = Query.model_validate({"rows": "item", "by": ["warehouse", "product"]})


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    home = tmp_path_factory.mktemp("home")
    given = {"app.home": str(home), "app.today": "2026-06-30", "warehouse.file": str(sample_db())}
    opened = open_context(load_config(ROOT, given), MANAGER)
    yield opened
    opened.close()


def test_hand_written_sql_is_exported_beyond_what_is_shown(ctx: Context, tmp_path: Path) -> None:
    made = export(ctx, LONG, "csv", tmp_path)
    lines = made.path.read_text(encoding="utf-8-sig").splitlines()
    assert (made.rows, len(lines), len(set(lines))) == (30_000, 30_001, 30_001)


def test_what_is_longer_than_wanted_is_no_part_of_it(ctx: Context, tmp_path: Path) -> None:
    for wanted in (LONG, ITEMS):
        with pytest.raises(Longer, match="more than 10 rows"):
            export(ctx, wanted, "csv", tmp_path, most=10)
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("wanted", [LONG, ITEMS])
def test_what_was_cancelled_makes_no_file(ctx: Context, tmp_path: Path, wanted: Query | str) -> None:
    cancel = Cancel()
    cancel.now()
    with pytest.raises(Unavailable, match="cancelled"):
        export(ctx, wanted, "csv", tmp_path, cancel=cancel)
    with pytest.raises(Unavailable, match="cancelled"):
        whole(ctx, wanted, cancel, most=11)


def test_an_export_needs_its_role_and_sql_its_own(ctx: Context, tmp_path: Path) -> None:
    for role, wanted in (("Viewer", ITEMS), ("Analyst", LONG)):
        with pytest.raises(NotAllowed, match=role):
            export(ctx.for_asker(Asker("Warehouse Manager", role=role, email="v@example.com")), wanted, "csv", tmp_path)
