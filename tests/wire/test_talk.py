"""Talks with a model through the real libraries, over both wires: tools, money, trace, and what goes wrong."""

import time
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal
from pathlib import Path
from threading import Event, Timer

import pytest
from pydantic import BaseModel

from agents.answer import Told
from core.errors import BudgetSpent, Invalid, TryLater, Unavailable
from core.llm.talk import Again, Talk, Tool
from pages._ask_progress import spoken
from tests.wire.asking import Bench, bench
from tests.wire.heard import Act, Cut, Drip, Fail, Flood, Garbage, Heard, Rule, Say, Silent, Use, steps
from tests.wire.server import eventually

BOTH = pytest.mark.parametrize("wire", ["anthropic", "bedrock"])
FINE = Say("All is well.")


class Sum(BaseModel):
    a: int
    b: int


def add(given: Sum) -> str:
    if given.a < 0:
        raise Invalid("a should be 0 or more.")
    return f'{{"rows": [[{given.a + given.b}]]}}'


ADD = Tool("add", "Adds.", Sum, add)  # type: ignore[arg-type]


def reckoning(heard: Heard) -> Act:
    """Asks for a sum, then says what it was told."""
    if not heard.turn:
        return Use("add", {"a": 2, "b": 40}, before="Let me see.")
    return Say(f"It is {heard.results[0].rows[0][0]}.")


@BOTH
def test_tools_are_called_and_their_results_come_back(wire: str, tmp_path: Path) -> None:
    with bench(tmp_path, {wire: reckoning}) as at:
        reply = at.talk(ADD)
    assert reply.text == "It is 42."
    assert "".join(at.said) == "Let me see.\n\nIt is 42."
    assert len(at.said) > 2  # in pieces, as they came


@BOTH
def test_every_call_is_in_the_ledger_and_in_the_trace(wire: str, tmp_path: Path) -> None:
    own = {f"models__{wire}__model": "claude-x", "cost__prices__models": "claude-x 3 15 0.3 3.75"}
    with bench(tmp_path, {wire: reckoning}, **own) as at:
        reply = at.talk(ADD)
        used, rows = reply.spent.tokens, at.ledger.of_trace(at.trace_id, "ann@example.com")
        spans = at.steps()
    plain = used.given - used.read - used.written
    price = (3 * plain + Decimal("0.3") * used.read + Decimal("3.75") * used.written + 15 * used.made) / 10**6
    assert sum(row.amount for row in rows) == reply.spent.amount == price > 0
    assert [row.unit for row in rows] == ["tokens_in", "tokens_out"] * 2
    assert [(span.attributes["provider"], span.attributes["model"]) for span in spans] == [(wire, "claude-x")] * 2
    assert sum(int(span.attributes["tokens_in"]) for span in spans) == used.given


@BOTH
def test_what_stays_the_same_is_read_from_the_providers_cache(wire: str, tmp_path: Path) -> None:
    with bench(tmp_path, {wire: reckoning}) as at:
        first, second = at.talk(ADD).spent, at.talk(ADD).spent
        noted = at.steps()[0].attributes
    assert first.tokens.written > 0
    assert (second.tokens.written, second.tokens.read) == (0, 2 * first.tokens.written)
    assert int(noted["cache_read"]) == first.tokens.written
    assert second.amount < first.amount


TROUBLE: dict[str, tuple[Act, str]] = {
    "wrong key": (Fail(401), "refuses the key"),
    "throttled": (Fail(429, "120"), "is asked too often"),
    "overloaded": (Fail(529), "is overloaded"),
    "broken": (Fail(500), "failed (500)"),
    "cut": (Cut("A long sentence that will be cut."), "broke off"),
    "cut politely": (Cut("A long sentence that will be cut.", politely=True), "broke off"),
    "garbage": (Garbage(), "answer"),
    "garbage in frames": (Garbage(b'event: message_start\ndata: {"type": "message_start"}\n\n'), "answer"),
    "another type": (Garbage(b"<html>", "text/html"), "answer"),
    "silence": (Silent(60), "silent"),
    "silence in the middle": (Silent(60, after="It is"), "silent"),
    "signs of life in silence": (Drip(60), "silent"),
    "a flood": (Flood(10_000_000), "far more than was asked for"),
}


