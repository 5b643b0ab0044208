"""What changes no row is left out: joins that nothing speaks of, and conditions that others imply."""

from collections.abc import Iterator

from sqlglot import exp


def pruned(tree: exp.Select) -> exp.Select:
    """A join finds at most one row for each, so that without it the rows are the same."""
    for select in tree.find_all(exp.Select):
        _without_implied(select)
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


def _without_implied(select: exp.Select) -> None:
    """`status = 'Delivered' AND status <> 'Cancelled'` says the same thing twice."""
    where = select.args.get("where")
    if not where or not isinstance(where.this, exp.And):
        return
    conjuncts = list(where.this.flatten())
    needed = [each for each in conjuncts if not any(_implies(other, each) for other in conjuncts)]
    if len(needed) < len(conjuncts):
        where.set("this", exp.and_(*needed, copy=False))


def _implies(known: exp.Expr, other: exp.Expr) -> bool:
    """Whether a condition on a column already shuts out the one value that the other shuts out."""
    if not isinstance(other, exp.NEQ) or not isinstance(other.expression, exp.Literal):
        return False
    if isinstance(known, exp.Not) and isinstance(known.this, exp.In):
        return known.this.this == other.this and other.expression in known.this.expressions
    if isinstance(known, exp.In) and known.expressions and all(isinstance(v, exp.Literal) for v in known.expressions):
        return known.this == other.this and other.expression not in known.expressions
    plain = isinstance(known, exp.EQ) and isinstance(known.expression, exp.Literal)
    return plain and known.this == other.this and known.expression != other.expression
