"""What a table holds: its rows, and of each column how many values, how many different ones, and how long they are."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlglot import exp

Run = Callable[[exp.Query], tuple[tuple[object, ...], ...]]


@dataclass(frozen=True)
class ColumnProfile:
    name: str
    kind: str  # as the warehouse says, in our words
    filled: int
    different: int
    longest: int = 0  # of text

    def unique(self, rows: int) -> bool:
        return rows > 0 and self.filled == rows == self.different


@dataclass(frozen=True)
class Profile:
    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]

    def column(self, name: str) -> ColumnProfile | None:
        return next((column for column in self.columns if column.name == name), None)


def profile(table: str, kinds: Mapping[str, str], run: Run) -> Profile:
    """One pass over the table."""
    asked: list[exp.Expr] = [exp.Count(this=exp.Star()).as_("all_rows")]
    for number, (name, kind) in enumerate(kinds.items()):
        column = exp.column(name, table=table)
        asked.append(exp.Count(this=column.copy()).as_(f"filled_{number}"))
        asked.append(exp.Count(this=exp.Distinct(expressions=[column.copy()])).as_(f"different_{number}"))
        longest = (
            exp.Max(this=exp.Length(this=exp.cast(column, "VARCHAR"))) if kind == "text" else exp.Literal.number(0)
        )
        asked.append(exp.alias_(longest, f"longest_{number}"))
    row = run(exp.select(*asked).from_(exp.to_table(table)))[0]
    numbers = [int(str(value or 0)) for value in row]
    columns = [
        ColumnProfile(name, kind, *numbers[1 + 3 * n : 4 + 3 * n]) for n, (name, kind) in enumerate(kinds.items())
    ]
    return Profile(table, numbers[0], tuple(columns))
