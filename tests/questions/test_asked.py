"""The development set, asked in plain English, is answered as well as is promised."""

from pathlib import Path

import pytest

from tests.questions.asked import verdicts
from tests.sample_data.fixture import sample_db

HERE = Path(__file__).parent
DAYS = [("2026-06-30", 7), pytest.param("2026-01-01", 11, marks=pytest.mark.long)]
DAYS.append(pytest.param("2024-02-29", 23, marks=pytest.mark.long))


@pytest.mark.parametrize(("day", "seed"), DAYS)
def test_the_development_set(day: str, seed: int, tmp_path: Path) -> None:
    found = verdicts(HERE / "questions_dev.yaml", sample_db(2_000, day, seed), day, tmp_path)
    failed = {name: v["question"] for name, v in found.items() if not v["ok"]}
    wrong = {name: v["question"] for name, v in found.items() if not v["ok"] and v["status"] == "answered"}
    assert len(found) - len(failed) >= 0.95 * len(found), failed
    assert len(wrong) < 0.02 * len(found), wrong
