"""How likely an item runs out: the demand of some days as a negative binomial, against what is there by then.

Demand of whole units varies more than a Poisson's; the negative binomial takes its mean and its variance as they are.
"""

import numpy as np
import numpy.typing as npt

from core.errors import Invalid

Floats = npt.NDArray[np.float64]
SPREAD = 1 + 1e-9  # a variance of the mean or less is a Poisson's: it cannot be a negative binomial's


def at_most(units: npt.ArrayLike, mean: npt.ArrayLike, variance: npt.ArrayLike) -> Floats:
    """P(demand <= units), for each."""
    from scipy.special import betainc, gammaincc  # takes longer to load than all other tools together

    k, m, v = np.broadcast_arrays(*(np.asarray(one, dtype=float) for one in (units, mean, variance)))
    if (m < 0).any() or (v < 0).any():
        raise Invalid("Demand has no mean or variance below zero.")
    found = np.where(k >= 0, 1.0, 0.0)
    whole = np.floor(np.maximum(k, 0))
    poisson = (k >= 0) & (m > 0) & (v <= m * SPREAD)
    found[poisson] = gammaincc(whole[poisson] + 1, m[poisson])
    binomial = (k >= 0) & (m > 0) & (v > m * SPREAD)
    mean_, spread = m[binomial], v[binomial]
    found[binomial] = betainc(mean_**2 / (spread - mean_), whole[binomial] + 1, mean_ / spread)
    return found


def risk(
    stock: npt.ArrayLike,
    arriving: npt.ArrayLike,
    mean: npt.ArrayLike,
    variance: npt.ArrayLike,
    until: npt.ArrayLike | None = None,
) -> Floats:
    """P(short on some day), for items in rows and days in columns; of each item only the days before `until`.

    `arriving`: units that come in on each day, usable the same day; `mean` and `variance` are of one day's demand, and
    days are taken as independent. The largest chance of a single day, since who is short stays short until more comes.
    """
    come = np.asarray(arriving, dtype=float)
    if come.ndim != 2:
        raise Invalid("What arrives is a table: items in rows, days in columns.")
    days = np.arange(1, come.shape[1] + 1)
    there = np.asarray(stock, dtype=float)[:, None] + come.cumsum(axis=1)
    daily, spread = np.asarray(mean, dtype=float)[:, None], np.asarray(variance, dtype=float)[:, None]
    short: Floats = 1 - at_most(there, daily * days, spread * days)
    if until is not None:
        short[days > np.asarray(until)[:, None]] = 0.0
    found: Floats = short.max(axis=1) if come.shape[1] else np.zeros(len(come))
    return found


def days_left(stock: npt.ArrayLike, arriving: npt.ArrayLike, mean: npt.ArrayLike) -> Floats:
    """Whole days until average demand has taken everything; NaN where it lasts beyond what is looked at."""
    come = np.asarray(arriving, dtype=float)
    days = np.arange(1, come.shape[1] + 1)
    there = np.asarray(stock, dtype=float)[:, None] + come.cumsum(axis=1)
    gone = there < np.asarray(mean, dtype=float)[:, None] * days
    return np.where(gone.any(axis=1), gone.argmax(axis=1).astype(float), np.nan)
