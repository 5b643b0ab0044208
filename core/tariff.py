"""Usage of a service → what it costs, by the prices in the configuration."""

from dataclasses import dataclass, field
from decimal import Decimal

from core.config import Prices
from core.store.columns import to_the_billionth
from core.store.costs import Cost, Service
from core.warehouse.base import Usage

MEGABYTE = 10**6
ATHENA_LEAST = 10  # megabytes: each query is billed for at least that, https://aws.amazon.com/athena/pricing/


@dataclass(frozen=True)
class Tariff:
    """All in one currency. Amounts are exact to a billionth of it."""

    prices: Prices = field(default_factory=Prices)
    currency: str = "USD"

    def local(self) -> Cost:
        return self._cost("local", Decimal(1), "queries", Decimal(0))

    def of(self, usage: Usage) -> Cost:
        """What a query used of a warehouse."""
        if usage.service == "redshift":
            return self.redshift(usage.quantity)
        return self.athena(int(usage.quantity)) if usage.service == "athena" else self.local()

    def least(self, dialect: str) -> Decimal:
        """What the next query costs at least; nothing for a database of our own."""
        if dialect == "duckdb":
            return Decimal(0)
        return self.athena(1).amount if dialect == "trino" else self.redshift(Decimal(1)).amount

    def athena(self, scanned: int) -> Cost:
        """Billed by the megabyte begun; nothing read, nothing billed."""
        megabytes = max(-(-scanned // MEGABYTE), ATHENA_LEAST) if scanned else 0
        return self._cost("athena", Decimal(scanned), "bytes", self.prices.athena_terabyte * megabytes / MEGABYTE)

    def redshift(self, rpu_seconds: Decimal) -> Cost:
        return self._cost("redshift", rpu_seconds, "rpu_seconds", self.prices.redshift_rpu_hour * rpu_seconds / 3600)

    def serverless(self, gb_seconds: Decimal) -> Cost:
        """Lambda."""
        return self._cost("lambda", gb_seconds, "gb_seconds", self.prices.lambda_gb_second * gb_seconds)

    def model(self, given: int, given_amount: Decimal, made: int, made_amount: Decimal) -> tuple[Cost, Cost]:
        """A language model's tokens, given to it and made by it; the amounts come from its own price list."""
        return (
            self._cost("model", Decimal(given), "tokens_in", given_amount),
            self._cost("model", Decimal(made), "tokens_out", made_amount),
        )

    def rounded(self, amount: Decimal) -> Decimal:
        """As the ledger keeps it."""
        return to_the_billionth(amount)

    def _cost(self, service: Service, quantity: Decimal, unit: str, amount: Decimal) -> Cost:
        return Cost(service, quantity, unit, to_the_billionth(amount), self.currency)
