"""Every command explains itself, wherever it is called from, and refuses what it does not know."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from tests.typed import Done, typed

SCRIPTS = Path(__file__).parents[2] / "scripts"
PYTHON = sorted(SCRIPTS.glob("*.py"))
SHELL = sorted(file for file in SCRIPTS.iterdir() if file.is_file() and not file.suffix)
README = (SCRIPTS.parent / "README.md").read_text(encoding="utf-8")


def run(file: Path, argument: str, folder: Path) -> Done:
    if file.suffix:
        return typed(file.name, argument, folder=folder)
    return subprocess.run([file, argument], cwd=folder, capture_output=True, text=True, timeout=120, check=False)


@pytest.mark.parametrize("file", PYTHON + SHELL, ids=lambda file: file.name)
def test_help_says_what_it_is_for_and_an_unknown_flag_is_refused(file: Path, tmp_path: Path) -> None:
    result = run(file, "--help", tmp_path)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout) > 80
    if file.name != "test":  # what it does not know goes to pytest
        refused = run(file, "--no-such-flag", tmp_path)
        assert refused.returncode == 2
        assert len(refused.stderr) > 40
        assert "Traceback" not in refused.stderr
    assert list(tmp_path.iterdir()) == []


def test_every_command_starts_by_itself(tmp_path: Path) -> None:
    """With nothing imported before. Those that the README shows are started so by its own test."""
    scripts = [file for file in PYTHON if f"python scripts/{file.name}" not in README]
    assert 5 < len(scripts) < len(PYTHON)
    for file in scripts:
        command = [sys.executable, str(file), "--help"]
        done = subprocess.run(command, cwd=tmp_path, capture_output=True, text=True, timeout=120, check=False)
        assert (done.returncode, done.stderr) == (0, ""), file.name


def test_shell_commands_can_be_run() -> None:
    assert [file.name for file in SHELL if not os.access(file, os.X_OK)] == []
    assert os.access(SCRIPTS.parent / ".ci" / "run", os.X_OK)
