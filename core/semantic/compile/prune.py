"""Joins that nothing speaks of are left out: each finds at most one row, so without it the rows are the same."""

from collections.abc import Iterator

from sqlglot import exp


def pruned(tree: exp.Select) -> exp.Select:
    for select in tree.find_all(exp.Select):
        while unused := [join for join in select.args.get("joins") or [] if not _used(join, select)]:
            select.set("joins", [join for join in select.args["joins"] if not any(join is each for each in unused)])
    return tree


def _used(join: exp.Join, select: exp.Select) -> bool:
    return join.side != "LEFT" or any(
        column.table == join.alias_or_name and column.find_ancestor(exp.Join) is not join for column in _columns(select)
    )


def _columns(select: exp.Select) -> Iterator[exp.Column]:
    """The columns of a SELECT itself, and of what may speak of its tables from inside: not of those it selects from."""

    def apart(node: exp.Expr) -> bool:
        return isinstance(node, exp.Subquery) and isinstance(node.parent, exp.From | exp.Join)

    for node in select.walk(prune=apart):
        if isinstance(node, exp.Column):
            yield node
