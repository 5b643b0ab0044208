"""Jobs from the terminal."""

import os
import signal
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import jobs
from tests.typed import SCRIPTS, begin

Run = Callable[..., tuple[int, str, str]]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Without a process of its own, which takes seconds to start."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", ["jobs.py", "--home", str(tmp_path), *arguments])
        code = jobs.main()
        said = capsys.readouterr()
        return code, said.out, said.err

    return run


def test_a_job_is_done_and_listed(run: Run) -> None:
    code, out, err = run("--run", "prune", "--key", "tonight")
    assert (code, "steps of answers." in out) == (0, True), err
    _, listed, _ = run("--list")
    assert "done" in listed and "prune-" in listed and "terminal" in listed


def test_a_mistake_is_a_sentence(run: Run) -> None:
    code, _, failed = run("--run", "load", "--json", '{"files": ["nothing.csv"]}')
    assert (code, failed.splitlines()[-1]) == (1, "There is no uploaded file 'nothing.csv'.")
    code, _, refused = run("--submit", "export", "--json", '{"formt": "csv"}')
    assert code == 2 and "formt" in refused
    assert "Traceback" not in failed + refused


def test_a_worker_works_until_it_is_told_to_stop(tmp_path: Path) -> None:
    ours, theirs = os.pipe()
    with Path(os.devnull).open("r+") as nothing, os.fdopen(ours) as said:
        files = (nothing.fileno(), nothing.fileno(), theirs)
        worker = begin(SCRIPTS / "jobs.py", "--home", tmp_path, "--work", folder=tmp_path, files=files)
        os.close(theirs)
        try:
            assert said.readline() == "Doing jobs until Ctrl-C.\n"
            worker.send(signal.SIGTERM)
            assert "Traceback" not in said.read()
            assert worker.wait() == 130
        finally:
            worker.send(signal.SIGKILL)
