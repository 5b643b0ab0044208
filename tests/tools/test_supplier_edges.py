"""Suppliers at the ends of their scales: nothing good received, no score, a score of nothing."""

from datetime import date
from math import inf

from tools.buying.savings import Bought
from tools.buying.shrink import Prior, Rate
from tools.purchases import PARTS
from tools.supplier_costs import _landed
from tools.supplier_record import _peers

LINES = [Bought("S", "P", date(2026, 6, 1), "PO-1", 10, 50.0)]


def test_whose_units_are_all_rejected_is_never_the_cheapest() -> None:
    assert _landed(LINES, {"quality_rate": 0.0}, 0.2) == inf
    assert _landed(LINES, {"quality_rate": 0.5}, 0.2) == 100.0
    assert _landed(LINES, {}, 0.2) == 50.0


def test_a_score_of_nothing_is_worse_than_any_and_better_than_none() -> None:
    scores = {"A": None, "B": 0.0, "C": 80.0}
    others = dict.fromkeys(PARTS) | {"name": "", "purchase_orders": 1, "average_lead_time": None, "spend": 1}
    everybody = {code: {**others, "supplier_score": score} for code, score in scores.items()}
    found = _peers(everybody, dict.fromkeys(scores, Rate(1, 2)), Prior(1.0, 1.0))
    assert [row[0] for row in found] == ["C", "B", "A"]
