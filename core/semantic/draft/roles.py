"""Whoever or whatever a row refers to in a role of its own: a class's homeroom teacher, where a flight goes."""

import re
from collections.abc import Mapping, Sequence

from core.semantic.draft.keys import ABOVE, Reference
from core.semantic.draft.naming import Naming
from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.wording import COMMON, Way

Entry = dict[str, object]
PEOPLE_ABOVE = {"manager", "reports_to", "supervisor", "boss", "lead", "leader", "superior", "chief"}
SHORT_TEXT = 80  # characters


def is_role(reference: Reference, every: Sequence[Reference]) -> bool:
    """A second way to the same table, or a way to itself, needs a name of its own."""
    same = [r for r in every if r.source == reference.source and r.target == reference.target]
    return reference.source == reference.target or (len(same) > 1 and reference is not same[0])


def alias(reference: Reference, every: Sequence[Reference], table: str) -> str:
    return reference.role if is_role(reference, every) else table


def told_by_role(
    reference: Reference, target: Profile, title: tuple[str, str] | None, called: str, naming: Naming
) -> Mapping[str, Entry]:
    """By name, and by each text that the target has: a flight's origin, its origin city."""
    source, noun = naming.entity(reference.source), naming.label(naming.entity(reference.target))
    label = naming.label(reference.role)
    if label in (noun, naming.entity(reference.target)):
        return {}
    found: dict[str, Entry] = {}
    way, names = _way(reference, label, noun)
    if title is not None:
        place, kind = title
        text = re.sub(rf"\b{re.escape(target.sql)}\.", f"{called}.", place)
        entry = _entry(label, [*_said(label, noun, naming), *(f"{name} {noun}" for name in names), *_bare(names)], way)
        shown: Entry = {"at": text} if kind == "at" else {"sql": text, "kind": "text"}
        found[f"{source}.{reference.role}"] = entry | shown | _meaning(label, source, naming)
    for column in target.columns if len(names) or title is None else ():
        if _tells(column, target, title):
            said = naming.spoken(column.name).removeprefix(f"{noun} ")
            more = [f"{name} {said}" for name in (*_said(label, noun, naming), *names)]
            entry = _entry(f"{label} {said}", more, way) | {"at": f"{called}.{column.sql}"}
            found[f"{source}.{reference.role}_{column.name}"] = entry | _meaning(f"{label} {said}", source, naming)
    return found


def _bare(names: Sequence[str]) -> list[str]:
    """Those that say enough alone: a departure is as well when it is."""
    return [name for name in names if name not in ("from", "to", "departure", "arrival", "starting")]


def _tells(column: ColumnProfile, target: Profile, title: tuple[str, str] | None) -> bool:
    own = title is not None and title[0] == f"{target.sql}.{column.sql}"
    return column.kind == "text" and column.longest < SHORT_TEXT and not own


def _entry(label: str, synonyms: Sequence[str], way: Sequence[str]) -> Entry:
    entry: Entry = {"label": label, "synonyms": [name for name in dict.fromkeys(synonyms) if name != label]}
    return entry | ({"said_after": list(way)} if way else {})


def _meaning(label: str, source: str, naming: Naming) -> Entry:
    return {"search": True, "meaning": f"The {label} of the {naming.label(source)}"}


def _said(label: str, noun: str, naming: Naming) -> list[str]:
    """Without the noun that it ends with: "homeroom" for "homeroom teacher"."""
    short = [re.sub(rf" ({noun}|{label.split()[-1]})$", "", label)]
    return [name for name in short if name != label and name not in naming.nouns]


def _way(reference: Reference, label: str, noun: str) -> tuple[list[str], list[str]]:
    """The words before a name in this role, and what the role is called as well."""
    if reference.source == reference.target and reference.role in PEOPLE_ABOVE:
        above = COMMON.ways["above"]
        return list(above.before), [*above.names, *(said for said in above.before if said.startswith("report"))]
    parts = set(reference.role.split("_")) | set(label.split())
    known: Way | None = next((way for way in COMMON.ways.values() if parts & {*way.columns}), None)
    if known is not None:
        return list(known.before), list(known.names)
    short = label.removesuffix(f" {noun}")
    return ([short] if short.endswith(" by") else [f"{short} by"] if short in ABOVE else []), []
