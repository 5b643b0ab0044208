"""Savings, concentration and shrinkage, added up by hand."""

from datetime import date, timedelta

import pytest

from core.errors import Invalid
from tools.buying.concentration import concentration, move
from tools.buying.savings import (
    Bought,
    Break,
    Source,
    by_source,
    cheaper_sources,
    drifted,
    missed_breaks,
    ranked,
    small_orders,
)
from tools.buying.shrink import Prior, Rate, prior_of

START = date(2026, 1, 1)


def bought(supplier: str, cost: float, lines: int, units: float = 10, first: date = START) -> list[Bought]:
    days = (first + timedelta(days=40 * number) for number in range(lines))
    return [Bought(supplier, "P", day, f"{supplier}{day}", units, cost) for day in days]


def test_a_cheaper_source_has_to_be_qualified_and_known() -> None:
    lines = by_source([*bought("A", 12, 4), *bought("B", 10, 4), *bought("C", 5, 2), *bought("D", 1, 5)])
    sources = {"B": Source(0.95, 0.9), "D": Source(0.5, 0.9)}
    found = {one.supplier: one for one in cheaper_sources(lines, sources)}
    # C is cheapest of the good ones but was bought from twice only; D delivers rejects.
    assert (found["A"].other, found["A"].amount, found["A"].percent) == ("B", 80, pytest.approx(1 / 6))
    assert "B" not in found
    assert "C" not in found


def test_prices_that_drifted() -> None:
    later = START + timedelta(days=400)
    lines = by_source([*bought("A", 10, 3), *bought("A", 11, 3, first=later), *bought("B", 9, 6)])
    (found,) = drifted(lines, later)
    assert (found.supplier, found.now, found.could, found.amount) == ("A", 11, 10, 30)


def test_small_orders_that_could_be_one() -> None:
    same = [Bought("A", "P", START + timedelta(days=number), f"PO{number}", 1, 10) for number in range(3)]
    (found,) = small_orders(by_source(same), order_cost=50)
    assert (found.amount, found.evidence) == (100, "3 orders in 1 months")


def test_a_break_that_was_nearly_reached() -> None:
    lines = by_source([*bought("A", 10, 1, units=85), *bought("B", 10, 1, units=50)])
    breaks = {name: [Break(100, 0.1)] for name in "AB"}
    (found,) = missed_breaks(lines, breaks)
    assert (found.supplier, found.amount) == ("A", pytest.approx(85))


def test_small_savings_are_left_out() -> None:
    lines = by_source([*bought("A", 10.2, 4), *bought("B", 10, 4)])
    assert ranked(cheaper_sources(lines, {}), percent=5) == []
    assert len(ranked(cheaper_sources(lines, {}), percent=1)) == 1


def test_concentration() -> None:
    found = concentration({"A": 50, "B": 30, "C": 20})
    assert found.index == pytest.approx(0.38)
    assert found.high
    assert list(found.shares) == ["A", "B", "C"]
    assert concentration({}).index == 0
    assert concentration({"A": 5}).index == 1


def test_moving_spend() -> None:
    moved = move(0.5, {"P": 10, "Q": 5}, {"P": 4, "Q": 2}, {"P": 3})
    assert (moved.products, moved.before, moved.after, moved.saved) == (1, 40, 35, 5)
    with pytest.raises(Invalid):
        move(1.5, {}, {}, {})


def test_few_orders_are_drawn_towards_everybodys_rate() -> None:
    rates = [Rate(1, 1), Rate(90, 100), Rate(50, 100), Rate(0, 0)]
    prior = prior_of(rates)
    one, many = prior.drawn(rates[0]), prior.drawn(rates[1])
    assert one < many, "a single good order ranks no supplier above ninety in a hundred"
    assert rates[0].raw == 1
    assert rates[3].raw is None
    low, high = prior.between(rates[1])
    assert low < 0.9 < high
    wide = prior.between(rates[0])
    assert wide[1] - wide[0] > high - low


def test_a_prior_of_nothing_is_even() -> None:
    assert prior_of([]) == Prior(1.0, 1.0)
    assert 0 < prior_of([Rate(5, 5)]).drawn(Rate(0, 1)) < 1
