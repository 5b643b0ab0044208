"""A question kept for long meets a vocabulary that has changed: new names are put in, missing ones are named."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import TypeVar

from core.errors import suggest
from core.semantic.model import Model, Strict
from core.semantic.query import Fields, Group, In, Is, Order, Query, Share, Term

Part = TypeVar("Part", bound=Strict)
GROUPING = "grouping"
# Where a Query names something of the vocabulary, and what kind of thing it is.
NAMES: Mapping[tuple[type[Strict], str], str] = {
    (Term, "measure"): "figure",
    (Term, "of"): GROUPING,
    (Term, "date"): GROUPING,
    (Group, "dimension"): GROUPING,
    (Fields, "field"): GROUPING,
    (Fields, "other"): GROUPING,
    (In, "date"): GROUPING,
    (Is, "state"): "condition",
    (Query, "rows"): "list",
}
# Here a name may also be that of a column, so only renaming is looked for.
LOOSE = {(Order, "by"), (Query, "per"), (Share, "within")}


@dataclass(frozen=True)
class Freshened:
    """The question in today's words."""

    query: Query
    renamed: tuple[tuple[str, str], ...] = ()  # the name then, the name now
    missing: tuple[tuple[str, str], ...] = ()  # kind, name
    near: tuple[str, ...] = ()  # names that might be meant by the first missing one

    @property
    def notes(self) -> str:
        """What changed since, as sentences; empty when nothing did."""
        said = [f"{old!r} is called {new!r} now, and that is used." for old, new in self.renamed]
        said += [f"The {kind} {name!r} is no longer in the vocabulary." for kind, name in self.missing]
        if self.missing and self.near:
            said.append(f"Near it there is {' and '.join(repr(name) for name in self.near)}.")
        return " ".join(said)


def freshened(query: Query, model: Model) -> Freshened:
    renamed = [(name, model.renamed_from[name]) for _, name in _names(query) if name in model.renamed_from]
    now = _rewritten(query, model.renamed_from)
    missing = [(kind, name) for kind, name in _names(now) if kind and name not in _known(model, kind)]
    near = suggest(missing[0][1], _known(model, missing[0][0]), limit=2) if missing else []
    return Freshened(now, tuple(dict.fromkeys(renamed)), tuple(dict.fromkeys(missing)), tuple(near))


def _known(model: Model, kind: str) -> frozenset[str]:
    if kind == "figure":
        return frozenset(model.measures)
    if kind == "condition":
        return frozenset(model.conditions)
    return frozenset(model.entities) | (frozenset(("date", *model.dimensions)) if kind == GROUPING else frozenset())


def _names(part: Strict) -> Iterator[tuple[str, str]]:
    """Every name, with the kind that it has to be of; none where it may be a column's."""
    for field in type(part).model_fields:
        value = getattr(part, field)
        place = (type(part), field)
        for one in value if isinstance(value, tuple) else (value,):
            if isinstance(one, Strict):
                yield from _names(one)
            elif isinstance(one, str) and (place in NAMES or place in LOOSE):
                yield NAMES.get(place, ""), one


def _rewritten(part: Part, renames: Mapping[str, str]) -> Part:
    if not renames:
        return part
    return part.model_copy(
        update={field: _new(part, field, getattr(part, field), renames) for field in type(part).model_fields}
    )


def _new(part: Strict, field: str, value: object, renames: Mapping[str, str]) -> object:
    if isinstance(value, Strict):
        return _rewritten(value, renames)
    if isinstance(value, tuple):
        return tuple(_new(part, field, one, renames) for one in value)
    named = (type(part), field) in NAMES or (type(part), field) in LOOSE
    return renames.get(value, value) if isinstance(value, str) and named else value
