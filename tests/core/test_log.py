"""One line of JSON for everything, with the id of its request and without what opens doors."""

import io
import json
import logging
from collections.abc import Iterator

import pytest

from core.log import correlated, correlation_id, logger, set_up_logs

SECRETS = {
    "password": "seven green cranes", "new_password": "x", "token": "abc", "Authorization": "Bearer abcdefghij",
    "cookie": "qm_session=1", "csrf": "y", "client_secret": "z", "api_key": "k",
}  # fmt: skip


@pytest.fixture
def out() -> Iterator[io.StringIO]:
    root = logging.getLogger()
    before = (root.handlers[:], root.level)
    stream = io.StringIO()
    set_up_logs(stream)
    yield stream
    root.handlers[:], root.level = before[0], before[1]


def lines(out: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in out.getvalue().splitlines()]


def test_ours_and_others_look_alike(out: io.StringIO) -> None:
    with correlated("request-0001"):
        logger("core.x").info("ours", rows=3)
        logging.getLogger("some.library").warning("theirs %d", 4)
    ours, theirs = lines(out)
    assert (ours["event"], ours["rows"], ours["logger"], ours["level"]) == ("ours", 3, "core.x", "info")
    assert (theirs["event"], theirs["logger"], theirs["level"]) == ("theirs 4", "some.library", "warning")
    assert ours["correlation_id"] == theirs["correlation_id"] == "request-0001"
    assert str(ours["time"]).endswith("Z")


def test_no_secret_by_its_name_or_by_its_look(out: io.StringIO) -> None:
    logger("x").info("named", **SECRETS)
    bearer = "qm_0123456789ab_" + "s" * 43
    logger("x").info(f"looks like {bearer}", path=f"/link?token={bearer}", deep={"a": [bearer]})
    logging.getLogger("y").error("postgresql://me:hunter22@host/db and $2b$12$%s", "a" * 53)
    text = out.getvalue()
    for secret in (*SECRETS.values(), bearer, "hunter22", "a" * 53):
        if len(secret) > 1:
            assert secret not in text


def test_an_error_says_what_and_where_but_not_its_text(out: io.StringIO) -> None:
    try:
        raise ValueError("row of Ann Lee: 4711")
    except ValueError as error:
        logger("x").error("broke", exc_info=error)
        logging.getLogger("y").exception("broke too")
    for line in lines(out):
        assert line["error"] == "ValueError"
        assert "test_log.py" in str(line["at"])
    assert "Ann Lee" not in out.getvalue()


def test_a_line_is_a_line(out: io.StringIO) -> None:
    logger("x").info("one\ntwo\x1b[31m", who="a\r\nb")
    assert len(out.getvalue().splitlines()) == 1


def test_an_id_inside_of_an_id() -> None:
    assert correlation_id() == ""
    with correlated() as outer:
        with correlated("another-0001"):
            assert correlation_id() == "another-0001"
        assert correlation_id() == outer
        assert len(outer) == 32
    with correlated("bad id\n") as mine:
        assert mine != "bad id\n"
