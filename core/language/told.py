"""What figures are told of: attributes of each group, and those that a name stands for."""

from core.language.content import counted_by
from core.language.frame import Ask, Frame
from core.semantic.query import Group


def told_with(frame: Frame) -> list[Group]:
    """ "name and capacity of the stadium with the most concerts": attributes of each group."""
    entities = frame.scope.model.entities
    grouped = {group.dimension for group in frame.groups}
    known = [
        table for name in grouped & {*entities} for table in frame.scope.reach(entities[name].sources[0])
        if frame.scope.own_rows(entities[name])
    ]  # fmt: skip
    shown = {part for name in grouped & {*entities} for part in (*entities[name].key, entities[name].title)}
    own = {name for name in frame.columns if name in frame.scope.model.dimensions} - shown
    told = [
        name for name in dict.fromkeys(frame.columns) if name in own and frame.senses.home("dimension", name) & {*known}
    ]
    return [Group(dimension=name) for name in told if name not in grouped and name.split(".")[0] in entities]


def those(frame: Frame) -> str | None:
    """ "captains with more than 400 flights": some of the crew; nothing is counted for each of itself."""
    counted = {counted_by(frame.scope, h.measure.measure or "") for h in frame.having}
    if frame.subject is not None and frame.subject not in counted:
        return None
    for item in frame.items:
        found = item.found.values[0] if item.found else None
        owner = found.dimension.split(".")[0] if found else ""
        many = item.text.lower().endswith("s") and found is not None and not found.text.lower().endswith("s")
        if many and owner not in counted and owner in frame.scope.model.entities:
            return owner
    if frame.subject is not None:
        frame.asks.append(Ask("How many of what, for each of what? Name both."))
    return None
