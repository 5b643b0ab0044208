"""Which of its senses a word has here: what the asker may see, and what fits the other words of the question."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from functools import cached_property

from core.language.items import Item
from core.semantic import expression
from core.semantic.compile.scope import Scope
from core.semantic.model import Persona

MARGIN = 0.03  # less than what any word of the question adds


@dataclass
class Homes:
    """The tables that each sense lives in."""

    scope: Scope
    _found: dict[tuple[str, str], frozenset[str]] = field(default_factory=dict)

    def of(self, kind: str, name: str) -> frozenset[str]:
        if (kind, name) not in self._found:
            self._found[kind, name] = frozenset(self._of(kind, name))
        return self._found[kind, name]

    def _of(self, kind: str, name: str) -> Iterable[str]:
        model = self.scope.model
        if kind in ("measure", "ranks_low", "ranks_high"):
            measure = model.measures[name]
            if measure.fact:
                yield measure.fact
            for part in expression.measures_in(measure.formula):
                yield from self._of("measure", part)
        elif kind in ("entity", "verb"):
            yield from model.entities[name].sources
        else:
            thing = model.dimensions.get(name) if kind in ("dimension", "role") else None
            text = thing.sql if thing else model.conditions[name].when if kind == "condition" else None
            if thing and thing.at:
                yield from (self._table(place.rpartition(".")[0]) for place in thing.at)
            elif thing and thing.measure:
                yield from self._of("measure", thing.measure)
            elif text:
                tree = expression.parse(text)
                yield from (self._table(alias) for alias, _ in expression.references(tree))
                for inner in expression.names(tree):
                    kind_of = "condition" if inner in model.conditions else "dimension"
                    yield from self._of(kind_of, inner)

    def _table(self, alias: str) -> str:
        if alias in self.scope.model.tables:
            return alias
        return next(join.target for join in self.scope.model.joins if join.alias == alias)


@dataclass
class Senses:
    """Chooses among senses for one question of one asker."""

    scope: Scope
    persona: Persona
    items: list[Item]
    context: tuple[str, ...] = ()  # tables that the conversation was about
    close: dict[int, tuple[str, ...]] = field(default_factory=dict)  # figures that fit a word as well as the best
    homes: Homes = field(init=False)

    def __post_init__(self) -> None:
        self.homes = Homes(self.scope)

    def visible(self, kind: str, name: str) -> bool:
        needed = self.homes.of(kind, name)
        if kind in ("entity", "verb"):
            return any(table in self.scope.tables for table in needed)
        if kind in ("dimension", "role") and self.scope.model.dimensions[name].at:
            return any(table in self.scope.tables for table in needed)
        return all(table in self.scope.tables for table in needed)

    def home(self, kind: str, name: str) -> frozenset[str]:
        """The visible tables that a sense lives in."""
        return self.homes.of(kind, name) & self.scope.tables

    # -- choosing -----------------------------------------------------------------------------------------------
    def of(self, item: Item, kind: str) -> str | None:
        """The sense of a kind that fits best; None where it has none that the asker may see."""
        own = self.persona.synonyms.get(item.text.lower()) if kind == "measure" else None
        if own and self.visible("measure", own):
            return own
        names = self.all(item, kind)
        if len(names) < 2:
            return names[0] if names else None
        fits = {name: self.fit(item, kind, name) for name in names}
        best = max(fits, key=lambda name: fits[name])
        if kind == "measure":
            close = [name for name in names if name != best and fits[best] - fits[name] < MARGIN]
            self.close[item.start] = (best, *close)
        return best

    def all(self, item: Item, kind: str) -> list[str]:
        return [sense.name for sense in item.senses if sense.kind == kind and self.visible(kind, sense.name)]

    def fit(self, item: Item, kind: str, name: str) -> float:
        """The weight of a sense, and how many other words could be about the same rows."""
        weight = next(sense.weight for sense in item.senses if sense.kind == kind and sense.name == name)
        mine = self.home(kind, name)
        others = sum(0.3 for other in self.items if other is not item and self._together(mine, other))
        entity = name.split(".")[0] if "." in name else self._fact_of(name) if kind == "measure" else None
        named = 0.5 if entity and entity in self._named_entities else 0.0
        named += 0.6 if kind == "dimension" and entity in self._valued_entities else 0.0
        named += (
            0.3
            if kind == "measure" and self._percent(item) and self.scope.model.measures[name].unit == "ratio"
            else 0.0
        )
        said = 0.2 if mine & set(self.context) else 0.0
        return weight + others + named + said

    def _percent(self, item: Item) -> bool:
        """ "margin in percent", "% margin": beside it is said how it is written."""
        return any(other.is_word("share") and abs(other.start - item.end) < 3 for other in self.items)

    def _fact_of(self, measure: str) -> str | None:
        """The thing that a figure is worked out over."""
        fact = self.scope.model.measures[measure].fact
        known = self.scope.fact_entity(fact) if fact else None
        return known.name if known else None

    @cached_property
    def _named_entities(self) -> set[str]:
        found = {s.name for item in self.items for s in item.senses if s.kind == "entity"}
        model = self.scope.model
        counted = {model.entities[name].count: name for name in model.entities}
        return found | {
            counted[s.name] for item in self.items for s in item.senses if s.kind == "measure" and s.name in counted
        }

    @cached_property
    def _valued_entities(self) -> set[str]:
        """What the names in the question are names of."""
        return {value.dimension.split(".")[0] for item in self.items if item.found for value in item.found.values}

    def _together(self, mine: frozenset[str], other: Item) -> bool:
        return any(self.linked(mine, self.home(s.kind, s.name)) for s in other.senses if s.kind != "word") or any(
            self.linked(mine, self.home("dimension", value.dimension))
            for value in (other.found.values if other.found else ())
        )

    def linked(self, mine: frozenset[str], theirs: frozenset[str]) -> bool:
        """Whether one of the tables reaches the other by many-to-one joins."""
        return any(b in self.scope.reach(a) or a in self.scope.reach(b) for a in mine for b in theirs)
