"""What goes through a browser comes back as it was, or not at all; and no secret is a sample."""

import os
from pathlib import Path

import pytest

from core.config import load_config
from core.errors import Invalid
from core.signing import read_signed, signed, signing_secret

ROOT = Path(__file__).parents[2]
SECRET = b"0" * 40


def secret_of(home: Path, **given: str) -> bytes:
    return signing_secret(load_config(ROOT, {"app.home": str(home), **given}))


def test_there_and_back() -> None:
    text = signed(SECRET, "journey", {"state": "s", "back": "/x"}, 60)
    read = read_signed(SECRET, "journey", text)
    assert read
    assert (read["state"], read["back"]) == ("s", "/x")


def test_changed_for_another_purpose_or_too_old() -> None:
    text = signed(SECRET, "journey", {"state": "s"}, 60)
    body, _, mac = text.partition(".")
    other = signed(SECRET, "journey", {"state": "t"}, 60).partition(".")[0]
    assert read_signed(SECRET, "other", text) is None
    assert read_signed(b"1" * 40, "journey", text) is None
    assert read_signed(SECRET, "journey", f"{other}.{mac}") is None
    assert read_signed(SECRET, "journey", signed(SECRET, "journey", {"state": "s"}, -1)) is None
    for broken in ("", ".", body, f"{body}.", "é.é", f"{body}.{mac[:-2]}"):
        assert read_signed(SECRET, "journey", broken) is None


def test_a_missing_secret_is_made_once_and_kept_for_its_owner(tmp_path: Path) -> None:
    first = secret_of(tmp_path / "home")
    assert secret_of(tmp_path / "home") == first
    assert secret_of(tmp_path / "other") != first
    file = tmp_path / "home" / "secret"
    assert file.stat().st_mode & 0o077 == 0
    os.chmod(file, 0o644)
    secret_of(tmp_path / "home")
    assert file.stat().st_mode & 0o077 == 0
    file.write_text("")
    with pytest.raises(Invalid, match="delete it"):
        secret_of(tmp_path / "home")


@pytest.mark.parametrize(
    "weak", ["0123456789", "a" * 64, "changeme-changeme-changeme-changeme", "your-secret-of-32-characters-here!!"]
)
def test_a_weak_or_sample_secret_is_refused(weak: str, tmp_path: Path) -> None:
    with pytest.raises(Invalid) as refused:
        secret_of(tmp_path, **{"server.secret": weak})
    assert weak not in refused.value.message


def test_a_good_secret_is_taken(tmp_path: Path) -> None:
    assert secret_of(tmp_path, **{"server.secret": "k3Jf92mXq0ZtLw8BvN5cRy7HsP1dGa64"}).startswith(b"k3Jf")
    assert not (tmp_path / "secret").exists()
