"""What a mirror asks of a table: its rows after a key, a batch at a time, and the figures that a copy is checked by."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date

from sqlglot import exp, parse_one

from core.semantic import expression
from core.semantic.model import Table
from core.warehouse.base import Checked, Value
from core.warehouse.guard import Allowance, check_tree

FIGURES = ("integer", "decimal")  # sums of these are exact in every engine


@dataclass(frozen=True)
class Copy:
    """A table of the vocabulary, as the mirror wants it."""

    table: Table
    today: date

    @property
    def name(self) -> str:
        return self.table.name

    @property
    def key(self) -> Sequence[str]:
        return self.table.key

    @property
    def columns(self) -> Sequence[tuple[str, str]]:
        return [(name, column.type) for name, column in self.table.columns.items()]

    @property
    def keyed(self) -> bool:
        return not any(self.table.columns[name].null for name in self.table.key)

    def batch(self, key: Sequence[Value] | None, most: int, dialect: str) -> Checked:
        return batch_after(self.table, key, most, dialect, self.today)

    def checks(self, dialect: str) -> Checked:
        return checks_of(self.table, dialect, self.today)

    def checks_of_copy(self, name: str) -> str:
        """Columns may be called as the table is, so only the table's own name changes."""
        tree = parse_one(self.checks("duckdb").sql, dialect="duckdb")
        for found in [*tree.find_all(exp.Table)]:
            found.set("alias", exp.TableAlias(this=exp.to_identifier(found.alias_or_name, quoted=True)))
            found.set("this", exp.to_identifier(name, quoted=True))
        return tree.sql(dialect="duckdb")


def copies(tables: Iterable[Table], today: date) -> tuple[Copy, ...]:
    return tuple(Copy(table, today) for table in tables)


def batch_after(table: Table, key: Sequence[Value] | None, most: int, dialect: str, today: date) -> Checked:
    """At most so many rows, in the order of the key, from the one after `key`."""
    select = exp.select(*(exp.column(name) for name in table.columns)).from_(table.name)
    if key is not None:
        select = select.where(_beyond(table.key, key))
    ordered = select.order_by(
        *(exp.Ordered(this=exp.column(name), desc=False, nulls_first=False) for name in table.key)
    )
    return check_tree(ordered, dialect, _all_of(table, most, today))


def checks_of(table: Table, dialect: str, today: date) -> Checked:
    """Rows, exact sums, lengths of texts and filled dates: one row."""
    figures: dict[str, exp.Expr] = {"rows_in_all": exp.Count(this=exp.Star())}
    for name, column in table.columns.items():
        here = exp.column(name)
        if column.kind in FIGURES:
            figures[name] = exp.Sum(this=here)
        else:
            figures[name] = exp.Sum(this=exp.Length(this=here)) if column.kind == "text" else exp.Count(this=here)
    select = exp.select(*(exp.alias_(value, name) for name, value in figures.items())).from_(table.name)
    return check_tree(select, dialect, _all_of(table, 1, today))


def _beyond(names: Sequence[str], values: Sequence[Value]) -> exp.Expr:
    """(a, b) > (x, y), said without row values: a > x OR (a = x AND b > y)."""
    alternatives = []
    for place, name in enumerate(names):
        same = [exp.EQ(this=exp.column(n), expression=_literal(v)) for n, v in zip(names, values, strict=True)][:place]
        alternatives.append(exp.and_(*same, exp.GT(this=exp.column(name), expression=_literal(values[place]))))
    return exp.or_(*alternatives)


def _literal(value: Value) -> exp.Expr:
    assert isinstance(value, str | int | date)  # what keys are made of
    return expression.literal(value)


def _all_of(table: Table, most: int, today: date) -> Allowance:
    """Every row of the one table: a mirror is made for all, and row rules hold when it is read."""
    columns: Mapping[str, tuple[str, ...]] = {table.name: tuple(table.columns)}
    return Allowance(columns, {table.name: ""}, {}, today, most)
