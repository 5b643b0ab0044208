"""The parts of a change add up to it, whatever the figures; and are those that one works out by hand."""

from dataclasses import replace
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from core.change.leading import leading
from core.change.parts import Amount, Member, Part, adds_up, change_of, parts, shortened
from core.change.spans import previous, spans_of
from core.errors import Invalid
from core.semantic.makeup import divided, makeup
from core.semantic.period import Period
from core.semantic.query import Query, Term
from core.semantic.read import load_model

MODEL = load_model(Path(__file__).resolve().parents[2] / "semantic")
TODAY = date(2026, 6, 30)
MONEY = st.decimals(-10_000, 10_000, places=2)
WEIGHT = st.integers(0, 500).map(Decimal)


def members(*rows: tuple[str, int, int] | tuple[str, int, int, int, int]) -> list[Member]:
    """(value, before, after), or (value, top and bottom before, top and bottom after)."""
    made = []
    for name, *cells in rows:
        figures = [Decimal(cell) for cell in cells]
        before, after = (figures[:1], figures[1:]) if len(figures) == 2 else (figures[:2], figures[2:])
        made.append(Member(name, name, Amount(*before), Amount(*after)))
    return made


def whole(of: list[Member]) -> Member:
    ratio = of[0].before.bottom is not None

    def total(amounts: list[Amount]) -> Amount:
        bottom = sum((a.bottom or Decimal(0) for a in amounts), Decimal(0))
        return Amount(sum((a.top for a in amounts), Decimal(0)), bottom if ratio else None)

    return Member("", None, total([m.before for m in of]), total([m.after for m in of]))


def by_name(made: tuple[Part, ...]) -> dict[str, Part]:
    return {part.label: part for part in made}


def test_a_sum_by_hand() -> None:
    """100 → 70: A lost 40, B is new with 15, C is gone with 5."""
    of = members(("A", 95, 55), ("B", 0, 15), ("C", 5, 0))
    made = parts(of, whole(of))
    assert [(p.label, p.contribution, p.kind) for p in made] == [
        ("A", -40, "value"),
        ("B", 15, "new"),
        ("C", -5, "gone"),
    ]
    assert by_name(made)["A"].share == Decimal("1.333333")


def test_a_ratio_by_hand() -> None:
    """Conversion: shop 1 8/10 → 6/10, shop 2 1/10 → 6/30. In all 9/20 = .45 → 12/40 = .30, the change −.15.

    Shop 1 weighs 1/2 → 1/4, its rate .8 → .6: rate effect 3/8 × −.2 = −.075, mix (.7 − .375) × −1/4 = −.08125.
    Shop 2 weighs 1/2 → 3/4, its rate .1 → .2: rate effect 5/8 × .1 = .0625, mix (.15 − .375) × 1/4 = −.05625.
    """
    of = members(("shop 1", 8, 10, 6, 10), ("shop 2", 1, 10, 6, 30))
    found = by_name(parts(of, whole(of)))
    assert change_of(whole(of)) == Decimal("-0.15")
    assert (found["shop 1"].rate, found["shop 1"].mix) == (Decimal("-0.075"), Decimal("-0.08125"))
    assert (found["shop 2"].rate, found["shop 2"].mix) == (Decimal("0.0625"), Decimal("-0.05625"))


def test_a_new_value_of_a_ratio_is_mix() -> None:
    of = members(("old", 5, 10, 5, 10), ("new", 0, 0, 10, 10))
    new = by_name(parts(of, whole(of)))["new"]
    assert (new.kind, new.rate, new.before) == ("new", 0, None)
    assert new.mix == new.contribution == Decimal("0.1875")  # (1 − .625) × 1/2


@given(st.lists(st.tuples(MONEY, MONEY), min_size=1, max_size=40))
def test_sums_add_up(cells: list[tuple[Decimal, Decimal]]) -> None:
    of = [Member(str(n), n, Amount(a), Amount(b)) for n, (a, b) in enumerate(cells)]
    made = parts(of, whole(of))
    assert sum(part.contribution for part in made) == change_of(whole(of))
    few = shortened(made, of, whole(of), 5)
    assert len(few) <= 5
    assert sum(part.contribution for part in few) == change_of(whole(of))
    assert sum(part.after or 0 for part in few) == whole(of).after.top


@given(st.lists(st.tuples(MONEY, WEIGHT, MONEY, WEIGHT), min_size=1, max_size=30))
def test_ratios_add_up_and_are_the_same_backwards(cells: list[tuple[Decimal, Decimal, Decimal, Decimal]]) -> None:
    of = [Member(str(n), n, Amount(a, b), Amount(c, d)) for n, (a, b, c, d) in enumerate(cells)]
    all_of = whole(of)
    assume(all_of.before.bottom and all_of.after.bottom)
    made = parts(of, all_of)
    assert sum(part.contribution for part in made) == change_of(all_of)
    assert all(part.contribution == (part.rate or 0) + (part.mix or 0) for part in made)
    few = shortened(made, of, all_of, 4)
    assert sum(part.contribution for part in few) == change_of(all_of)
    turned = [replace(member, before=member.after, after=member.before) for member in of]
    back = by_name(parts(turned, whole(turned)))
    assert all(abs(back[p.label].contribution + p.contribution) < Decimal("1e-9") for p in made)


