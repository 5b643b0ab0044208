"""The YAML reader: plain data, the line of every key, and complaints that name one."""

from pathlib import Path

import pytest

from core.errors import Invalid
from core.yaml_file import parse, read

HERE = Path("x.yaml")


def test_every_key_and_item_has_its_line() -> None:
    data, line = parse("a:\n  b: 1\n  c:\n    - x\n    - y: 2\n", HERE)
    assert data == {"a": {"b": 1, "c": ["x", {"y": 2}]}}
    assert [line(k) for k in [("a",), ("a", "b"), ("a", "c", 0), ("a", "c", 1, "y")]] == [1, 2, 4, 5]


def test_an_absent_path_gets_the_line_of_what_is_around_it() -> None:
    _, line = parse("a:\n  b: 1\n", HERE)
    assert line(("a", "b", "c")) == 2
    assert line(("zzz",)) == 1


def test_words_and_codes_stay_text() -> None:
    data, _ = parse(
        "{on: x, a: no, b: 12:30, c: 007, d: true, e: 1_000, f: 2.5, g: null, h: 0, i: -3, j: 2026-06-30}", HERE
    )
    assert data == {
        "j": "2026-06-30",
        "on": "x", "a": "no", "b": "12:30", "c": "007", "d": True, "e": 1000, "f": 2.5, "g": None, "h": 0, "i": -3,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("a: 1\nb: 2\na: 3\n", "x.yaml:3: 'a' is given twice; it is on line 1 already."),
        ("a:\n  - b: 1\n    b: 2\n", "x.yaml:3: 'b' is given twice"),
        ("a: 1\nb: [1, 2\n", "x.yaml:3: not valid YAML"),
        ("a: 1\n\tb: 2\n", "x.yaml:2: not valid YAML"),
        ("a: &x 1\nb: *x\n", "x.yaml:2: not valid YAML: *x is not supported"),
        ("1: a\n", "x.yaml:1: the key 1 is not text"),
        ("? [a]\n: b\n", "the key a list or mapping is not text"),
        ("a: !!python/object:os.system x\n", "x.yaml:1: not valid YAML"),
        ("a: 1\n---\nb: 2\n", "x.yaml:2: not valid YAML"),
        ("[" * 5000, "not valid YAML"),
        ("a: \x00", "not valid YAML"),
    ],
)
def test_what_cannot_be_read_is_refused_with_its_line(text: str, says: str) -> None:
    with pytest.raises(Invalid) as refused:
        parse(text, HERE)
    assert says in refused.value.message


def test_a_file_that_is_not_there_or_not_text(tmp_path: Path) -> None:
    with pytest.raises(Invalid, match="cannot be read: No such file"):
        read(tmp_path / "none.yaml")
    (tmp_path / "latin.yaml").write_bytes("a: é".encode("latin-1"))
    with pytest.raises(Invalid, match="is not UTF-8"):
        read(tmp_path / "latin.yaml")


def test_an_empty_file_is_nothing(tmp_path: Path) -> None:
    (tmp_path / "e.yaml").write_text("# only a comment\n")
    assert read(tmp_path / "e.yaml")[0] is None
