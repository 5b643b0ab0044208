"""Five ways to ask one thing: every answer within a family is the same, or the question is asked back."""

from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from agents.ask import Asking
from core.access import terminal
from core.config import load_config
from core.context import open_context
from core.semantic.compile.cells import parts
from core.semantic.query import And, Fields, Filter, Is, Not, Query
from core.yaml_file import read
from tests.questions.asked import ROOT
from tests.sample_data.fixture import sample_db

DAY = "2026-06-30"
ASKED, SAME, SOME, DIFFER = "all asked back", "all the same", "the same or asked back", "differ"


def normalised(query: Query) -> str:
    """What is computed: not which columns a list shows beside its rows, nor in which order the filters were said."""
    where = tuple(sorted(map(_filter, parts(query.where)))) if query.where is not None else ()
    plain = query.model_copy(update={"where": None, "by": () if query.rows else query.by})
    if not plain.measures and not plain.rows and not plain.by:
        plain = query
    return f"{plain.to_json()} {where}"


def _filter(wanted: Filter) -> str:
    if isinstance(wanted, Not | And | Is | Fields):
        return wanted.model_dump_json(by_alias=True, exclude_defaults=True)
    return wanted.model_dump_json(by_alias=True)


@pytest.fixture(scope="module")
def outcomes(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """family → how its readings compare: by their queries, and where these differ by the rows that they give."""
    families: Any = read(Path(__file__).parent / "paraphrases.yaml")[0]
    home = tmp_path_factory.mktemp("paraphrases")
    given = {"app.today": DAY, "warehouse.file": str(sample_db(2_000, DAY, 7)), "app.home": str(home)}
    ctx = open_context(load_config(ROOT, given), terminal(""))
    engines: dict[str, Asking] = {}
    found = {}
    try:
        for family in families:
            persona = family["persona"]
            if persona not in engines:
                engines[persona] = Asking.open(ctx.for_asker(terminal(persona)))
            found[family["id"]] = _outcome([_answer(engines[persona], str(text)) for text in family["questions"]])
    finally:
        ctx.close()
    return found


def _answer(engine: Asking, text: str) -> tuple[str, object] | None:
    """The query and its rows, whatever the order of columns; None where it was asked back."""
    answer = engine.ask(text)
    if answer.status != "answered" or answer.query is None or answer.answered is None:
        return None
    rows = frozenset(tuple(sorted({str(value) for value in row})) for row in answer.answered.table.rows)
    return normalised(answer.query), rows


def _outcome(answers: list[tuple[str, object] | None]) -> str:
    given = [answer for answer in answers if answer is not None]
    if not given:
        return ASKED
    same = len({query for query, _ in given}) == 1 or len({rows for _, rows in given}) == 1
    if not same:
        return DIFFER
    return SAME if len(given) == len(answers) else SOME


def test_no_family_has_two_answers(outcomes: dict[str, str]) -> None:
    differing = {name for name, outcome in outcomes.items() if outcome == DIFFER}
    assert not differing, sorted(differing)


def test_most_families_are_answered(outcomes: dict[str, str]) -> None:
    counted = Counter(outcomes.values())
    assert len(outcomes) >= 40
    assert counted[SAME] >= 48, counted
    assert counted[ASKED] <= 3, counted
