"""A word that is a state of one thing and a value of another: "active" as a policy's status and an agent's flag."""

from collections.abc import Iterable, Sequence
from dataclasses import replace

from core.language.items import Item
from core.language.senses import Senses

FAR = 4  # items between the word and the thing it is said of


def settled(items: Sequence[Item], senses: Senses) -> list[Item]:
    return [_one(items, n, senses) if item.found and item.named("condition") else item for n, item in enumerate(items)]


def _one(items: Sequence[Item], number: int, senses: Senses) -> Item:
    """By the thing that is named next to it, then by what the other names are names of."""
    item = items[number]
    states = {name.split(".")[0] for name in senses.all(item, "condition")}
    values = {value.dimension.split(".")[0] for value in (item.found.values if item.found else ())}
    as_value = replace(item, senses=tuple(sense for sense in item.senses if sense.kind != "condition"))
    as_state = replace(item, found=None)
    for named in _named_around(items, number, senses):
        if named & states:
            return as_state
        if named & values:
            return as_value
    others = {value.dimension.split(".")[0] for other in items if other.found and other is not item
              for value in other.found.values}  # fmt: skip
    if others & states or not values:
        return as_state
    told = _told(senses, values, others) and not _told(senses, states, others)
    return as_value if others & values or told else as_state


def _named_around(items: Sequence[Item], number: int, senses: Senses) -> Iterable[set[str]]:
    places = [*range(number + 1, number + 1 + FAR), *range(number - 1, number - 1 - FAR, -1)]
    for place in places:
        if 0 <= place < len(items) and (named := {*senses.all(items[place], "entity")}):
            yield named


def _told(senses: Senses, owners: set[str], others: set[str]) -> bool:
    """Whether one of the owners knows what the other names are names of."""
    entities = senses.scope.model.entities
    return any(
        entities[other].sources[0] in senses.scope.reach(entities[owner].sources[0])
        for owner in owners & {*entities}
        for other in others & {*entities}
    )
