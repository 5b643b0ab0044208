"""The bench: its floors give the same answers, its figures arrive whole, and it leaves nothing behind."""

import json
import os
import signal
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest

from core.semantic.query import Query
from scripts.benches.desk import Desk, asking
from scripts.benches.language import language
from scripts.benches.queries import queries, same_answer
from scripts.benches.questions import QUESTIONS
from scripts.benches.rows import as_table, timed
from scripts.benches.timing import Times, in_turn
from tests.sample_data.fixture import sample_db
from tests.typed import SCRIPTS, begin, typed


class Ready(Desk):
    """Sample data that all tests share, instead of data of its own."""

    def database(self, orders: int) -> Path:
        return sample_db(orders, "2026-06-30", 7)


@pytest.fixture
def desk(tmp_path: Path) -> Ready:
    return Ready((2_000,), tmp_path, tmp_path, quick=True)


def test_every_question_has_the_same_answer_by_hand(desk: Ready) -> None:
    rows = list(queries(desk))
    by_hand = [row for row in rows if row.part.startswith("SQL")]
    assert [row.what for row in by_hand] == [question.name for question in QUESTIONS]
    assert [row.what for row in by_hand if not row.more["agrees"]] == []
    assert all(row.ours > 0 and row.floor > 0 and row.ratio > 0 for row in rows)


def test_no_question_is_answered_with_nothing(desk: Ready) -> None:
    with asking(desk, desk.database(2_000)) as at:
        for question in QUESTIONS:
            found = at.straight.execute(question.by_hand(date(2026, 6, 30))).fetchall()
            assert found and any(value is not None for value in found[0]), question.name


def test_the_language_engine_is_measured_over_more_values_than_there_are(desk: Ready) -> None:
    rows = {row.what: row for row in language(desk)}
    assert {f"{share} of 100 questions, 10,000 names and codes" for share in (50, 95)} <= rows.keys()
    memory = rows["index of 10,000 names and their codes in memory"]
    assert memory.ours > memory.floor > 0.1
    assert rows["30 askers' own part of the index"].ours < 1
    assert all(row.ours > 0 and row.floor > 0 for row in rows.values())


def test_a_query_measured_cold_is_not_found_in_a_cache(desk: Ready) -> None:
    from core.run import run_query

    with asking(desk, desk.database(2_000)) as at:
        query = Query.model_validate({"measures": ["orders"]})
        assert [name for name, _ in run_query(at.ctx, query).timings] == ["compile", "guard", "run"]
        at.forget()
        assert [name for name, _ in run_query(at.ctx, query).timings] == ["compile", "guard", "run"]


def test_answers_are_compared_by_value_and_order() -> None:
    assert same_answer([(1, "a"), (2.0, None)], [(1.0, "a"), (2, None)])
    assert not same_answer([(1, "a"), (2, "b")], [(2, "b"), (1, "a")])
    assert not same_answer([(1,)], [(1.001,)])
    assert not same_answer([(1,)], [(1,), (2,)])
    assert not same_answer([(1, None)], [(1, 0)])


def test_runs_take_turns_and_ratios_are_of_the_same_round() -> None:
    seen: list[str] = []
    times = in_turn({"a": lambda: seen.append("a"), "b": lambda: seen.append("b")}, rounds=3, seconds=60)
    assert "".join(seen) == "ab" + "ab" + "ba" + "ab"
    assert len(times["a"].wall) == len(times["b"].cpu) == 3
    slow, quick = Times([2.0, 8.0, 4.0], [1.0, 1.0, 1.0]), Times([1.0, 4.0, 1.0], [2.0, 2.0, 2.0])
    assert (slow.ratio(quick), slow.cpu_ratio(quick)) == (2.0, 0.5)
    assert (slow.over(quick), slow.cpu_over(quick)) == (3000.0, -1000.0)


def test_the_table_says_what_missed_its_goal() -> None:
    slow, quick = Times([0.02] * 3, [0.01] * 3), Times([0.01] * 3, [0.01] * 3)
    table = as_table([timed("steps", "compile", "straight", slow, quick, goal="< 5 ms", met=False)])
    assert "NO" in table.splitlines()[-1]
    assert "2.00" in table.splitlines()[-1]


@pytest.fixture
def temporary(tmp_path: Path) -> Iterator[Path]:
    """Where the bench keeps what it needs; empty again at the end."""
    folder = tmp_path / "temporary"
    folder.mkdir()
    yield folder
    assert list(folder.iterdir()) == []


def test_figures_come_with_facts_of_the_machine(temporary: Path) -> None:
    arguments = ["--quick", "--orders", "500", "--only", "steps", "--only", "terminal", "--json", "bench.json"]
    done = typed("bench.py", *arguments, folder=temporary.parent, TMPDIR=temporary)
    found = json.loads((temporary.parent / "bench.json").read_text(encoding="utf-8"))
    assert {"cores", "python", "duckdb"} <= found["machine"].keys()
    steps = {row["what"]: row for row in found["rows"] if row["part"] == "steps"}
    assert steps.keys() == {"cache hit", "compile", "guard, compiled", "guard, by hand"}
    assert steps["compile"]["more"]["each_cpu_ms"].keys() == {question.name for question in QUESTIONS}
    memory = next(row for row in found["rows"] if row["unit"] == "MB")
    assert memory["ours"] > memory["floor"] > 10
    assert len(done.stdout.splitlines()) == 2 + len(found["rows"])
    assert "…" in done.stderr
    assert "Traceback" not in done.stderr


def test_interrupted_it_leaves_nothing(temporary: Path) -> None:
    arguments = ["--orders", "2000", "--only", "generate", "--json", "bench.json"]
    folder, said = temporary.parent, temporary.parent / "said"
    with said.open("w") as file, Path(os.devnull).open() as nothing:
        files = (nothing.fileno(), file.fileno(), file.fileno())
        running = begin(SCRIPTS / "bench.py", *arguments, folder=folder, files=files, TMPDIR=temporary)
    while "copying" not in said.read_text():
        assert "Traceback" not in said.read_text()
        time.sleep(0.02)
    time.sleep(0.3)  # in the middle of making or copying
    running.send(signal.SIGINT)
    assert running.wait() == 130
    assert "Interrupted" in said.read_text()
    assert "Traceback" not in said.read_text()
    assert "part " in said.read_text()  # a table, of what there is
    assert not (folder / "bench.json").exists()


def test_a_size_that_is_none_is_refused(temporary: Path) -> None:
    for orders in ("many", "10", "20000;1000000"):
        done = typed("bench.py", "--orders", orders, folder=temporary.parent, TMPDIR=temporary)
        assert done.returncode == 2
        assert orders in done.stderr
