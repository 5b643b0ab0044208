"""Settings of what answers cost: prices of outside services, and budgets."""

import re
from decimal import Decimal
from typing import Annotated

from pydantic import AfterValidator, BeforeValidator, Field, WithJsonSchema

from core.setting_types import Currency, Money, Section, Share, names_in


def _priced(row: str) -> str:
    if not re.fullmatch(r"\S+( \d+(\.\d+)?){2,4}", row):
        raise ValueError("a model, then its price for a million tokens in and out, as: claude-sonnet-5-5 2 10")
    return row


ModelPrices = Annotated[
    tuple[Annotated[str, AfterValidator(_priced)], ...], BeforeValidator(names_in), WithJsonSchema({"format": "list"})
]


class Prices(Section):
    """What one unit of each outside service costs, in cost.currency (list prices of one region)."""

    redshift_rpu_hour: Money = Field(Decimal("0.375"), description="Redshift Serverless: one RPU for an hour")
    athena_terabyte: Money = Field(Decimal("5.00"), description="Athena: one terabyte scanned")
    lambda_gb_second: Money = Field(Decimal("0.0000166667"), description="Lambda: one gigabyte for a second")
    models: ModelPrices = Field(
        (),
        description="Language models whose list price is not yours: name, then a million tokens in, out, "
        "read from and written to the cache, as `claude-sonnet-5-5 2 10 0.2 2.5`",
    )


class Budgets(Section):
    """Spending stops before it passes one of these; null is no limit."""

    answer: Money | None = Field(Decimal("0.50"), description="For one answer by a language model")
    user_day: Money | None = Field(None, description="For one user in a day")
    day: Money | None = Field(None, description="For everybody in a day")
    month: Money | None = Field(None, description="For everybody in a calendar month")
    warn_at: Share = Field(0.8, description="The share of a budget from which on there is a warning")


class Cost(Section):
    """What answers cost, and how much they may."""

    currency: Currency = Field("USD", description="The currency of prices and budgets")
    prices: Prices = Prices()
    budgets: Budgets = Budgets()
