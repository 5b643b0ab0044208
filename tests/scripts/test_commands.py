"""Every command explains itself, wherever it is called from, and refuses what it does not know."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"
PYTHON = sorted(SCRIPTS.glob("*.py"))
SHELL = sorted(file for file in SCRIPTS.iterdir() if file.is_file() and not file.suffix)


def run(file: Path, argument: str, folder: Path) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, str(file)] if file.suffix else [str(file)]
    return subprocess.run([*command, argument], cwd=folder, capture_output=True, text=True, timeout=60, check=False)


@pytest.mark.parametrize("file", PYTHON + SHELL, ids=lambda file: file.name)
def test_help_says_what_it_is_for(file: Path, tmp_path: Path) -> None:
    result = run(file, "--help", tmp_path)
    assert result.returncode == 0, result.stderr
    assert len(result.stdout) > 80
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize(
    "file", [*PYTHON, *(file for file in SHELL if file.name != "test")], ids=lambda file: file.name
)
def test_an_unknown_flag_is_refused_without_a_traceback(file: Path, tmp_path: Path) -> None:
    result = run(file, "--no-such-flag", tmp_path)
    assert result.returncode == 2
    assert len(result.stderr) > 40
    assert "Traceback" not in result.stderr


def test_shell_commands_can_be_run() -> None:
    assert [file.name for file in SHELL if not os.access(file, os.X_OK)] == []
    assert os.access(SCRIPTS.parent / ".ci" / "run", os.X_OK)
