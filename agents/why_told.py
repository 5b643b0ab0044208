"""A change in words: every figure in them stands in its tables."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import date
from decimal import Decimal

from core.change.leading import STANDS_OUT
from core.change.parts import Part
from core.change.result import Change, Inside, Split
from core.change.spans import length
from core.semantic.explain import joined
from core.table import TableColumn, shown

MOST_LEFT_OUT = 3
SUMS = (
    "Each value's part is its own figure of the later period minus that of the earlier one; the parts add up to the "
    "change exactly."
)
RATES = (
    "The figure is a ratio, so each value's part is a rate effect (its own ratio changed, weighted with its mean "
    "share of the denominator) plus a mix effect (its share of the denominator changed, weighted with how far its mean "
    "ratio lies from the overall one): the midpoint decomposition of Bennet and Marshall–Edgeworth, the same in both "
    "directions. The parts add up to the change exactly. A value that is there in one period only counts as mix."
)
RANKED = (
    "Dimensions stand in the order of how much more of the change their few leading values explain than their size "
    "would, less where values move against each other."
)


def told(change: Change, currency: str, claim: str, today: date) -> Change:
    """With its sentence, the method and what to keep in mind."""
    words = _Words(change, currency)
    sentences = [words.premise(claim), words.headline(), words.leading(), words.inside()]
    sentence = " ".join(each for each in sentences if each)
    method = f"{RATES if change.ratio else SUMS} {RANKED}"
    limits = (*_lengths(change, today), *change.limits[:MOST_LEFT_OUT])
    return replace(change, sentence=sentence, method=method, limits=limits)


def _lengths(change: Change, today: date) -> list[str]:
    """Periods that are not alike, or not over."""
    days = [length(period, today) for period in (change.before_period, change.after_period)]
    said = []
    if days[0] != days[1] and all(days):
        lasts = [f"{name} has {count} days" for name, count in zip(change.spelt, days, strict=True)]
        said.append(f"The periods are not of the same length: {joined(lasts)}.")
    if not change.after_period.over(today):
        said.append(f"{change.spelt[1]} is not over: its figure is the one so far.")
    return said


class Figures:
    """How the figures of a change are written."""

    def __init__(self, change: Change, currency: str) -> None:
        self.change, self.currency = change, currency
        self.column = TableColumn("", change.measure, "decimal", change.unit)

    def figure(self, value: Decimal) -> str:
        if self.change.unit in ("count", "units") and value == value.to_integral_value():
            return f"{int(value):,}"
        return shown(value, self.column, self.currency)

    def signed(self, value: Decimal) -> str:
        said = self.amount(value)
        nothing = not any(digit in "123456789" for digit in said.split()[0])
        return said if nothing else f"+{said}" if value > 0 else f"−{said}"

    def amount(self, value: Decimal) -> str:
        """How much, whichever way; of a percentage in points."""
        if self.change.unit == "ratio":
            return f"{abs(value) * 100:.2f} points"
        if self.change.unit in ("days", "score"):
            return f"{abs(value):,.2f}"
        return self.figure(abs(value))


class _Words(Figures):
    """The sentences."""

    def premise(self, claim: str) -> str:
        """What was taken for granted and is not so is said first."""
        change = self.change.change
        if (claim == "fall" and change > 0) or (claim == "rise" and change < 0):
            did = "rose" if change > 0 else "fell"
            return f"{self.change.measure} did not {claim}: it {did}."
        return ""

    def headline(self) -> str:
        found = self.change
        earlier, later = found.spelt
        between = f"from {self.figure(found.before)} ({earlier}) to {self.figure(found.after)} ({later})"
        if not found.change:
            return f"{found.measure} did not change: {self.figure(found.before)} in {earlier} and in {later}."
        rate = (
            f" ({found.change_rate:+.1%})".replace("%", " %").replace("-", "−") if found.change_rate is not None else ""
        )
        did = "rose" if found.change > 0 else "fell"
        return f"{found.measure} {did} by {self.amount(found.change)}{rate}, {between}."

    def leading(self) -> str:
        best = self.change.splits[0] if self.change.splits else None
        if best is None and not self.change.change:
            return ""
        if best is None:
            return "There is no dimension here with more than one value to look along."
        if not self.change.change:
            return self._against(best)
        if not best.leading or best.score < STANDS_OUT:
            return f"No single value explains most of it: many had a part. {self._largest(best)}"
        return f"{self._parts(best.label, best.leading)}{self._opposite(best)}"

    def _parts(self, label: str, chosen: Sequence[Part]) -> str:
        names = [f"{part.label} ({self._part(part)})" for part in chosen]
        return (
            f"Most of it by {label}: {joined(names)}." if len(names) > 1 else f"The main part by {label} is {names[0]}."
        )

    def _part(self, part: Part) -> str:
        share = f", {(part.share or 0) * 100:.1f} % of the change" if 0 < (part.share or 0) <= 2 else ""
        born = {"new": ", not there before", "gone": ", not there any more"}.get(part.kind, "")
        return f"{self.signed(part.contribution)}{share}{born}{self._effects(part)}"

    def _effects(self, part: Part) -> str:
        if part.rate is None or part.mix is None or part.kind != "value":
            return ""
        return f", of which {self.signed(part.rate)} rate and {self.signed(part.mix)} mix"

    def _opposite(self, split: Split) -> str:
        against = [p for p in split.parts if p.kind != "rest" and p.contribution * self.change.change < 0]
        if not against:
            return ""
        part = max(against, key=lambda each: abs(each.contribution))
        return f" Against it stands {part.label} ({self.signed(part.contribution)})."

    def _largest(self, split: Split) -> str:
        part = split.parts[0]
        return f"The largest part by {split.label} is {part.label} ({self._part(part)})."

    def _against(self, split: Split) -> str:
        moved = [part for part in split.parts if part.contribution]
        if not moved:
            return ""
        names = [f"{part.label} ({self.signed(part.contribution)})" for part in moved[:2]]
        return f"By {split.label} there are movements that cancel out, such as {joined(names)}."

    def inside(self) -> str:
        found: Inside | None = self.change.inside
        if found is None or found.split.score < STANDS_OUT or self.change.splits[0].score < STANDS_OUT:
            return ""
        part = found.split.leading[0]
        within = f"Within {found.label} {found.value}, which changed by {self.signed(found.change)}"
        return f"{within}, the main part by {found.split.label} is {part.label} ({self.signed(part.contribution)})."
