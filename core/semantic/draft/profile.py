"""What a table holds: its rows, and of each column how many values, how many different ones, and how long they are."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

Run = Callable[[exp.Query], tuple[tuple[object, ...], ...]]


def snake(name: str) -> str:
    """`planCode` → `plan_code`: one way to write names, whoever made the tables."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])", "_", name)
    return re.sub(r"\W+", "_", parted).strip("_").lower()


def without_prefix(names: Sequence[str]) -> list[str]:
    """What all columns of a table begin with says nothing: `c_name`, `c_address`."""
    first = {name.partition("_")[0] for name in names if "_" in name}
    own = len(names) > 2 and len(first) == 1 and all("_" in name for name in names)
    bare = [name.partition("_")[2] for name in names] if own else list(names)
    return bare if all(name.isidentifier() for name in bare) else list(names)


@dataclass(frozen=True)
class ColumnProfile:
    name: str  # with underscores between its words
    kind: str  # as the warehouse says, in our words
    filled: int
    different: int
    longest: int = 0  # of text
    sql: str = ""  # as the warehouse knows it

    def unique(self, rows: int) -> bool:
        return rows > 0 and self.filled == rows == self.different


@dataclass(frozen=True)
class Profile:
    name: str
    rows: int
    columns: tuple[ColumnProfile, ...]
    sql: str = ""

    def column(self, name: str) -> ColumnProfile | None:
        return next((column for column in self.columns if column.name == name), None)


def profile(table: str, kinds: Mapping[str, str], run: Run) -> Profile:
    """One pass over the table."""
    asked: list[exp.Expr] = [exp.Count(this=exp.Star()).as_("all_rows")]
    for number, (name, kind) in enumerate(kinds.items()):
        column = exp.column(name.lower(), table=table.lower())
        asked.append(exp.Count(this=column.copy()).as_(f"filled_{number}"))
        asked.append(exp.Count(this=exp.Distinct(expressions=[column.copy()])).as_(f"different_{number}"))
        longest = (
            exp.Max(this=exp.Length(this=exp.cast(column, "VARCHAR"))) if kind == "text" else exp.Literal.number(0)
        )
        asked.append(exp.alias_(longest, f"longest_{number}"))
    row = run(exp.select(*asked).from_(exp.to_table(table.lower())))[0]
    numbers = [int(str(value or 0)) for value in row]
    called = without_prefix([snake(name) for name in kinds])
    columns = [
        ColumnProfile(called[n], kind, numbers[1 + 3 * n], numbers[2 + 3 * n], numbers[3 + 3 * n], name.lower())
        for n, (name, kind) in enumerate(kinds.items())
    ]
    return Profile(snake(table), numbers[0], tuple(columns), table.lower())
