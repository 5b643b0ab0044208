"""How often each asker may come, in buckets that pages and API share."""

from dataclasses import dataclass

from core.config import Config
from core.login.limits import RateLimit


@dataclass(frozen=True)
class Rates:
    """A bucket for each address, session or user; it takes a minute's worth at once."""

    sign_in: RateLimit
    api: RateLimit
    export: RateLimit  # by e-mail
    anonymous: RateLimit
    ask: RateLimit  # by e-mail

    @classmethod
    def of(cls, config: Config) -> "Rates":
        rates = config.rates
        each = (rates.sign_in, rates.api, rates.export, rates.anonymous, rates.ask)
        return cls(*(RateLimit(burst=minute, per_second=minute / 60) for minute in each))
