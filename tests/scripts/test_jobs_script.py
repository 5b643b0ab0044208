"""Jobs from the terminal."""

import os
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from scripts import jobs

ROOT = Path(__file__).parent.parent.parent
Run = Callable[..., tuple[int, str, str]]


def command(home: Path, *arguments: str) -> list[str]:
    return [sys.executable, str(ROOT / "scripts/jobs.py"), "--home", str(home), *arguments]


@pytest.fixture
def run(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Run:
    """Without a process of its own, which takes seconds to start."""

    def run(*arguments: str) -> tuple[int, str, str]:
        monkeypatch.setattr(sys, "argv", command(tmp_path, *arguments)[1:])
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
    environment = {**os.environ, "PYTHONUNBUFFERED": "1"}
    worker = subprocess.Popen(command(tmp_path, "--work"), stderr=subprocess.PIPE, text=True, env=environment)
    assert worker.stderr
    try:
        assert worker.stderr.readline() == "Doing jobs until Ctrl-C.\n"
        worker.send_signal(signal.SIGTERM)
        rest = worker.stderr.read()
        assert worker.wait(30) == 130 and "Traceback" not in rest
    finally:
        worker.kill()
        worker.wait()
        worker.stderr.close()
