"""A change taken apart by the values of one dimension: the parts add up to it exactly.

A sum's part is the value's own difference. A ratio R = N/D is a mean of the values' rates r = n/d with weights
w = d/D, and its change is, with bars for the mean of both periods,

    change = Σ [ w̄·(r₁ − r₀)  +  (r̄ − R̄)·(w₁ − w₀) ]      (rate effect + mix effect)

the midpoint form (Bennet 1920; Marshall–Edgeworth weights): the same backwards as forwards, and nothing is left over.
A value that is in one period only has no second rate to compare: all of its part is mix.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Literal

from core.warehouse.base import Value

PLACES = 12  # of a ratio's parts; what rounding leaves over goes to the largest
Kind = Literal["value", "new", "gone", "rest"]


@dataclass(frozen=True)
class Amount:
    """A sum, or a ratio as its two sums."""

    top: Decimal
    bottom: Decimal | None = None

    @property
    def empty(self) -> bool:
        return not self.top and not self.bottom

    @property
    def figure(self) -> Decimal | None:
        """The figure; a ratio over nothing has none."""
        if self.bottom is None:
            return self.top
        return rounded(Fraction(self.top) / Fraction(self.bottom)) if self.bottom else None


@dataclass(frozen=True)
class Member:
    """A value of a dimension with its amounts in both periods."""

    label: str
    key: Value
    before: Amount
    after: Amount


@dataclass(frozen=True)
class Part:
    """What one value contributes to the change; rate and mix of ratios only."""

    label: str
    key: Value
    kind: Kind
    before: Decimal | None
    after: Decimal | None
    contribution: Decimal
    share: Decimal | None  # of the change; none where nothing changed in all
    size: Decimal  # the value's weight in the whole, both periods taken together
    rate: Decimal | None = None
    mix: Decimal | None = None


def rounded(value: Fraction) -> Decimal:
    scaled = round(value * 10**PLACES)
    return Decimal(scaled).scaleb(-PLACES)


def change_of(whole: Member) -> Decimal:
    before, after = whole.before.figure, whole.after.figure
    assert before is not None and after is not None
    return after - before


def parts(members: Sequence[Member], whole: Member) -> tuple[Part, ...]:
    """Largest contribution first."""
    made = [_ratio(member, whole) if whole.before.bottom is not None else _sum(member, whole) for member in members]
    return tuple(sorted(_exact(made, whole), key=lambda part: (-abs(part.contribution), part.label)))


def adds_up(members: Sequence[Member], whole: Member) -> bool:
    """Whether the values are the whole: something counted under two of them would explain more than there is."""
    return all(
        _near(sum((_side(member, when, side) for member in members), Decimal(0)), _side(whole, when, side))
        for when in ("before", "after")
        for side in ("top", "bottom")
    )


def _side(member: Member, when: str, side: str) -> Decimal:
    amount: Amount = member.before if when == "before" else member.after
    return amount.top if side == "top" else amount.bottom or Decimal(0)


def _near(one: Decimal, other: Decimal) -> bool:
    """Sums of floating numbers differ in their last digits with the order of adding; others do not."""
    return abs(one - other) <= abs(other) * Decimal("1e-9") + Decimal("1e-9")


def _kind(member: Member) -> Kind:
    return "new" if member.before.empty else "gone" if member.after.empty else "value"


def _sum(member: Member, whole: Member) -> Part:
    before, after = member.before.top, member.after.top
    contribution = after - before
    total = abs(whole.before.top) + abs(whole.after.top)
    size = (abs(before) + abs(after)) / total if total else Decimal(0)
    share = _share(contribution, change_of(whole))
    return Part(member.label, member.key, _kind(member), before, after, contribution, share, size)


def _ratio(member: Member, whole: Member) -> Part:
    n0, n1 = Fraction(member.before.top), Fraction(member.after.top)
    d0, d1 = Fraction(member.before.bottom or 0), Fraction(member.after.bottom or 0)
    all0, all1 = Fraction(whole.before.bottom or 1), Fraction(whole.after.bottom or 1)
    middle = (Fraction(whole.before.top) / all0 + Fraction(whole.after.top) / all1) / 2
    w0, w1 = d0 / all0, d1 / all1
    contribution = rounded(n1 / all1 - n0 / all0 - middle * (w1 - w0))
    rate = rounded((w0 + w1) / 2 * (n1 / d1 - n0 / d0)) if d0 and d1 else Decimal(0)
    share = _share(contribution, change_of(whole))
    return Part(
        member.label, member.key, _kind(member), member.before.figure, member.after.figure, contribution, share,
        rounded(abs(w0 + w1) / 2), rate, contribution - rate,
    )  # fmt: skip


def _share(contribution: Decimal, change: Decimal) -> Decimal | None:
    return round(contribution / change, 6) if change else None


def _exact(made: Sequence[Part], whole: Member) -> list[Part]:
    """What rounding leaves over goes to the largest part, so that the parts are the change to the last digit."""
    over = change_of(whole) - sum((part.contribution for part in made), Decimal(0))
    if not over or not made:
        return list(made)
    largest = max(range(len(made)), key=lambda number: abs(made[number].contribution))
    part = made[largest]
    mix = part.mix + over if part.mix is not None else None
    mended = Part(**{**vars(part), "contribution": part.contribution + over, "mix": mix})
    return [*made[:largest], mended, *made[largest + 1 :]]


def shortened(made: Sequence[Part], members: Sequence[Member], whole: Member, most: int) -> tuple[Part, ...]:
    """The largest, and all others as one row."""
    if len(made) <= most:
        return tuple(made)
    others = made[most - 1 :]
    left = {part.key for part in others}
    kept = [member for member in members if member.key in left]
    return (*made[: most - 1], _rest(others, kept, whole))


def _rest(others: Sequence[Part], members: Sequence[Member], whole: Member) -> Part:
    def amount(when: str) -> Amount:
        top = _total(_side(member, when, "top") for member in members)
        bottom = _total(_side(member, when, "bottom") for member in members)
        return Amount(top, None if whole.before.bottom is None else bottom)

    contribution = _total(part.contribution for part in others)
    ratio = whole.before.bottom is not None
    return Part(
        f"{len(others):,} others",
        None,
        "rest",
        amount("before").figure,
        amount("after").figure,
        contribution,
        _share(contribution, change_of(whole)),
        _total(part.size for part in others),
        _total(part.rate or Decimal(0) for part in others) if ratio else None,
        _total(part.mix or Decimal(0) for part in others) if ratio else None,
    )


def _total(values: Iterable[Decimal]) -> Decimal:
    return sum(values, Decimal(0))
