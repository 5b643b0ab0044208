"""One change looked at along every dimension that fits, and the largest part once more inside."""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import Decimal

from core.change.asked import Asked, members, query_of
from core.change.leading import leading
from core.change.parts import Member, Part, adds_up, change_of, parts, shortened
from core.change.places import field_of, is_state, label_of
from core.change.result import Inside, Split
from core.context import Context
from core.run import run_query
from core.semantic.compile.scope import Scope
from core.semantic.query import Fields
from core.table import Table
from core.warehouse.base import Cancel

SHOWN = 9  # rows of a dimension, the one for all others among them
MANY = 40  # values; with more, and all of them in one period only, a dimension tells rows apart and explains little
EXPLAINS = Decimal("0.25")  # of the change: one value of such a dimension is worth showing from here on
ZERO, ONE = Decimal(0), Decimal(1)
DEEP = Decimal("0.5")  # of the change: parts smaller than this are not looked into


@dataclass
class Along:
    """Remembers why a dimension was left out."""

    ctx: Context
    scope: Scope
    cancel: Cancel | None = None
    limits: list[str] = field(default_factory=list)

    def whole(self, asked: Asked) -> Member:
        table = run_query(self.ctx, query_of(asked, None, self.scope), self.cancel).table
        return members(table, asked.made)[0]

    def splits(self, asked: Asked, whole: Member, names: Iterable[str]) -> tuple[Split, ...]:
        """Best explanation first; one value alone explains nothing."""
        found: dict[tuple[Decimal, ...], Split] = {}
        for name in names:
            table = run_query(self.ctx, query_of(asked, name, self.scope), self.cancel).table
            if (there := self._members(table, asked, whole, name)) is not None:
                made = parts(there, whole)
                alike = tuple(sorted(part.contribution for part in made))  # a code and a name of the same thing
                if alike not in found and (split := self._split(made, there, whole, name, table.sql)):
                    found[alike] = split
        model = self.scope.model
        ranked = sorted(found.values(), key=lambda each: (is_state(each.dimension, model), -each.score, each.values))
        return tuple(ranked)

    def _members(self, table: Table, asked: Asked, whole: Member, name: str) -> tuple[Member, ...] | None:
        """All of its values; None where they cannot be had or would not add up."""
        label = label_of(name, self.scope.model)
        if table.truncated:
            self._leave_out(f"There are {table.total_rows:,} values of {label}, too many to compare one by one.")
            return None
        there = [each for each in members(table, asked.made) if not (each.before.empty and each.after.empty)]
        if len(there) < 2:
            return None
        if not adds_up(there, whole):
            self._leave_out(f"By {label} the parts are not the whole, so they would not add up to the change.")
            return None
        return tuple(there)

    def _split(
        self, made: tuple[Part, ...], there: tuple[Member, ...], whole: Member, name: str, sql: str
    ) -> Split | None:
        known = self.scope.model.dimensions.get(name)
        told = known is not None and not known.search and len(made) > MANY  # free text, such as addresses
        moved = any(part.contribution for part in made)
        if told or not moved or _tells_rows_apart(made) or _by_definition(made):
            return None
        best = leading(made, change_of(whole))
        shown = shortened(made, there, whole, SHOWN)
        return Split(name, label_of(name, self.scope.model), len(made), best.score, best.values, shown, sql)

    def _leave_out(self, why: str) -> None:
        if why not in self.limits:
            self.limits.append(why)

    def inside(self, asked: Asked, splits: tuple[Split, ...]) -> Inside | None:
        """The part that leads, where it is most of the change, by the other dimensions."""
        first = splits[0] if splits else None
        if first is None or not first.leading or (first.leading[0].share or 0) < DEEP:
            return None
        part = first.leading[0]
        narrowed = asked.within(_only(field_of(first.dimension, self.scope.model), part))
        whole = self.whole(narrowed)
        if whole.before.figure is None or whole.after.figure is None:
            return None
        others = [split.dimension for split in splits[1:]]
        found = replace(self, limits=[]).splits(narrowed, whole, others)
        if not found or not found[0].leading:
            return None
        before, after = whole.before.figure, whole.after.figure
        return Inside(first.label, part.label, before, after, change_of(whole), found[0])


def _tells_rows_apart(made: tuple[Part, ...]) -> bool:
    """Numbers of orders and the like."""
    apart = len(made) > MANY and all(part.kind in ("new", "gone") for part in made)
    return apart and (made[0].share is None or abs(made[0].share) < EXPLAINS)


def _by_definition(made: tuple[Part, ...]) -> bool:
    """Whether a rate is all or nothing in nearly every value: the status "failed" says nothing about failing."""
    rates = [{part.before, part.after} - {None} for part in made if part.rate is not None]
    sure = [rate for rate in rates if rate <= {ZERO, ONE}]
    return len(rates) > 0 and len(sure) >= len(rates) - 1 and {ZERO} in sure and {ONE} in sure


def _only(name: str, part: Part) -> Fields:
    if part.key is None:
        return Fields(field=name, op="is null")
    return Fields.model_validate({"field": name, "value": part.key})
