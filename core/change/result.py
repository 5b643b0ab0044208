"""What is found about a change: the two figures, and for each dimension the parts that make up the difference."""

from dataclasses import dataclass
from decimal import Decimal

from core.change.parts import Part
from core.semantic.model import Unit
from core.semantic.period import Period
from core.semantic.query import Query


@dataclass(frozen=True)
class Split:
    """The change by the values of one dimension; the parts add up to it."""

    dimension: str  # as a Query names it
    label: str
    values: int  # how many there are in all
    score: Decimal  # core/change/leading.py
    leading: tuple[Part, ...]  # the few that explain it
    parts: tuple[Part, ...]
    sql: str = ""


@dataclass(frozen=True)
class Inside:
    """The largest part taken apart in its turn."""

    label: str  # of the dimension that it is a value of
    value: str
    before: Decimal
    after: Decimal
    change: Decimal
    split: Split


@dataclass(frozen=True)
class Change:
    """Why a figure is another one than it was."""

    query: Query  # the figure with its filters, compared with the earlier period
    measure: str
    unit: Unit
    meaning: str
    before_period: Period
    after_period: Period
    spelt: tuple[str, str]  # both periods in words, the earlier first
    before: Decimal
    after: Decimal
    change: Decimal
    change_rate: Decimal | None  # none from zero
    ratio: bool
    splits: tuple[Split, ...] = ()
    inside: Inside | None = None
    sentence: str = ""
    method: str = ""
    limits: tuple[str, ...] = ()
