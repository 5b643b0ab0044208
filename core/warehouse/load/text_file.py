"""Delimited text: its encoding, its delimiter, its header, and its records with the lines they stand on."""

import codecs
import csv
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from core.errors import Invalid

DELIMITERS = ",;\t|"
_CHUNK = 1 << 20
_BOMS = {codecs.BOM_UTF16_LE: "utf-16", codecs.BOM_UTF16_BE: "utf-16"}


@dataclass(frozen=True)
class TextFile:
    """A UTF-8 text file: `lines` are its line ends, `encoding` what it was before it was copied to UTF-8."""

    path: Path
    encoding: str
    lines: int


@dataclass(frozen=True)
class Record:
    """One record and the line on which it begins; `fault` says why it cannot be read."""

    line: int
    fields: list[str]
    fault: str = ""


def read_text(path: Path, copy: Path) -> TextFile:
    """The file itself where it is UTF-8, else a copy that is; UTF-16 by its mark, anything else as Windows-1252."""
    with path.open("rb") as file:
        start = file.read(2)
    if start in _BOMS:
        return _copied(path, copy, _BOMS[start])
    try:
        return TextFile(path, "utf-8", _count_lines(path))
    except UnicodeDecodeError:
        return _copied(path, copy, "cp1252")


def is_text(path: Path) -> bool:
    """Whether it can be meant as text, whatever its name says: UTF-8 or marked as UTF-16, and not empty."""
    with path.open("rb") as file:
        start = file.read(2)
    if start in _BOMS or not start:
        return bool(start)
    try:
        _count_lines(path)
    except (UnicodeDecodeError, Invalid):
        return False
    return True


def sniff(text: TextFile, known: set[str]) -> str:
    """The delimiter that makes the most known column names of the first line, then the most columns."""
    with text.path.open(encoding="utf-8-sig") as file:
        line = next((line for line in file if line.strip()), "")
    if not line:
        raise Invalid("The file is empty: it needs a header line with the names of its columns.")

    def score(delimiter: str) -> tuple[int, int]:
        names = [name.strip().strip('"').lower() for name in line.split(delimiter)]
        return len(known & set(names)), len(names)

    return max(DELIMITERS, key=score)


def records(text: TextFile, delimiter: str) -> Iterator[Record]:
    """All records, the header first; empty lines are left out, broken ones are told."""
    with text.path.open(encoding="utf-8-sig", newline="") as file:
        reader = csv.reader(file, delimiter=delimiter, strict=True)
        while True:
            line = reader.line_num + 1
            try:
                fields = next(reader)
            except StopIteration:
                return
            except csv.Error as error:
                yield Record(line, [], _fault(error, reader.line_num))
                continue
            if any(field.strip() for field in fields):
                yield Record(line, fields)


def one_line_end(field: str) -> str:
    """Line ends inside a value become line feeds: DuckDB reads no lone carriage return, even in quotes."""
    return field.replace("\r\n", "\n").replace("\r", "\n") if "\r" in field else field


def _fault(error: csv.Error, last: int) -> str:
    if "field larger" in str(error) or "unexpected end" in str(error):
        return f"a quote is opened here and not closed; up to row {last} nothing could be checked"
    return "the quotes do not fit: a quote inside a value is written twice"


def _count_lines(path: Path) -> int:
    """Checks every byte on the way."""
    decoder, lines, last = codecs.getincrementaldecoder("utf-8")(), 0, b""
    with path.open("rb") as file:
        while chunk := file.read(_CHUNK):
            if b"\0" in chunk:
                raise Invalid(f"{path.name} is not a text file, nor Excel (xlsx) or Parquet.")
            decoder.decode(chunk)
            lines += chunk.count(b"\n")
            last = chunk[-1:]
    decoder.decode(b"", final=True)
    return lines + (last not in (b"\n", b""))


def _copied(path: Path, copy: Path, encoding: str) -> TextFile:
    try:
        with (
            path.open(encoding=encoding, newline="", errors=_errors(encoding)) as source,
            copy.open("w", encoding="utf-8", newline="") as target,
        ):
            while chunk := source.read(_CHUNK):
                target.write(chunk)
    except UnicodeError:
        raise Invalid(f"{path.name} is neither UTF-8 nor UTF-16 nor Windows-1252 text: save it as UTF-8.") from None
    return TextFile(copy, "Windows-1252" if encoding == "cp1252" else encoding, _count_lines(copy))


def _errors(encoding: str) -> str:
    return "replace" if encoding == "cp1252" else "strict"
