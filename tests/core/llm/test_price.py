"""Prices of tokens, worked out by hand."""

from decimal import Decimal
from pathlib import Path

import pytest

from core.config import load_config
from core.errors import Invalid, Unavailable
from core.llm.price import PriceList
from core.llm.talk import Tokens

ROOT = Path(__file__).parents[3]


def prices(**given: str) -> PriceList:
    return PriceList.of(load_config(ROOT, {key.replace("__", "."): value for key, value in given.items()}))


def test_a_price_of_ones_own_goes_first() -> None:
    listed = prices(cost__prices__models="claude-sonnet-5-5 3 15 0.3 3.75, plain 1 2", cost__currency="EUR")
    tokens = Tokens(given=1_000_000, made=100_000, read=400_000, written=100_000)
    price = listed.price("anthropic", "claude-sonnet-5-5", tokens)
    assert (price.given, price.made) == (Decimal("1.995"), Decimal("1.5"))  # 0.5 × 3 + 0.4 × 0.3 + 0.1 × 3.75
    assert listed.price("openai", "plain", tokens).amount == Decimal("1.2")  # its cache costs what is new


@pytest.mark.parametrize(
    ("provider", "model"), [("anthropic", "claude-sonnet-5-5"), ("aws", "global.anthropic.claude-sonnet-5-5")]
)
def test_the_models_of_the_settings_are_in_the_list(provider: str, model: str) -> None:
    listed = prices()
    plain = listed.price(provider, model, Tokens(given=10_000, made=1_000)).amount
    cached = listed.price(provider, model, Tokens(given=10_000, made=1_000, read=9_000)).amount
    assert 0 < cached < plain < 1


def test_nothing_costs_more_than_the_most_that_was_set_aside() -> None:
    """All new to the cache, two bytes a token, and as long an answer as may be."""
    listed = prices(cost__prices__models="m 2 10 0.2 2.5")
    most = listed.at_most("anthropic", "m", 20_000, 4_000)
    assert most == (Decimal("2.5") * 10_001 + 10 * 4_000) / 10**6
    assert listed.price("anthropic", "m", Tokens(10_000, 4_000, 0, 10_000)).amount <= most


@pytest.mark.parametrize("given", [{}, {"cost__currency": "EUR"}])
def test_a_model_without_a_price_is_said(given: dict[str, str]) -> None:
    name = "claude-sonnet-5-5" if given else "unheard-of-1"
    with pytest.raises(Unavailable, match=r"What .* costs is not known .* cost\.prices\.models"):
        prices(**given).price("anthropic", name, Tokens(1, 1))


@pytest.mark.parametrize("row", ["claude", "claude 3", "claude three four", "a 1 2 3 4 5", "a -1 2"])
def test_a_price_that_is_none_is_refused(row: str) -> None:
    with pytest.raises(Invalid, match="claude-sonnet-5-5 2 10"):
        prices(cost__prices__models=row)
