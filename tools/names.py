"""Codes and names that people give: found among what the asker sees, or the nearest ones said."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Annotated, get_args

from pydantic import BaseModel, Field

from core.context import Context
from core.errors import Invalid, Unknown
from core.export import whole
from core.semantic import query
from tools.order_names import order_code


@dataclass(frozen=True)
class Of:
    """Marks an argument that names a member of an entity."""

    entity: str


Product = Annotated[str, Of("product"), Field(description="A product's code or name")]
Warehouse = Annotated[str, Of("warehouse"), Field(description="A warehouse's code or name")]
Supplier = Annotated[str, Of("supplier"), Field(description="A supplier's code or name")]
Group = Annotated[str, Of("product.group"), Field(description="A product group")]
Order = Annotated[str, Of("sales_order"), Field(description="A sales order's number, such as SO-000123")]

_PARTS = re.compile(r"[a-z]+|\d+")
MOST_SAID = 3


def resolved(ctx: Context, arguments: BaseModel) -> BaseModel:
    """With every name as its code."""
    found: dict[str, object] = {}
    for name, entity in entities_of(type(arguments)).items():
        given = getattr(arguments, name)
        found[name] = _code(ctx, entity, given) if isinstance(given, str) else _codes(ctx, entity, given)
    return arguments.model_copy(update=found)


def entities_of(arguments: type[BaseModel]) -> Mapping[str, str]:
    """The arguments that name something, with what they name."""
    fields = arguments.model_fields.items()
    return {name: entity for name, one in fields for entity in _entities((*one.metadata, one.annotation))}


def _entities(parts: tuple[object, ...]) -> Iterator[str]:
    """Also where the mark is inside of `Product | None` or of a list."""
    for part in parts:
        if isinstance(part, Of):
            yield part.entity
            return
        yield from _entities(tuple(getattr(part, "__metadata__", ())) + get_args(part))


def _codes(ctx: Context, entity: str, given: object) -> object:
    if isinstance(given, dict):
        return _by_code(ctx, entity, given)
    return [_code(ctx, entity, str(one)) for one in given] if isinstance(given, list | tuple) else given


def _by_code(ctx: Context, entity: str, given: Mapping[str, object]) -> Mapping[str, object]:
    found: dict[str, object] = {}
    for name, one in given.items():
        code = _code(ctx, entity, name)
        if code in found:
            raise Invalid(f"{code} is there twice: once as {name!r}.")
        found[code] = one
    return found


def _code(ctx: Context, entity: str, text: str) -> str:
    """An exact code, then an exact name, then the only name that has it as a part."""
    if entity == "sales_order":
        return order_code(ctx, text)
    members = known(ctx, entity)
    codes = {plain_code(code): code for code in members}
    if (code := codes.get(plain_code(text))) is not None:
        return code
    wanted = " ".join(text.lower().split())
    exact = [code for code, name in members.items() if name.lower() == wanted]
    partial = exact or [code for code, name in members.items() if wanted in name.lower()]
    if len(partial) == 1:
        return partial[0]
    kind = entity.replace("_", " ").replace(".", " ")
    if partial:
        some = ", ".join(f"{code} ({members[code]})" for code in partial[:MOST_SAID])
        raise Invalid(f"{text!r} fits {len(partial)} {kind}s: {some}{' …' if len(partial) > MOST_SAID else ''}.")
    raise Unknown(kind, text, [*members, *(name for name in members.values() if name)])


def known(ctx: Context, entity: str) -> Mapping[str, str]:
    """Code → name of all that the asker sees; from the cache, while the data stays."""
    members = entity if entity in ctx.model.entities else None  # all of them: a warehouse may hold nothing yet
    rows = whole(ctx, query.Query(rows=members, by=(query.Group(dimension=entity),))).table.rows
    return {_whole_code(row[:-1] if len(row) > 1 else row): str(row[-1] or "") for row in rows}


def _whole_code(parts: tuple[object, ...]) -> str:
    return "-".join(str(part) for part in parts)


def plain_code(code: str) -> str:
    """Without dashes, case and leading zeros: so 123 is SO-000123."""
    return "".join(part.lstrip("0") or "0" if part.isdigit() else part for part in _PARTS.findall(code.lower()))
