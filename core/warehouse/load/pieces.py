"""What files hold: each CSV or Parquet file and each sheet is a piece, known by its content and not by its ending."""

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import duckdb

from core.errors import Invalid
from core.warehouse.load.apart import sheets_apart
from core.warehouse.load.request import Request
from core.warehouse.load.text_file import TextFile, is_text, read_text, records, sniff

Kind = Literal["text", "sheet", "parquet"]
_DAMAGED = {".xlsx": "an Excel workbook (xlsx)", ".xlsm": "an Excel workbook (xlsm)", ".parquet": "Parquet"}
_LIMITS: dict[str, str | bool | int | float | list[str]] = {
    "memory_limit": "512MB",
    "threads": 1,
    "temp_directory": "",
    "autoinstall_known_extensions": False,
}
_ENDINGS = (".csv", ".tsv", ".txt", ".parquet", ".xlsx")


@dataclass(frozen=True)
class Piece:
    """One table's worth of data. `label` is what the user calls it, `hint` what its name says of the table."""

    label: str
    hint: str
    kind: Kind
    file: Path
    header: tuple[str, ...]
    delimiter: str = ","
    text: TextFile | None = None
    header_line: int = 1


def files_of(paths: Sequence[Path]) -> list[Path]:
    """The files named, and those of the folders named that have a known ending."""
    found = [file for path in paths for file in (_in_folder(path) if path.is_dir() else [path])]
    for file in found:
        if not file.is_file():
            raise Invalid(f"There is no file {str(file)!r}.")
    if len({file.resolve() for file in found}) < len(found):
        raise Invalid("A file is named twice.")
    return found


def pieces_of(file: Path, request: Request, known: set[str], folder: Path, rows: int | None = None) -> list[Piece]:
    """What one file holds; what has to be written for that goes into the folder. `rows`: the first of a sheet only."""
    folder.mkdir()
    with file.open("rb") as opened:
        start = opened.read(8)
    if start.startswith(b"PAR1"):
        return [_parquet(file, folder)]
    if start.startswith(b"PK\x03\x04"):
        return list(_sheets(file, request, folder, rows))
    if start.startswith(b"\xd0\xcf\x11\xe0"):
        raise Invalid(f"{file.name} is an old Excel file (xls) or protected by a password: save it as plain xlsx.")
    if file.suffix.lower() in _DAMAGED and not is_text(file):
        raise Invalid(f"{file.name} cannot be read as {_DAMAGED[file.suffix.lower()]}: it is damaged.")
    return [_text(file, known, folder)]


def _in_folder(folder: Path) -> list[Path]:
    found = sorted(f for f in folder.iterdir() if f.suffix.lower() in _ENDINGS and not f.name.startswith((".", "~$")))
    if not found:
        raise Invalid(f"The folder {str(folder)!r} holds no file to load ({', '.join(_ENDINGS)}).")
    return found


def _text(file: Path, known: set[str], folder: Path) -> Piece:
    text = read_text(file, folder / "as-utf-8.csv")
    try:
        delimiter = sniff(text, known)
    except Invalid as error:
        raise Invalid(f"{file.name}: {error.message}") from None
    first = next(records(text, delimiter))
    if first.fault:
        raise Invalid(f"{file.name}, line {first.line}: {first.fault}.")
    plain = _plainly_named(text.path, folder)
    return Piece(file.name, file.stem, "text", plain, tuple(first.fields), delimiter, text, first.line)


def _sheets(file: Path, request: Request, folder: Path, rows: int | None) -> Iterator[Piece]:
    found = sheets_apart(file, request, folder, rows)
    if not found:
        raise Invalid(f"{file.name} is empty: it needs a header row with the names of its columns.")
    for one in found:
        hint = one.title if len(found) > 1 or not one.title.lower().startswith("sheet") else file.stem
        yield Piece(f"{file.name}, sheet {one.title}", hint, "sheet", one.file, tuple(one.header))


def _parquet(file: Path, folder: Path) -> Piece:
    plain = _plainly_named(file, folder)
    try:
        with duckdb.connect(config=_LIMITS) as connection:
            described = connection.execute("DESCRIBE SELECT * FROM read_parquet(?)", [str(plain)]).fetchall()
    except duckdb.Error as error:
        raise Invalid(f"{file.name} cannot be read as Parquet: it is damaged.") from error
    return Piece(file.name, file.stem, "parquet", plain, tuple(str(row[0]) for row in described))


def _plainly_named(file: Path, folder: Path) -> Path:
    """Under a name without stars and brackets, which DuckDB would take for patterns."""
    link = folder / "file"
    os.symlink(file.resolve(), link)
    return link
