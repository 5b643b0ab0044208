"""What a table holds: its rows, and of each column how many values, how many different ones, and how long they are."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from sqlglot import exp

FEW = 30  # different values
FLAG = ("is_", "has_", "was_", "can_", "flag_")
HAPPENS = {"pub", "built", "founded", "opened", "established", "release", "released", "published", "publication",
           "model", "academic", "fiscal", "school", "season", "edition", "made", "of", "in", "start"}  # fmt: skip
STATES = (
    "active", "discontinued", "deleted", "enabled", "paid", "shipped", "cancelled", "archived", "approved", "verified",
)  # fmt: skip
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


def without_initial(table: str, names: Sequence[str]) -> list[str]:
    """A department's "DName" and "DPhone" are its name and phone."""
    initial = f"{snake(table)[:1]}_"
    bare = [name.removeprefix(initial) for name in names]
    people = {"f_name", "l_name"} <= {*names}
    return list(names) if people or len({*bare}) < len(bare) or not all(bare) else bare


@dataclass(frozen=True)
class ColumnProfile:
    name: str  # with underscores between its words
    kind: str  # as the warehouse says, in our words
    filled: int
    different: int
    longest: int = 0  # of text
    sql: str = ""  # as the warehouse knows it
    least: str = ""  # of numbers and texts
    most: str = ""
    values: tuple[str, ...] = ()  # of a text with few

    @property
    def yes(self) -> str | None:
        """What stands for yes, where a column only says yes or no."""
        if self.kind == "boolean":
            return "true"
        pair = {self.least.lower(), self.most.lower()}
        if (
            self.kind == "text"
            and self.different == 2
            and pair in ({"n", "y"}, {"no", "yes"}, {"f", "t"}, {"false", "true"})
        ):
            return f"'{self.most}'"
        flag = self.name.startswith(FLAG) or self.name.endswith(("_flag", "_ind", "_yn")) or self.name in STATES
        return "1" if self.kind == "integer" and flag and pair <= {"0", "1"} else None

    @property
    def years(self) -> bool:
        """Whether it only holds years."""
        if self.kind not in ("integer", "text") or not re.search(r"(^|_)(year|yr)($|_)", self.name):
            return False
        said = set(re.split(r"_", self.name)) - {"year", "yr"}
        return said <= HAPPENS and all(re.fullmatch(r"1[5-9]\d\d|20\d\d", end) for end in (self.least, self.most))

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
        asked += _asked_of(exp.column(name.lower(), table=table.lower()), kind, number)
    whole, *told = run(exp.select(*asked).from_(exp.to_table(table.lower())))[0]
    called = without_initial(table, without_prefix([snake(name) for name in kinds]))
    columns = [
        _column(called[n], kind, name.lower(), told[5 * n : 5 * n + 5]) for n, (name, kind) in enumerate(kinds.items())
    ]
    columns = [_with_values(column, table.lower(), run) for column in columns]
    return Profile(snake(table), int(str(whole)), tuple(columns), table.lower())


def _asked_of(column: exp.Column, kind: str, number: int) -> list[exp.Expr]:
    """How many, how many different, how long, from what to what."""
    text, ends = kind == "text", kind in ("text", "integer", "decimal", "number")
    longest = exp.Max(this=exp.Length(this=exp.cast(column.copy(), "VARCHAR"))) if text else exp.Literal.number(0)
    return [
        exp.alias_(each, f"{name}_{number}")
        for name, each in {
            "filled": exp.Count(this=column.copy()),
            "different": exp.Count(this=exp.Distinct(expressions=[column.copy()])),
            "longest": longest,
            "least": exp.Min(this=column.copy()) if ends else exp.Null(),
            "most": exp.Max(this=column.copy()) if ends else exp.Null(),
        }.items()
    ]


def _with_values(column: ColumnProfile, table: str, run: Run) -> ColumnProfile:
    if column.kind != "text" or column.different > FEW:
        return column
    asked = exp.select(exp.column(column.sql, table=table)).distinct().from_(exp.to_table(table))
    return replace(column, values=tuple(str(value) for (value,) in run(asked) if value is not None))


def _column(called: str, kind: str, sql: str, told: Sequence[object]) -> ColumnProfile:
    filled, different, longest = (int(str(value or 0)) for value in told[:3])
    least, most = ("" if value is None else str(value) for value in told[3:])
    return ColumnProfile(called, kind, filled, different, longest, sql, least, most)
