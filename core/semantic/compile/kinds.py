"""What an empty place of a cell is typed as: an untyped NULL is text to some backends, and no UNION takes both."""

from sqlglot import exp

from core.semantic import expression
from core.semantic.compile.blocks import Tools
from core.semantic.compile.cells import Cell, Figures
from core.semantic.compile.scope import Unreachable, kind_at
from core.semantic.model import Kind

SQL: dict[Kind, str] = {
    "text": "VARCHAR",
    "date": "DATE",
    "timestamp": "TIMESTAMP",
    "time": "TIME",
    "boolean": "BOOLEAN",
}


def empty(cell: Cell, tools: Tools) -> exp.Expr:
    """NULL of the cell's family; of all numbers the narrowest, which every other number takes in."""
    return expression.cast(exp.Null(), SQL.get(kind_of(cell, tools), "INTEGER"))


def is_number(kind: Kind) -> bool:
    return kind in ("integer", "decimal", "number")


def inside(cell: Cell, tools: Tools) -> Kind:
    """What an aggregate of groups is made of."""
    assert cell.per is not None
    return _of(Figures(tools.scope, cell.per).figure(cell.per.measures[0], ()).cells, tools)


def kind_of(cell: Cell, tools: Tools) -> Kind:
    if cell.per is None:
        return _of((cell,), tools)
    if cell.agg not in ("min", "max"):
        return "number"
    return inside(cell, tools)


def _of(cells: tuple[Cell, ...], tools: Tools) -> Kind:
    """Only the lowest or highest of a plain column can be anything but a number."""
    tree = expression.parse(cells[0].value)
    if len(cells) > 1 or not isinstance(tree, exp.Min | exp.Max) or not isinstance(tree.this, exp.Column):
        return "number"
    column = tree.this
    try:
        if column.name.startswith(expression.MARK):
            return kind_at(tools.scope, cells[0].fact, column.name[1:])
        table, name = tools.scope.column_of(f"{column.table}.{column.name}", cells[0].fact)
        return tools.scope.model.tables[table].columns[name].kind
    except (Unreachable, KeyError):
        return "number"  # a column of a finer level
