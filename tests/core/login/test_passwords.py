"""Hashes take any password, comparing takes the same work for everybody, and what is easy to guess is refused."""

import bcrypt
import pytest

from core.errors import Invalid
from core.login import passwords
from core.login.passwords import PLAIN, cost_of, hash_password, imported_hash, is_outdated, matches, refuse_weak

FAST = 4


def test_the_cost_is_twelve() -> None:
    kept = hash_password("correct horse")
    assert kept.startswith("$2b$12$")
    assert bcrypt.checkpw(passwords._digest("correct horse"), kept.encode())
    assert not is_outdated(kept)


@pytest.mark.parametrize(
    "password",
    ["x" * 8, "é" * 64, "漢" * 64, "👩‍🚀" * 64, "x" * 200, "a\0b\0c\0d\0", "with spaces at the end ", "\ud800" * 8, ""],
)
def test_any_text_works_and_only_itself_matches(password: str) -> None:
    kept = hash_password(password, FAST)
    assert matches(password, kept, FAST)
    assert not matches(password + "x", kept, FAST)
    assert not matches(password[:-1] + "y", kept, FAST)


def test_what_differs_only_beyond_72_bytes_differs() -> None:
    kept = hash_password("漢" * 63 + "a", FAST)
    assert not matches("漢" * 63 + "b", kept, FAST)
    assert not matches("a\0c", hash_password("a\0b", FAST), FAST)


def test_a_letter_and_its_accent_are_the_same_as_the_letter_with_it() -> None:
    assert matches("Z\u006f\u0308e-M\u00fcller", hash_password("Z\u00f6e-Mu\u0308ller", FAST), FAST)


def test_a_hash_is_no_other_programs() -> None:
    kept = hash_password("correct horse", FAST).encode()
    assert not bcrypt.checkpw(b"correct horse", kept)


@pytest.mark.parametrize("kind", ["2a", "2b", "2y"])
def test_a_hash_from_elsewhere_works_and_is_outdated(kind: str) -> None:
    given = bcrypt.hashpw(b"correct horse", bcrypt.gensalt(5)).decode().replace("$2b$", f"${kind}$")
    kept = imported_hash(given)
    assert matches("correct horse", kept, 5)
    assert not matches("correct horsf", kept, 5)
    assert is_outdated(kept, 5)
    long = imported_hash(bcrypt.hashpw(b"x" * 72, bcrypt.gensalt(4)).decode())
    assert matches("x" * 90, long, 4)  # as the program that made it had it


@pytest.mark.parametrize(
    "given", ["", "hunter2", "$2b$12$short", "$1$abc$def", "$2b$31$" + "a" * 53, "$2x$10$" + "a" * 53]
)
def test_what_is_no_bcrypt_hash_is_refused_without_being_shown(given: str) -> None:
    with pytest.raises(Invalid) as refusal:
        imported_hash(given)
    assert "hunter2" not in refusal.value.message


KEPT = {
    "nothing": lambda: None,
    "nonsense": lambda: "nonsense",
    "of cost 4": lambda: hash_password("right", 4),
    "of cost 5": lambda: hash_password("right", 5),
    "of cost 7": lambda: hash_password("right", 7),
    "from elsewhere": lambda: PLAIN + bcrypt.hashpw(b"right", bcrypt.gensalt(4)).decode(),
}


@pytest.mark.parametrize("what", KEPT)
def test_a_no_is_the_same_work_whatever_is_kept(what: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted in rounds, which time follows: 2^cost for each hash."""
    kept, rounds = KEPT[what](), []
    make, check = bcrypt.hashpw, bcrypt.checkpw
    monkeypatch.setattr(bcrypt, "hashpw", lambda p, s: (rounds.append(2 ** int(s[4:6])), make(p, s))[1])
    monkeypatch.setattr(bcrypt, "checkpw", lambda p, h: (rounds.append(2 ** int(h[4:6])), check(p, h))[1])
    assert not matches("wrong", kept, 7)
    assert sum(rounds) == 2**7


def test_a_damaged_hash_lets_nobody_in() -> None:
    assert not matches("x", "$2b$04$damaged", FAST)
    assert cost_of("$2b$07$" + "a" * 53) == 7


@pytest.mark.parametrize(
    "password",
    [
        "password", "Password1", "P@ssw0rd!", "passwordpassword", "letmein123", "Sunshine99", "qwertyuiop", "12345678",
        "87654321", "abcdefgh", "zyxwvuts", "aaaaaaaa", "abababab", "abcabcabc", "1q2w3e4r", "Ｐａｓｓｗｏｒｄ",
        "iloveyou2", "contraseña", "Ann.Lee2026", "annlee!!", "ann.lee@example.com", "quartermaster!",
    ],
)  # fmt: skip
def test_what_anybody_would_try_first_is_refused(password: str) -> None:
    with pytest.raises(Invalid):
        refuse_weak(password, 8, ("ann.lee@example.com", "Ann Lee"))


@pytest.mark.parametrize("password", ["short", "1234567", " " * 20, "x" * 300, ""])
def test_the_length_has_bounds(password: str) -> None:
    with pytest.raises(Invalid, match="characters"):
        refuse_weak(password, 8)


@pytest.mark.parametrize(
    "password",
    [
        "x9$kfP2!",
        "correct horse",
        "漢字漢字仮名交文",
        "Ivory-Kettle-88",
        "annoyed leeway",
        "зимняя вишня",
        "p" + "qz7" * 21,
    ],
)
def test_honest_passwords_are_taken(password: str) -> None:
    refuse_weak(password, 8, ("ann.lee@example.com", "Ann Lee"))


def test_a_longer_minimum_is_kept() -> None:
    with pytest.raises(Invalid, match="at least 12 characters; this one has 8"):
        refuse_weak("x9$kfP2!", 12)


def test_a_refusal_never_repeats_the_password() -> None:
    for password in ("hunter2", "hunter2hunter2", "iloveyou2"):
        with pytest.raises(Invalid) as refusal:
            refuse_weak(password, 8)
        assert password not in refusal.value.message
