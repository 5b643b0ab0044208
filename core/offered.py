"""What somebody can pick from by hand: the figures, groupings and conditions of the tables that they see."""

import re
from collections.abc import Callable, Iterable, Mapping
from functools import lru_cache, wraps
from types import MappingProxyType
from typing import TypeVar

from core.access import Asker, sees_tables
from core.semantic.model import Condition, Dimension, Entity, Measure, Model

_PLACE = re.compile(r"\b(\w+)\.\w+")
_PART = re.compile(r"\{([\w.]+)\}")
Seen = frozenset[str]  # tables
Value = TypeVar("Value")
KEPT = 256


def _kept(find: Callable[[Model, Seen], Mapping[str, Value]]) -> Callable[[Model, Asker], Mapping[str, Value]]:
    """Worked out once for those who see the same tables: a page asks for it at every click."""

    @lru_cache(maxsize=KEPT)
    def found(model: Model, seen: Seen) -> Mapping[str, Value]:
        return MappingProxyType(find(model, seen))

    @wraps(find)
    def of(model: Model, asker: Asker) -> Mapping[str, Value]:
        return found(model, sees_tables(model, asker))

    return of


@_kept
def measures(model: Model, seen: Seen) -> Mapping[str, Measure]:
    """Those that are not parts of others; a formula is seen with all of its figures."""
    return {name: one for name, one in model.measures.items() if not one.hidden and _sees_measure(model, seen, one)}


@_kept
def groupings(model: Model, seen: Seen) -> Mapping[str, str]:
    """What to group by, with its label: entities, and the attributes that sort things into few kinds."""
    visible = {name for name, one in model.dimensions.items() if _sees_dimension(model, seen, one)}
    entities = {
        one.name: one.label for one in model.entities.values() if len(one.key) == 1 and visible.issuperset(one.key)
    }
    named = {part for one in model.entities.values() for part in (*one.key, one.title)}
    attributes = {
        name: one.label
        for name, one in model.dimensions.items()
        if name in visible and one.search and name not in named
    }
    return {**entities, **attributes}


@_kept
def dimensions(model: Model, seen: Seen) -> Mapping[str, Dimension]:
    """All that can be grouped, filtered or listed by."""
    return {name: one for name, one in model.dimensions.items() if _sees_dimension(model, seen, one)}


@_kept
def entities(model: Model, seen: Seen) -> Mapping[str, Entity]:
    """What can be listed and counted."""
    return {name: one for name, one in model.entities.items() if any(source in seen for source in one.sources)}


@_kept
def conditions(model: Model, seen: Seen) -> Mapping[str, Condition]:
    return {
        name: one
        for name, one in model.conditions.items()
        if not one.hidden and all(table in seen for table in _tables(model, one.when))
    }


def who_sees_measure(model: Model, measure: Measure) -> tuple[str, ...]:
    """The personas that can ask for it."""
    return tuple(
        persona.name
        for persona in model.personas.values()
        if _sees_measure(model, frozenset((*persona.tables, *persona.planning)), measure)
    )


def _sees_measure(model: Model, seen: Seen, measure: Measure) -> bool:
    if measure.fact is not None:
        return measure.fact in seen
    parts = [model.measures[name] for name in re.findall(r"\w+", measure.formula or "") if name in model.measures]
    return all(_sees_measure(model, seen, part) for part in parts)


def _sees_dimension(model: Model, seen: Seen, dimension: Dimension) -> bool:
    if dimension.measure is not None:
        return _sees_measure(model, seen, model.measures[dimension.measure])
    if dimension.at:
        return any(table in seen for place in dimension.at for table in _tables(model, place))
    return all(table in seen for table in _tables(model, dimension.sql or ""))


def _tables(model: Model, text: str) -> Iterable[str]:
    """The tables that an expression reads: by their names, or by their parts in a join."""
    plain = _PART.sub("", text)
    targets = {join.alias: join.target for join in model.joins}
    names = {targets.get(name, name) for name in _PLACE.findall(plain)}
    for part in _PART.findall(text):
        if part in model.conditions:
            names.update(_tables(model, model.conditions[part].when))
    return [name for name in names if name in model.tables]