def _patience(case: str) -> dict[str, str]:
    """Little where silence is the point; on a busy machine a server may be slow otherwise."""
    return {"models__silence_seconds": "0.8"} if "silence" in case else {}


@pytest.mark.parametrize(
    ("wire", "case"), [*(("anthropic", case) for case in TROUBLE), *(("bedrock", case) for case in list(TROUBLE)[::2])]
)
def test_trouble_ends_in_a_sentence_within_the_time(wire: str, case: str, tmp_path: Path) -> None:
    act, words = TROUBLE[case]
    with bench(tmp_path, {wire: steps(act)}, **_patience(case)) as at:
        began = time.monotonic()
        with pytest.raises((Unavailable, TryLater)) as caught:
            at.talk(ADD)
        took = time.monotonic() - began
    assert caught.value.message.startswith(f"No language model answers: {wire} ")
    if not (wire == "bedrock" and "garbage" in case):  # there it is a frame that breaks off
        assert words in caught.value.message
    assert took < 55  # the silence lasts 60
    assert "Traceback" not in caught.value.message and "<html>" not in caught.value.message


@pytest.mark.parametrize("case", ["wrong key", "throttled", "cut", "silence in the middle", "garbage", "a flood"])
def test_the_next_provider_takes_over(case: str, tmp_path: Path) -> None:
    """Also in the middle of a talk, with what the tools have given so far."""

    def first(heard: Heard) -> Act:
        return reckoning(heard) if not heard.turn else TROUBLE[case][0]

    with bench(tmp_path, {"anthropic": first, "bedrock": reckoning}, **_patience(case)) as at:
        reply = at.talk(ADD)
    assert reply.text == "It is 42."
    assert [len(record.heard) for record in at.records.values()] == [2, 1]


def test_throttling_is_waited_for_as_long_as_it_says(tmp_path: Path) -> None:
    times: list[float] = []

    def rule(_: Heard) -> Act:
        times.append(time.monotonic())
        return Fail(429, "1") if len(times) == 1 else FINE

    with bench(tmp_path, {"anthropic": rule}, models__retries="2") as at:
        assert at.talk().text == FINE.text
    assert times[1] - times[0] >= 0.95


def test_longer_than_the_answer_may_take_is_not_waited_for(tmp_path: Path) -> None:
    with bench(tmp_path, {"anthropic": steps(Fail(429, "120"))}, models__retries="2") as at:
        with pytest.raises(TryLater) as caught:
            at.talk()
        assert 100 < caught.value.after <= 120
        assert len(at.records["anthropic"].heard) == 1
        assert "again in" in at.models.why_not()


@pytest.mark.parametrize(("act", "tries"), [(Fail(401), 1), (Fail(529), 3), (Garbage(), 3)])
def test_who_keeps_failing_is_left_alone(act: Act, tries: int, tmp_path: Path) -> None:
    """At once when it will not get better, otherwise from the third failure on."""
    with bench(tmp_path, {"anthropic": steps(act), "bedrock": steps(FINE)}) as at:
        for _ in range(5):
            assert at.talk().text == FINE.text
        assert len(at.records["anthropic"].heard) == tries


def test_a_request_that_is_itself_at_fault_is_sent_once_and_nobody_elses_suffers(tmp_path: Path) -> None:
    with bench(tmp_path, {"anthropic": steps(*[Fail(400)] * 4, FINE)}, models__retries="2") as at:
        for _ in range(4):
            with pytest.raises(Unavailable, match="refused the request"):
                at.talk()
        assert len(at.records["anthropic"].heard) == 4
        assert at.models.why_not() == ""
        assert at.talk().text == FINE.text


