"""OpenAI's wire and Google's, through their own libraries: what is asked most, and what goes wrong most."""

from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import TryLater, Unavailable
from tests.wire.asking import KEY, bench
from tests.wire.heard import Fail, Heard, steps
from tests.wire.test_talk import ADD, FINE, reckoning

WIRES = pytest.mark.parametrize("wire", ["openai", "google"])


@WIRES
def test_a_tool_is_called_and_paid_for_and_the_answer_comes_in_pieces(wire: str, tmp_path: Path) -> None:
    own = {f"models__{wire}__model": "model-x", "cost__prices__models": "model-x 3 15 0.3 3.75"}
    with bench(tmp_path, {wire: reckoning}, **own) as at:
        reply, heard = at.talk(ADD), at.records[wire].heard
        spans = at.steps()
    assert reply.text == "It is 42."
    assert len(at.said) > 2
    assert (heard[0].system, heard[0].question, list(heard[0].tools)) == ("You count.", "How much?", ["add"])
    assert KEY in str(heard[0].headers)
    used = reply.spent.tokens
    assert reply.spent.amount == (3 * Decimal(used.given) + 15 * used.made) / 10**6 > 0
    assert [span.attributes["provider"] for span in spans] == [wire] * 2


@WIRES
def test_a_wrong_key_and_too_many_questions_are_said(wire: str, tmp_path: Path) -> None:
    """Their libraries would try again by themselves: that is decided in one place, and they are asked once."""
    for act, kind, words in (
        (Fail(401), Unavailable, "refuses the key"),
        (Fail(429, "120"), TryLater, "is asked too often"),
    ):
        with bench(tmp_path / str(act.status), {wire: steps(act)}) as at:
            with pytest.raises(kind, match=words):
                at.talk(ADD)
            assert len(at.records[wire].heard) == 1


def test_one_takes_over_from_the_other(tmp_path: Path) -> None:
    def first(heard: Heard) -> Fail | object:
        return reckoning(heard) if not heard.turn else Fail(429, "120")

    with bench(tmp_path, {"openai": first, "google": reckoning}) as at:  # type: ignore[dict-item]
        assert at.talk(ADD).text == "It is 42."
    with bench(tmp_path, {"google": first, "openai": steps(FINE)}) as at:  # type: ignore[dict-item]
        assert at.talk(ADD).text == FINE.text
