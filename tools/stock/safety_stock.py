"""Safety stock by three methods: the textbook's maximum, a service level, a fill rate."""

from dataclasses import dataclass

from core.errors import Invalid
from tools.stock.normal import over_lead_time, quantile, z_of_loss
from tools.worked import Worked

SILVER = "Silver, Pyke, Thomas: Inventory and Production Management in Supply Chains, chapter 6"


@dataclass(frozen=True)
class Demand:
    """Of one item: units a day."""

    mean: float
    deviation: float
    most: float  # on any one day

    def __post_init__(self) -> None:
        if min(self.mean, self.deviation, self.most) < 0:
            raise Invalid(f"Demand of {self.mean:g} a day, at most {self.most:g}: units are not below zero.")


@dataclass(frozen=True)
class LeadTime:
    """From the order to its receipt, in days."""

    mean: float
    deviation: float
    most: float

    def __post_init__(self) -> None:
        if min(self.mean, self.deviation, self.most) < 0:
            raise Invalid(f"A lead time of {self.mean:g} days: days are not below zero.")


def by_maximum(demand: Demand, lead: LeadTime) -> Worked:
    """Covers the worst demand over the worst lead time, both at once, which hardly ever happens."""
    return Worked(
        "Safety stock, maximum method",
        demand.most * lead.most - demand.mean * lead.mean,
        "units",
        "max d × max L − d × L",
        "common in textbooks and spreadsheets",
        {"max d": demand.most, "max L": lead.most, "d": demand.mean, "L": lead.mean},
        "Holds 1.5 to 10 times the stock that a service level of 95 % needs.",
    )


def by_service_level(demand: Demand, lead: LeadTime, service: float) -> Worked:
    """So much that a replenishment cycle passes without a shortage with this probability."""
    z = quantile(service)
    spread = over_lead_time(demand.deviation, demand.mean, lead.mean, lead.deviation)
    return Worked(
        "Safety stock, cycle service level",
        z * spread,
        "units",
        "z × √(L × σd² + d² × σL²)",
        SILVER,
        {
            "z": z, "service level": service, "L": lead.mean, "σd": demand.deviation,
            "d": demand.mean, "σL": lead.deviation,
        },
    )  # fmt: skip


def by_fill_rate(demand: Demand, lead: LeadTime, fill: float, quantity: float) -> Worked:
    """So much that this share of the units is served from the shelf, with orders of this quantity."""
    if not 0 < fill < 1:
        raise Invalid(f"A fill rate of {fill:g} cannot be held: it lies between 0 and 1, such as 0.98.")
    if quantity <= 0:
        raise Invalid(f"An order of {quantity:g} units is none; the fill rate needs a quantity above zero.")
    spread = over_lead_time(demand.deviation, demand.mean, lead.mean, lead.deviation)
    inputs = {"fill": fill, "Q": quantity, "σ of lead-time demand": spread}
    name, formula = "Safety stock, fill rate", "k × σ, where σ × G(k) = (1 − fill) × Q"
    if spread == 0:
        return Worked(name, 0.0, "units", formula, SILVER, inputs, "Demand and lead time do not vary.")
    k = z_of_loss((1 - fill) * quantity / spread)
    note = "Large orders serve the target by themselves." if k < 0 else ""
    return Worked(name, max(k, 0.0) * spread, "units", formula, SILVER, {**inputs, "k": k}, note)