def test_a_mistake_of_our_own_is_not_the_providers(tmp_path: Path) -> None:
    def stumbles(_: str) -> None:
        raise ValueError("ours")

    with bench(tmp_path, {"anthropic": steps(FINE)}, models__retries="2", cost__budgets__day="1") as at:
        for _ in range(3):
            with pytest.raises(ValueError, match="ours"), at.tracer.answer("model", "ann@example.com") as trace:
                at.models.talk(Talk("You count.", "How much?"), "ann@example.com", trace, stumbles, lambda: False)
        assert len(at.records["anthropic"].heard) == 3
        assert at.models.why_not() == ""
        assert at.ledger.allow("ann@example.com", 1 - at.ledger.day().amount)  # nothing is set aside any more


def test_a_new_try_says_so_and_its_words_alone_are_shown(tmp_path: Path) -> None:
    rule = steps(Cut("A long sentence that will be cut."), FINE)
    with bench(tmp_path, {"anthropic": rule}, models__retries="1") as at:
        assert at.talk().text == FINE.text
    assert [one for one in at.said if isinstance(one, Again)] == ["Asking once more"]
    told = [Told("step" if isinstance(one, Again) else "chunk", one) for one in at.said]
    assert len("".join(at.said)) > len(FINE.text) + len("Asking once more")
    assert spoken(told).replace("\\", "") == FINE.text


def test_after_its_rest_it_is_asked_again(tmp_path: Path) -> None:
    with bench(tmp_path, {"anthropic": steps(Fail(401), FINE)}, models__rest_seconds="0.3") as at:
        with pytest.raises(Unavailable):
            at.talk()
        with pytest.raises(Unavailable, match="again in"):
            at.talk()
        assert eventually(lambda: not at.models.why_not())
        assert at.talk().text == FINE.text


@BOTH
def test_a_loop_of_tools_ends(wire: str, tmp_path: Path) -> None:
    with bench(tmp_path, {wire: steps(Use("add", {"a": 1, "b": 1}))}, models__steps="4") as at:
        with pytest.raises(Unavailable, match="not done after 4 steps"):
            at.talk(ADD)
        assert len(at.records[wire].heard) == 4


MISTAKES: dict[str, tuple[Use, str]] = {
    "refused by the tool": (Use("add", {"a": -1, "b": 1}), "a should be 0 or more."),
    "wrong arguments": (Use("add", {"a": "many", "b": 1}), "a: Input should be a valid integer"),
    "no JSON": (Use("add", raw='{"a": 1, "b"'), "no JSON object"),
    "no such tool": (Use("ad"), "Did you mean 'add'?"),
}


@pytest.mark.parametrize(
    ("wire", "mistake"), [*(("anthropic", one) for one in MISTAKES), ("bedrock", "wrong arguments")]
)
def test_mistakes_go_back_twice(wire: str, mistake: str, tmp_path: Path) -> None:
    use, words = MISTAKES[mistake]
    with bench(tmp_path, {wire: steps(use)}) as at:
        with pytest.raises(Unavailable, match="in 3 tries"):
            at.talk(ADD)
        last = at.records[wire].heard[-1]
    assert last.turn == 2
    assert all(result.failed and words in result.text for result in last.results)


def test_a_mistake_that_is_mended_is_forgiven(tmp_path: Path) -> None:
    rule = steps(MISTAKES["wrong arguments"][0], MISTAKES["no JSON"][0], Use("add", {"a": 1, "b": 1}), FINE)
    with bench(tmp_path, {"anthropic": rule}) as at:
        assert at.talk(ADD).text == FINE.text


@pytest.mark.parametrize("budget", ["answer", "user_day", "day", "month"])
def test_a_budget_stops_before_anything_is_sent(budget: str, tmp_path: Path) -> None:
    with bench(tmp_path, {"anthropic": steps(FINE)}, **{f"cost__budgets__{budget}": "0.001"}) as at:
        with pytest.raises(BudgetSpent, match=f"cost.budgets.{budget}"):
            at.talk()
        assert at.records["anthropic"].heard == []
        assert at.ledger.day().amount == 0


