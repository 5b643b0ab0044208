"""Which of several roles a name has: where a flight leaves and where it goes, who made a booking and who checked it."""

import re
from collections.abc import Iterable
from dataclasses import replace

from core.language.frame import Frame
from core.semantic.query import Group

_PLACE = re.compile(r"(\w+)\.\w+")
FAR = 4  # items between the word for a role and the name


def role_said(frame: Frame, number: int, dimensions: Iterable[str]) -> set[str]:
    """Of the dimensions those whose role the words before a name tell: "from", "arriving in", "destination"."""
    known = {name: frame.scope.model.dimensions[name].said_after for name in dimensions}
    for back in range(number - 1, max(-1, number - 1 - FAR), -1):
        item = frame.items[back]
        said = item.text.lower()
        with_next = f"{said} {frame.items[back + 1].text.lower()}"
        if told := {name for name, words in known.items() if said in words or with_next in words}:
            return told
        named = {role_of(frame, name) for name in item.named("dimension")} - {""}
        if told := {name for name in known if role_of(frame, name) in named}:
            return told
        if not (item.filler or item.named("entity") or item.named("dimension") or item.is_word("by")):
            return set()
    return set()


def role_of(frame: Frame, name: str) -> str:
    """What a thing is called where it is told of another than itself: where a flight goes; empty for its own."""
    model = frame.scope.model
    dimension = model.dimensions[name]
    owner = model.entities.get(dimension.entity)
    first = _PLACE.search(dimension.sql or (dimension.at[0] if dimension.at else ""))
    alias = first[1] if first else ""
    return alias if owner is not None and alias and alias not in owner.sources else ""


def plain_place(frame: Frame, name: str) -> str:
    """Where it is read from, whatever the table is called in that role."""
    dimension = frame.scope.model.dimensions[name]
    text = dimension.sql or dimension.at[0] if dimension.sql or dimension.at else name
    for join in frame.scope.model.joins:
        if join.alias != join.target:
            text = text.replace(f"{join.alias}.", f"{join.target}.")
    return text


def turn_groups(frame: Frame) -> None:
    """ "which city has the most arriving flights": the city in that role."""
    model = frame.scope.model
    for number, item in enumerate(frame.items):
        roles = item.named("role")
        if not roles or any(name in {g.dimension for g in frame.groups} for name in roles):
            continue
        for at, group in enumerate(frame.groups):
            entity = model.entities.get(group.dimension)
            plain = entity.title or entity.key[0] if entity else group.dimension
            if plain not in model.dimensions:
                continue
            same = [name for name in roles if plain_place(frame, name) == plain_place(frame, plain)]
            if len(same) == 1:
                frame.groups[at] = Group(dimension=same[0])
                frame.items[number] = replace(item, senses=tuple(s for s in item.senses if s.name == same[0]))
