"""One command from nothing to a program that answers, and sentences where that cannot be."""

import json
import os
import re
import shutil
import socket
import subprocess
import urllib.error
import urllib.request
from contextlib import closing
from pathlib import Path

import pytest

from tests.serving import ROOT, START, free_port, served
from tests.typed import Done, typed

FIRST = ("--orders", "500", "--today", "2026-06-30")


def ready(home: Path, *arguments: str) -> Done:
    folder = home.parent if home.parent.is_dir() else ROOT
    return typed("serve.py", "--ready-only", "--port", free_port(), *arguments, folder=folder, QM_HOME=home)


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    home = tmp_path_factory.mktemp("made") / "home"
    assert ready(home, *FIRST).returncode == 0
    return home


@pytest.fixture
def home(made: Path, tmp_path: Path) -> Path:
    """With the sample data and demo persons of a first run."""
    return Path(shutil.copytree(made, tmp_path / "home"))


def test_from_nothing_to_a_program_that_answers(tmp_path: Path) -> None:
    home = tmp_path / "home"
    with served([*START, *FIRST], home) as running:
        screen = urllib.request.urlopen(running.address + "/signin").read().decode()
        said = running.words.read_text()
    assert "Making sample data: 500 orders up to 2026-06-30." in said
    assert f"Quartermaster serves at {running.address}" in said
    passwords = re.findall(r"@example\.com +([a-z2-9]{4}-[a-z2-9]{4}-[a-z2-9]{4})  ", said)
    assert len(passwords) == len(set(passwords)) == 6
    for file in ("demo-users.json", "secret", "state.db"):
        assert (home / file).stat().st_mode & 0o077 == 0, file
    assert [one["password"] for one in json.loads((home / "demo-users.json").read_text())] == passwords
    assert "Demo: come in as one of these" in screen
    assert not [word for word in passwords if word in screen]


def test_a_second_run_makes_nothing_again_and_another_day_only_the_data(home: Path) -> None:
    before = (home / "demo-users.json").read_bytes()
    again = ready(home, "--today", "2026-06-30")
    assert (again.returncode, again.stdout, again.stderr) == (0, "", "")
    later = ready(home, "--today", "2026-07-01")
    assert "Making sample data: 500 orders up to 2026-07-01." in later.stderr
    assert (home / "demo-users.json").read_bytes() == before


def test_data_that_was_loaded_is_never_made_anew(home: Path) -> None:
    pointer = home / "warehouse" / "current.json"
    said = json.loads(pointer.read_text())
    said["loaded"]["product"]["source"] = "products.csv"
    pointer.write_text(json.dumps(said))
    kept = pointer.read_bytes()
    assert ready(home, "--today", "2026-08-01", "--orders", "600").stderr == ""
    assert pointer.read_bytes() == kept


def test_without_a_demo_the_first_owner_comes_by_an_address_that_works_once(tmp_path: Path) -> None:
    with served([*START, "--no-demo"], tmp_path / "home") as running:
        link = re.search(r"http://localhost:\d+/first\?token=qml_[\w-]+", running.words.read_text())
        assert link
        assert "Begin" in urllib.request.urlopen(link[0]).read().decode()
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(link[0] + "x")
        assert refused.value.code == 401
    assert not (tmp_path / "home" / "demo-users.json").exists()
    assert not (tmp_path / "home" / "warehouse" / "current.json").exists()


def test_a_taken_port_is_said_before_any_work(tmp_path: Path) -> None:
    with closing(socket.socket()) as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]
        result = ready(tmp_path / "home", "--port", str(port))
    assert result.returncode == 2
    assert result.stderr == (
        f"Port {port} is taken by another program: stop that one, or take another port with --port.\n"
    )
    assert not (tmp_path / "home").exists()


def test_what_cannot_be_is_said_in_a_sentence(tmp_path: Path) -> None:
    for *arguments, says in (
        ("--orders", "3", "3 orders are not possible"),
        ("--today", "tomorrow", "'tomorrow' is not a day; write it as 2026-06-30"),
        ("--port", "99999", "server.port is '99999'; it should be less than or equal to 65535"),
    ):
        result = ready(tmp_path / "home", *arguments)
        assert result.returncode == 2
        assert says in result.stderr
        assert "Traceback" not in result.stderr


@pytest.mark.skipif(not Path("/dev/shm").is_dir() or os.getuid() != 0, reason="needs a small file system of its own")
def test_a_full_disk_is_said_in_a_sentence(tmp_path: Path) -> None:
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "none", str(small)], check=False).returncode:
        pytest.skip("no file system can be mounted here")
    try:
        result = ready(small / "home", *FIRST)
    finally:
        subprocess.run(["umount", str(small)], check=True)
    assert result.returncode == 2
    assert re.search(r"full|MB are needed", result.stderr)
    assert "Traceback" not in result.stderr


def test_a_read_only_home_is_said_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    result = ready(tmp_path / "file" / "home", *FIRST)
    assert result.returncode == 2
    assert "cannot be used" in result.stderr
