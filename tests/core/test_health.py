"""Each part says how it is; none of them can break the whole."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from core import health
from core.config import load_config
from core.context import Context, open_context
from core.errors import Invalid
from core.health import Doubtful, Part, figures, look, worst
from core.jobs.execution import TERMINAL, system
from core.jobs.jobs import Jobs

ROOT = Path(__file__).parents[2]


@pytest.fixture
def ctx(tmp_path: Path) -> Iterator[Context]:
    """As after the very first start: nothing has been loaded."""
    config = load_config(ROOT, {"app.home": str(tmp_path), "embeddings.road": "off"})
    opened = open_context(config, system("Warehouse Manager", TERMINAL))
    yield opened
    opened.close()


def by_name(parts: tuple[Part, ...]) -> dict[str, Part]:
    return {part.name: part for part in parts}


def test_an_empty_home_is_a_warning_and_no_failure(ctx: Context) -> None:
    jobs = Jobs.open(ctx.config, ctx.store)
    parts = look(ctx, jobs)
    jobs.close()
    found = by_name(parts)
    assert found["warehouse"].state == "warning" and "load some" in found["warehouse"].says
    assert (found["store"].state, found["jobs"].state, found["embeddings"].state) == ("ok", "ok", "ok")
    assert found["embeddings"].says.startswith("Switched off")
    assert found["models"].says == "None is set up: the language engine answers alone."
    assert found["jobs"].says == "0 waiting, 0 running."
    assert worst(parts) == "warning"


def test_what_is_away_fails_and_the_rest_is_still_told(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "LEAST_FREE", 10**18)
    parts = look(ctx, None)
    found = by_name(parts)
    assert (found["disk"].state, found["jobs"].state, found["store"].state) == ("failing", "failing", "ok")
    assert worst(parts) == "failing"


def _broken(_ctx: Context, _jobs: Jobs | None) -> str:
    raise RuntimeError("secret path /x")


def _doubtful(_ctx: Context, _jobs: Jobs | None) -> str:
    raise Doubtful("Look at it.")


def test_a_check_that_breaks_is_a_failure_without_its_text(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "CHECKS", (("a", "A", _broken), ("b", "B", _doubtful)))
    first, second = look(ctx, None)
    assert first.state == "failing" and "secret" not in first.says
    assert (second.state, second.says) == ("warning", "Look at it.")


def test_a_slow_part_is_a_warning(ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(health, "SLOW", -1.0)
    assert {part.state for part in look(ctx, None)} == {"warning", "failing"}


def test_figures_count_errors_by_type(ctx: Context) -> None:
    for _ in range(2):
        ctx.metrics.error(Invalid("x"))
    found = figures(ctx)
    assert found.errors == {"Invalid": 2}
    assert found.memory > 10_000_000 and found.uptime.total_seconds() > 0 and found.sessions == 0
