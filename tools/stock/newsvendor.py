"""What to order once for a season: too little costs the margin, too much costs what is left over."""

from core.errors import Invalid
from tools.stock.normal import STANDARD, quantile
from tools.worked import Worked


def newsvendor(mean: float, deviation: float, over: float, under: float) -> Worked:
    """`over`: cost of a unit left over; `under`: margin lost with a unit short."""
    if over <= 0 or under <= 0 or deviation < 0:
        raise Invalid("A seasonal order needs costs above zero for a unit too many and for a unit too few.")
    ratio = under / (over + under)
    z = quantile(ratio)
    return Worked(
        "Seasonal order quantity",
        mean + z * deviation,
        "units",
        "μ + z × σ, where Φ(z) = u / (u + o)",
        "Arrow, Harris, Marschak 1951: Optimal Inventory Policy",
        {"μ": mean, "σ": deviation, "o": over, "u": under, "z": z, "critical ratio": ratio},
    )


def expected_cost(mean: float, deviation: float, over: float, under: float) -> float:
    """Of leftovers and shortages together, at the best quantity."""
    z = newsvendor(mean, deviation, over, under).inputs["z"]
    return (over + under) * STANDARD.pdf(z) * deviation
