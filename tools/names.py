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
    for name, info in type(arguments).model_fields.items():
        given = getattr(arguments, name)
        for entity in _entities((*info.metadata, info.annotation)):
            found[name] = _code(ctx, entity, given) if isinstance(given, str) else _codes(ctx, entity, given)
    return arguments.model_copy(update=found)


def _entities(parts: tuple[object, ...]) -> Iterator[str]:
    """Also where the mark is inside of `Product | None` or of a list."""
    for part in parts:
        if isinstance(part, Of):
            yield part.entity
            return
        yield from _entities(tuple(getattr(part, "__metadata__", ())) + get_args(part))


def _codes(ctx: Context, entity: str, given: object) -> object:
    return [_code(ctx, entity, str(one)) for one in given] if isinstance(given, list | tuple) else given


def _code(ctx: Context, entity: str, text: str) -> str:
    """An exact code, then an exact name, then the only name that has it as a part."""
    known = _known(ctx, entity)
    codes = {_plain(code): code for code in known}
    if (code := codes.get(_plain(text))) is not None:
        return code
    wanted = " ".join(text.lower().split())
    exact = [code for code, name in known.items() if name.lower() == wanted]
    partial = exact or [code for code, name in known.items() if wanted in name.lower()]
    if len(partial) == 1:
        return partial[0]
    kind = entity.replace("_", " ").replace(".", " ")
    if partial:
        some = ", ".join(f"{code} ({known[code]})" for code in partial[:MOST_SAID])
        raise Invalid(f"{text!r} fits {len(partial)} {kind}s: {some}{' …' if len(partial) > MOST_SAID else ''}.")
    raise Unknown(kind, text, [*known, *(name for name in known.values() if name)])


def _known(ctx: Context, entity: str) -> Mapping[str, str]:
    """Code → name of all that the asker sees; from the cache, while the data stays."""
    rows = whole(ctx, query.Query(by=(query.Group(dimension=entity),))).table.rows
    return {_whole_code(row[:-1] if len(row) > 1 else row): str(row[-1] or "") for row in rows}


def _whole_code(parts: tuple[object, ...]) -> str:
    return "-".join(str(part) for part in parts)


def _plain(code: str) -> str:
    """Without dashes, case and leading zeros: so 123 is SO-000123."""
    return "".join(part.lstrip("0") or "0" if part.isdigit() else part for part in _PARTS.findall(code.lower()))
