"""Which table a piece is for, and which of its columns is which of ours."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from core.errors import Invalid, Unknown, suggest
from core.semantic.model import Model, Table
from core.warehouse.load.pieces import Piece
from core.warehouse.load.request import Request


@dataclass(frozen=True)
class Matched:
    """Our columns by their place in the file, and what is wrong with the header."""

    table: Table
    places: Mapping[str, int]
    faults: tuple[tuple[str, str], ...]  # (column, why)


def plain(name: str) -> str:
    """`Product Code`, `product-code` and `PRODUCT_CODE` are the same name."""
    return re.sub(r"[^a-z0-9]+", "_", name.strip().lower()).strip("_")


def table_of(piece: Piece, model: Model, request: Request) -> Table | None:
    """As asked; else by the file's or sheet's name; else the one whose columns the header has best; else none."""
    if request.table is not None:
        if request.table not in model.tables:
            raise Unknown("table", request.table, model.tables)
        return model.tables[request.table]
    named = [name for name in model.tables if re.fullmatch(rf"{name}(_?\d.*)?", plain(piece.hint))]
    if named:
        return model.tables[max(named, key=len)]
    return _by_header({plain(name) for name in _renamed(piece.header, request.renames)}, model.tables.values())


def _by_header(header: set[str], tables: Iterable[Table]) -> Table | None:
    """All its key columns are there and more than half of all; two that fit alike are none."""
    scores = {
        table.name: len(header & set(table.columns)) / len(header | set(table.columns))
        for table in tables
        if set(table.key) <= header and len(header & set(table.columns)) * 2 > len(table.columns)
    }
    best = sorted(scores, key=lambda name: scores[name], reverse=True)[:2]
    if not best or (len(best) == 2 and scores[best[0]] == scores[best[1]]):
        return None
    return next(table for table in tables if table.name == best[0])


def no_table(piece: Piece, model: Model) -> Invalid:
    near = suggest(plain(piece.hint), model.tables, limit=1)
    hint = f" (is it {near[0]}?)" if near else ""
    return Invalid(
        f"{piece.label}: neither its name nor its columns say which table it is{hint}; "
        f"say it with --table. Known tables: {', '.join(model.tables)}."
    )


def match(piece: Piece, table: Table, request: Request) -> Matched:
    """Every column of the file is one of ours, once, or told."""
    ignored = {plain(name) for name in request.ignored}
    places: dict[str, int] = {}
    faults: list[tuple[str, str]] = []
    unknown: list[str] = []
    for place, (given, ours) in enumerate(zip(piece.header, _renamed(piece.header, request.renames), strict=True)):
        name = plain(ours)
        if not name or plain(given) in ignored:
            continue
        if name not in table.columns:
            unknown.append(given.strip())
        elif name in places:
            faults.append((name, f"is there twice, as columns {places[name] + 1} and {place + 1}"))
        else:
            places[name] = place
    missing = [name for name, column in table.columns.items() if name not in places and not column.null]
    faults += [(name, _about_unknown(name, table, places)) for name in unknown]
    faults += [(name, "is missing, and every row needs it") for name in missing]
    return Matched(table, places, tuple(faults))


def check_renames(pieces: Iterable[Matched], request: Request) -> None:
    """A rename to a column that none of the tables has is a slip of the pen."""
    known = {name for matched in pieces for name in matched.table.columns}
    for ours in request.renames:
        if ours not in known:
            raise Unknown("column", ours, known)


def _about_unknown(name: str, table: Table, places: Mapping[str, int]) -> str:
    near = suggest(plain(name), [column for column in table.columns if column not in places], limit=1)
    right = f"is it {near[0]}? Then say --map {near[0]}={name!r}; else" if near else "to leave it out"
    return f"is not a column of {table.name}: {right} say --ignore {name!r}"


def _renamed(header: Iterable[str], renames: Mapping[str, str]) -> list[str]:
    ours = {plain(source): column for column, source in renames.items()}
    return [ours.get(plain(given), given) for given in header]