def test_the_budget_of_an_answer_stops_it_between_its_steps(tmp_path: Path) -> None:
    """The first call may cost 0.0426 at most and costs less; so often it goes on until the next might pass 0.05."""
    loop = steps(Use("add", {"a": 1, "b": 1}, before="word " * 300))
    with bench(tmp_path, {"anthropic": loop}, cost__budgets__answer="0.05", models__steps="30") as at:
        with pytest.raises(BudgetSpent):
            at.talk(ADD)
        calls, spent = len(at.records["anthropic"].heard), at.ledger.day().amount
    assert 1 < calls < 30
    assert 0 < spent <= Decimal("0.05")


def test_a_cut_stream_is_paid_for(tmp_path: Path) -> None:
    with bench(tmp_path, {"anthropic": steps(Cut("word " * 400, politely=True))}) as at:
        with pytest.raises(Unavailable):
            at.talk()
        rows = {row.unit: row for row in at.ledger.of_trace(at.trace_id, "ann@example.com")}
    assert rows["tokens_in"].quantity > 0
    assert 300 <= rows["tokens_out"].quantity <= 400  # half of 2,000 characters, three a token


def test_a_cut_stream_is_paid_for_where_what_was_sent_is_said_last(tmp_path: Path) -> None:
    with bench(tmp_path, {"openai": steps(Cut("word " * 400))}) as at:
        with pytest.raises(Unavailable):
            at.talk()
        rows = {row.unit: row for row in at.ledger.of_trace(at.trace_id, "ann@example.com")}
    assert rows["tokens_in"].quantity > 0


def test_a_model_without_a_price_is_not_asked(tmp_path: Path) -> None:
    with bench(tmp_path, {"anthropic": steps(FINE)}, models__anthropic__model="unheard-of-1") as at:
        with pytest.raises(Unavailable, match=r"cost\.prices\.models"):
            at.talk()
        assert at.records["anthropic"].heard == []


def test_an_answer_takes_no_longer_than_it_may(tmp_path: Path) -> None:
    def slowly(_: Heard) -> Act:
        time.sleep(0.4)
        return Use("add", {"a": 1, "b": 1})

    with bench(tmp_path, {"anthropic": slowly}, models__answer_seconds="1", models__steps="50") as at:
        began = time.monotonic()
        with pytest.raises(Unavailable, match="longer than 1 seconds"):
            at.talk(ADD)
        assert time.monotonic() - began < 20  # fifty steps would take that long


@BOTH
def test_a_talk_is_cancelled_at_once(wire: str, tmp_path: Path) -> None:
    stop = Event()
    rule: Rule = steps(Silent(30, after="Well"))
    patient = {"models__silence_seconds": "20", "models__answer_seconds": "60", "cost__budgets__user_day": "0.06"}
    with bench(tmp_path, {wire: rule}, **patient) as at:
        timer = Timer(0.5, stop.set)
        timer.start()
        began = time.monotonic()
        with pytest.raises(Unavailable, match="cancelled"):
            at.talk(cancelled=stop.is_set)
        assert time.monotonic() - began < 25  # the silence lasts 30
        assert eventually(lambda: _nothing_is_held(at))  # and what it used up to then is paid


def _nothing_is_held(at: Bench) -> bool:
    try:
        at.ledger.settle(at.ledger.allow("ann@example.com", Decimal("0.059")), "none")
    except BudgetSpent:
        return False
    return True


def test_thirty_at_once_are_answered_each_with_their_own(tmp_path: Path) -> None:
    def rule(heard: Heard) -> Act:
        number = int(heard.question)
        if not heard.turn:
            return Use("add", {"a": number, "b": 1000})
        return Say(f"{number}: {heard.results[0].rows[0][0]}")

    with bench(tmp_path, {"anthropic": rule}) as at, at.tracer.answer("model", "ann@example.com") as trace:

        def ask(number: int) -> str:
            return at.models.talk(Talk("Add.", str(number), (ADD,)), "ann@example.com", trace, str, bool).text

        with ThreadPoolExecutor(30) as people:
            assert list(people.map(ask, range(30))) == [f"{number}: {number + 1000}" for number in range(30)]


def test_without_a_key_there_is_no_model(tmp_path: Path) -> None:
    with bench(tmp_path, {}) as at:
        assert "models.anthropic.api_key" in at.models.why_not()
        with pytest.raises(Unavailable, match="No language model is set up"):
            at.talk()
