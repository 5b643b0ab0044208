"""Verbs between two things that belong together: "which singers performed in Vienna" says no more than "singers in"."""

from collections.abc import Sequence
from dataclasses import replace
from itertools import combinations

from core.language.grammar import RELATING
from core.language.items import Item
from core.language.senses import Senses


def without_relations(items: Sequence[Item], senses: Senses) -> list[Item]:
    """Such a verb is as good as unsaid where two things are named that the data links in one way only."""
    verbs = [n for n, item in enumerate(items) if item.unknown and item.text.lower() in RELATING]
    figures = any(item.named("measure") for item in items)
    if not verbs or not _linked_once(items, senses, at_least=0 if figures else 1):
        return list(items)
    return [replace(item, filler=True) if n in verbs else item for n, item in enumerate(items)]


def _linked_once(items: Sequence[Item], senses: Senses, at_least: int) -> bool:
    homes = [home for item in items if (home := _homes(item, senses))]
    pairs = [(one, other) for one, other in combinations(homes, 2) if not one & other]
    return len(pairs) >= at_least and all(_ways(senses, one, other) < 2 for one, other in pairs)


def _homes(item: Item, senses: Senses) -> frozenset[str]:
    named = {table for sense in item.senses if sense.kind == "entity" for table in senses.home("entity", sense.name)}
    values = item.found.values if item.found else ()
    named |= {table for value in values for table in senses.home("dimension", value.dimension)}
    return frozenset(named)


def _ways(senses: Senses, one: frozenset[str], other: frozenset[str]) -> int:
    """In how many roles one of them stands at the other."""
    joins = senses.scope.model.joins
    model = senses.scope.model
    ends = [d for d in model.dimensions.values() if {"from", "to"} & {*d.said_after}]
    if any({*model.entities[end.entity].sources} & (one | other) for end in ends):
        return 1  # where something goes is told by "from" and "to"
    return sum((j.source in one and j.target in other) or (j.source in other and j.target in one) for j in joins)
