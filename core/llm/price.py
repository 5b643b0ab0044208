"""What tokens cost: the price in the settings, else the list of genai-prices."""

from collections.abc import Mapping
from dataclasses import dataclass
from decimal import Decimal

from genai_prices import Usage, calc_price

from core.config import Config
from core.errors import Unavailable
from core.llm.talk import Tokens

MILLION = 10**6
# A token is at least two bytes of what is sent, also in the densest texts; most are three or four.
BYTES_A_TOKEN = 2


@dataclass(frozen=True)
class Price:
    """In the currency of the ledger, for what was given to the model and for what it made."""

    given: Decimal
    made: Decimal

    @property
    def amount(self) -> Decimal:
        return self.given + self.made


@dataclass(frozen=True)
class Rate:
    """For a million tokens: given, made, read from the cache, written to it."""

    given: Decimal
    made: Decimal
    read: Decimal
    written: Decimal

    def price(self, tokens: Tokens) -> Price:
        plain = tokens.given - tokens.read - tokens.written
        given = self.given * plain + self.read * tokens.read + self.written * tokens.written
        return Price(given / MILLION, self.made * tokens.made / MILLION)


@dataclass(frozen=True)
class PriceList:
    own: Mapping[str, Rate]
    currency: str

    @classmethod
    def of(cls, config: Config) -> "PriceList":
        return cls(dict(map(_rate, config.cost.prices.models)), config.cost.currency)

    def price(self, provider: str, model: str, tokens: Tokens) -> Price:
        """Raises Unavailable for a model without a price: a budget could not hold."""
        if model in self.own:
            return self.own[model].price(tokens)
        if self.currency != "USD":
            raise _unknown(model, f"list prices are in USD, and the ledger is kept in {self.currency}")
        try:
            found = calc_price(_usage(tokens), model, provider_id=provider)
        except LookupError:
            raise _unknown(model, "the price list does not know it") from None
        return Price(found.input_price, found.output_price)

    def at_most(self, provider: str, model: str, sent_bytes: int, output_tokens: int) -> Decimal:
        """The next call, if all that is sent is new to the cache and the answer as long as it may be."""
        given = given_at_most(sent_bytes)
        return self.price(provider, model, Tokens(given, output_tokens, 0, given)).amount


def given_at_most(sent_bytes: int) -> int:
    return sent_bytes // BYTES_A_TOKEN + 1


def _rate(row: str) -> tuple[str, Rate]:
    name, *figures = row.split(" ")
    given, made, *cache = map(Decimal, figures)
    read = cache[0] if cache else given
    return name, Rate(given, made, read, cache[1] if len(cache) > 1 else given)


def _usage(tokens: Tokens) -> Usage:
    return Usage(
        input_tokens=tokens.given,
        output_tokens=tokens.made,
        cache_read_tokens=tokens.read,
        cache_write_tokens=tokens.written,
    )


def _unknown(model: str, why: str) -> Unavailable:
    return Unavailable(f"What {model} costs is not known ({why}): set its price in cost.prices.models.")
