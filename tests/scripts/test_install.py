"""The installing piece on machines that are not as they should be, and on one that is, with nothing to fetch."""

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pip
import pytest

SCRIPTS = Path(__file__).parents[2] / "scripts"


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """A checkout that needs no package at all."""
    (tmp_path / "scripts").mkdir()
    for name in ("install.sh", "start"):
        shutil.copy(SCRIPTS / name, tmp_path / "scripts" / name)
    for name in ("requirements.txt", "requirements-weights.txt"):
        (tmp_path / name).write_text("# nothing\n")
    return tmp_path


def start(checkout: Path, **environment: str) -> subprocess.CompletedProcess[str]:
    command = [str(checkout / "scripts" / "start"), "--install-only", "--light"]
    return subprocess.run(
        command, cwd="/", env={**os.environ, **environment}, capture_output=True, text=True, timeout=120, check=False
    )


def fake(folder: Path, name: str, body: str) -> Path:
    folder.mkdir(exist_ok=True)
    file = folder / name
    file.write_text(f"#!/bin/bash\n{body}\n")
    file.chmod(0o755)
    return file


def test_a_named_python_that_is_too_old(checkout: Path) -> None:
    old = fake(checkout / "bin", "python3.9", "exit 1")
    result = start(checkout, QM_PYTHON=str(old))
    assert result.returncode == 2
    assert f"QM_PYTHON is '{old}', which is not a Python 3.11 or 3.12." in result.stderr


def test_only_an_old_python(checkout: Path) -> None:
    for name in ("python3.12", "python3.11", "python3", "python"):
        fake(checkout / "bin", name, '[ "$1" = --version ] && echo "Python 3.9.2" || exit 1')
    result = start(checkout, PATH=f"{checkout / 'bin'}:{os.environ['PATH']}")
    assert result.returncode == 2
    assert "Python 3.11 or 3.12 is needed, and here is only Python 3.9.2." in result.stderr
    assert not (checkout / ".venv").exists()


def test_a_python_without_the_parts_for_environments(checkout: Path) -> None:
    bare = fake(checkout / "bin", "python3.11", f'[[ "$*" != *ensurepip* ]] && exec {sys.executable} "$@"; exit 1')
    result = start(checkout, QM_PYTHON=str(bare))
    assert result.returncode == 2
    assert "cannot make a virtual environment: on Debian or Ubuntu install the package python3-venv" in result.stderr


# As `-m venv`, but with the pip that is here instead of unpacking another, which takes most of the time.
QUICK = """
[[ "$*" == "-m venv --clear "* ]] || exec {python} "$@"
{python} -m venv --clear --without-pip "$4"
ln -s {packages}/pip "$4"/lib/python3*/site-packages/
"""


@pytest.mark.parametrize("whole", [False, pytest.param(True, marks=pytest.mark.long)])
def test_installs_once_and_again_when_the_requirements_change(checkout: Path, whole: bool) -> None:
    quick = QUICK.format(python=sys.executable, packages=Path(pip.__file__).parents[1])
    python = sys.executable if whole else str(fake(checkout / "bin", "python3.11", quick))

    def says() -> list[str]:
        result = start(checkout, QM_PYTHON=python)
        assert result.returncode == 0, result.stderr
        return [line.split()[0] for line in result.stderr.splitlines()]

    assert says() == ["Making", "Installing", "Installed."]
    assert says() == ["Installed."]
    (checkout / "requirements.txt").write_text("# nothing yet\n")
    assert says() == ["Installing", "Installed."]
    (checkout / "requirements.txt").write_text("# nothing\n")
    assert says() == ["Installing", "Installed."], "going back is a change too"
    (checkout / ".venv" / "bin" / "python").unlink()
    assert says() == ["Making", "Installing", "Installed."]