def test_what_is_counted_twice_is_noticed() -> None:
    of = members(("A", 10, 20), ("B", 5, 5))
    assert adds_up(of, whole(of))
    assert not adds_up(of, replace(whole(of), after=Amount(Decimal(24))))


def test_one_cause_stands_out_and_an_even_change_does_not() -> None:
    cause = members(("A", 100, 20), ("B", 100, 100), ("C", 100, 98), ("D", 100, 101))
    even = members(("A", 300, 270), ("B", 200, 180), ("C", 100, 90))
    noise = members(*((f"v{n}", 50, 50 + (-1) ** n * 30) for n in range(40)), ("last", 50, 40))
    found = [leading(parts(of, whole(of)), change_of(whole(of))) for of in (cause, even, noise)]
    assert [part.label for part in found[0].values] == ["A"]
    assert found[0].score > Decimal("0.6")
    assert found[1].score == 0
    assert found[2].score < Decimal("0.1")


def test_few_values_explain_better_than_many() -> None:
    one = members(("A", 100, 60), *((f"v{n}", 100, 100) for n in range(5)))
    three = members(*((f"v{n}", 100, 100 - (10 if n < 4 else 0)) for n in range(6)))
    scores = [leading(parts(of, whole(of)), change_of(whole(of))).score for of in (one, three)]
    assert scores[0] > 2 * scores[1]


@pytest.mark.parametrize(
    ("measure", "top", "bottom"),
    [
        ("revenue", ["revenue"], []),
        ("fill_rate", ["units_fulfilled"], ["units_ordered"]),
        ("average_order_value", ["revenue"], ["orders"]),
        ("late_order_share", ["late_order_share_part_1"], ["late_order_share_part_2"]),
        ("average_delay", ["average_delay_part_1"], ["average_delay_part_2"]),
    ],
)
def test_what_a_figure_is_made_of(measure: str, top: list[str], bottom: list[str]) -> None:
    made = makeup(Term(measure=measure), MODEL)
    assert made is not None
    assert [term.measure for term, _ in made.top] == top
    assert [term.measure for term, _ in made.bottom] == bottom
    assert all(name in divided(MODEL).model.measures for name in (*top, *bottom))


@pytest.mark.parametrize("measure", ["customers", "lowest_unit_cost", "supplier_score", "cost_competitiveness"])
def test_what_does_not_add_up(measure: str) -> None:
    assert makeup(Term(measure=measure), MODEL) is None


@pytest.mark.parametrize(
    ("period", "before"),
    [
        ({"calendar": "month", "offset": -1}, ("2026-04-01", "2026-04-30")),
        ({"calendar": "quarter"}, ("2026-01-01", "2026-03-31")),
        ({"calendar": "month", "offset": -3, "count": 3}, ("2025-12-01", "2026-02-28")),
        ({"start": "2026-05-01", "end": "2026-05-31"}, ("2026-04-01", "2026-04-30")),
        ({"start": "2026-05-04", "end": "2026-05-10"}, ("2026-04-27", "2026-05-03")),
        ({"last_days": 30}, ("2026-05-02", "2026-05-31")),
        ({"calendar": "month", "to_date": True}, ("2026-05-01", "2026-05-30")),
    ],
)
def test_the_period_before_is_of_the_same_kind(period: dict[str, object], before: tuple[str, str]) -> None:
    days = previous(Period.model_validate(period), TODAY).days(TODAY)
    assert tuple(map(str, days)) == before


@pytest.mark.parametrize(
    ("query", "before", "after"),
    [
        ({}, "2026-04-01", "2026-05-01"),  # the last two months that are over
        ({"by": ["date:week"]}, "2026-06-15", "2026-06-22"),
        ({"by": ["date:month"], "where": {"period": {"calendar": "year", "offset": -1}}}, "2025-11-01", "2025-12-01"),
        ({"where": {"period": {"calendar": "month"}}, "compare": {"back": 1, "grain": "year"}},
         "2025-06-01", "2026-06-01"),
        ({"where": {"or": [{"period": {"start": "2026-03-01", "end": "2026-03-31"}},
                           {"period": {"start": "2026-02-01", "end": "2026-02-28"}}]}}, "2026-02-01", "2026-03-01"),
    ],
)  # fmt: skip
def test_which_periods_a_question_is_about(query: dict[str, object], before: str, after: str) -> None:
    spans = spans_of(Query.model_validate({"measures": ["revenue"], **query}), TODAY)
    assert [str(each.days(TODAY)[0]) for each in (spans.before, spans.after)] == [before, after]


def test_an_open_period_has_none_before() -> None:
    query = Query.model_validate({"measures": ["revenue"], "where": {"period": {"end": "2026-01-01"}}})
    with pytest.raises(Invalid, match="open at one end"):
        spans_of(query, TODAY)
