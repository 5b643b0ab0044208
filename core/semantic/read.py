"""Reads semantic/*.yaml into a Model. A wrong file is refused with its line and the nearest right word."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import TypeVar, get_args

from pydantic import BaseModel, ValidationError

from core.errors import Invalid, suggest
from core.semantic import check
from core.semantic.model import Condition, Dimension, Entity, Join, Measure, Model, Persona, Table, View
from core.yaml_file import LineOf, read

Place = Callable[[tuple[str | int, ...]], str]  # key path → "file:line"
Shape = TypeVar("Shape", bound=BaseModel)

SECTIONS: Mapping[str, type[BaseModel]] = {
    "tables": Table,
    "entities": Entity,
    "dimensions": Dimension,
    "measures": Measure,
    "conditions": Condition,
    "views": View,
    "personas": Persona,
}


def load_model(folder: Path) -> Model:
    """The whole vocabulary of a folder, checked across its files."""
    found: dict[str, dict[str, object]] = {name: {} for name in SECTIONS}
    joins: list[Join] = []
    renamed: dict[str, str] = {}
    places: dict[tuple[str, str], str] = {}
    files = sorted(folder.glob("*.yaml"))
    if not files:
        raise Invalid(f"{folder} holds no .yaml file: the vocabulary is missing.")
    for file in files:
        data, line_of = read(file)
        place = _place(file, line_of)
        for section, content in _sections(data, place):
            if section == "joins":
                for i, entry in enumerate(_as_list(content, place)):
                    places["joins", str(len(joins))] = place(("joins", i))
                    joins.append(_shape(Join, entry, place, ("joins", i)))
            elif section == "renamed_from":
                renamed |= {str(k): str(v) for k, v in _as_map(content, place, section).items()}
            else:
                _collect(section, _as_map(content, place, section), place, found[section], places)
    model = Model(joins=tuple(joins), renamed_from=renamed, **found)
    check.names(model, lambda section, name: places.get((section, name), str(folder)))
    return model


def _place(file: Path, line_of: LineOf) -> Place:
    return lambda key: f"{file}:{line_of(key)}"


def _sections(data: object, place: Place) -> list[tuple[str, object]]:
    known = [*SECTIONS, "joins", "renamed_from"]
    sections = list(_as_map(data or {}, place, "the file").items())
    for name, _ in sections:
        if name not in known:
            raise Invalid(f"{place((name,))}: there is no section {name!r}.{_hint(name, known)}")
    return sections


def _as_map(data: object, place: Place, what: str) -> dict[str, object]:
    if not isinstance(data, dict):
        raise Invalid(f"{place((what,))}: {what} must be a list of `name: value` entries.")
    return {str(name): value for name, value in data.items()}


def _as_list(data: object, place: Place) -> list[object]:
    if not isinstance(data, list):
        raise Invalid(f"{place(('joins',))}: joins must be a list.")
    return data


def _collect(
    section: str,
    entries: Mapping[str, object],
    place: Place,
    into: dict[str, object],
    places: dict[tuple[str, str], str],
) -> None:
    for name, entry in entries.items():
        if name in into:
            raise Invalid(f"{place((section, name))}: {name!r} is defined twice, first at {places[section, name]}.")
        places[section, name] = place((section, name))
        into[name] = _shape(SECTIONS[section], _named(name, entry), place, (section, name))


def _named(name: str, entry: object) -> object:
    return {"name": name, **entry} if isinstance(entry, dict) else entry


def _shape(shape: type[Shape], entry: object, place: Place, at: tuple[str | int, ...]) -> Shape:
    try:
        return shape.model_validate(entry)
    except ValidationError as error:
        every = error.errors()  # a key that does not exist first: it may be the one that is missed elsewhere
        first = next((each for each in every if each["type"] == "extra_forbidden"), every[0])
        where = place((*at, *first["loc"]))
        key = str(first["loc"][-1]) if first["loc"] else ""
        if first["type"] == "extra_forbidden":
            raise Invalid(
                f"{where}: there is no key {key!r} here.{_hint(key, _keys(shape, first['loc'][:-1]))}"
            ) from None
        reason = first["msg"].removeprefix("Value error, ")
        subject = ".".join(str(part) for part in (*at, *first["loc"]))
        found = "" if isinstance(first["input"], dict) else f" (found {first['input']!r})"
        raise Invalid(f"{where}: {subject}: {reason}{found}.") from None


def _keys(shape: type[BaseModel], path: tuple[int | str, ...]) -> list[str]:
    """What may stand where a complaint points to: in the entry itself, or in a part of it."""
    for part in path:
        kinds = [shape.model_fields[part].annotation] if part in shape.model_fields else []
        inner = [each for kind in kinds for each in (kind, *get_args(kind))]
        shape = next((each for each in inner if isinstance(each, type) and issubclass(each, BaseModel)), shape)
    return list(shape.model_fields)


def _hint(name: str, known: list[str]) -> str:
    near = suggest(name, known, limit=1)
    return f" Did you mean {near[0]!r}?" if near else f" Known are: {', '.join(known)}."
