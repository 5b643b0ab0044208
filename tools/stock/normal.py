"""The standard normal distribution, and its loss: what is short on average when stock covers z deviations."""

from math import sqrt
from statistics import NormalDist

from core.errors import Invalid

STANDARD = NormalDist()
FAR = 40.0  # deviations; beyond it every loss is zero or the distance itself


def quantile(share: float) -> float:
    """The z that this share lies below."""
    if not 0 < share < 1:
        raise Invalid(f"A service level of {share:g} cannot be held: it lies between 0 and 1, such as 0.95.")
    return STANDARD.inv_cdf(share)


def loss(z: float) -> float:
    """E[max(X - z, 0)] of a standard normal X."""
    return STANDARD.pdf(z) - z * (1 - STANDARD.cdf(z))


def z_of_loss(short: float) -> float:
    """The z whose loss is this: by halving, since the loss only falls."""
    low, high = -FAR, FAR
    for _ in range(100):
        middle = (low + high) / 2
        low, high = (middle, high) if loss(middle) > short else (low, middle)
    return (low + high) / 2


def over_lead_time(deviation: float, mean: float, lead: float, lead_deviation: float) -> float:
    """Deviation of the demand during a lead time that itself varies."""
    return sqrt(lead * deviation**2 + mean**2 * lead_deviation**2)
