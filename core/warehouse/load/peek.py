"""What files look like before they are read: which table each is for, and which of its columns are ours."""

import tempfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from core.errors import suggest
from core.semantic.model import Model, Table
from core.warehouse.load.naming import match, plain, table_of
from core.warehouse.load.pieces import Piece, files_of, pieces_of
from core.warehouse.load.request import Request

ROWS = 5  # of a sheet: enough for its header


@dataclass(frozen=True)
class Seen:
    """One piece of a file. Without a table, somebody has to say which it is."""

    label: str
    table: str | None
    known: Mapping[str, str]  # the file's column → ours
    unknown: tuple[str, ...]  # columns of the file that are none of ours, in its order
    missing: tuple[str, ...]  # ours that every row needs and the file lacks

    def nearest(self, column: str, model: Model) -> list[str]:
        """Our columns that the file does not have yet, the likeliest first."""
        if self.table is None:
            return []
        free = [name for name in model.tables[self.table].columns if name not in self.known.values()]
        likely = suggest(plain(column), free)
        return [*likely, *(name for name in free if name not in likely)]


def peek(paths: Sequence[Path], model: Model, table: str | None = None, sheet: str | None = None) -> tuple[Seen, ...]:
    """Nothing is read but what says what it is."""
    request = Request(tuple(paths), table=table, sheet=sheet)
    known = {column for one in model.tables.values() for column in one.columns}
    with tempfile.TemporaryDirectory(prefix="peek-") as folder:
        found = [
            piece
            for number, file in enumerate(files_of(paths))
            for piece in pieces_of(file, request, known, Path(folder) / str(number), ROWS)
        ]
    return tuple(_seen(piece, table_of(piece, model, request), request) for piece in found)


def _seen(piece: Piece, table: Table | None, request: Request) -> Seen:
    if table is None:
        return Seen(piece.label, None, {}, tuple(name.strip() for name in piece.header if name.strip()), ())
    matched = match(piece, table, replace(request, table=table.name))
    places = {place: ours for ours, place in matched.places.items()}
    unknown = [name.strip() for place, name in enumerate(piece.header) if place not in places and plain(name)]
    missing = [name for name, column in table.columns.items() if name not in matched.places and not column.null]
    known = {piece.header[place].strip(): ours for place, ours in places.items()}
    return Seen(piece.label, table.name, known, tuple(dict.fromkeys(unknown)), tuple(missing))
