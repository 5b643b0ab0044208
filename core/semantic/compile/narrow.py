"""A figure of each member is worked out for the members that are listed, not for all that there are."""

from collections.abc import Iterator

from sqlglot import exp

from core.semantic import expression

LISTED = "listed"
FEW = (exp.EQ, exp.In, exp.LT, exp.LTE, exp.GT, exp.GTE, exp.Between)  # what leaves few: `<>` leaves nearly all


def narrow(select: exp.Select, fact: str) -> None:
    """`fact` has one row for each member; what is said of its own columns is said again inside each figure."""
    where = select.args.get("where")
    own = [each for each in _conjuncts(where.this) if _is_about(each, fact)] if where else []
    if not any(isinstance(each, FEW) for each in own):
        return
    for join in select.args.get("joins") or []:
        figures = join.this.this if isinstance(join.this, exp.Subquery) else None
        if isinstance(figures, exp.Select) and isinstance(figures.args["from_"].this, exp.Table):
            _join_listed(figures, join, fact, own)


def _conjuncts(condition: exp.Expr) -> Iterator[exp.Expr]:
    yield from condition.flatten() if isinstance(condition, exp.And) else (condition,)


def _is_about(condition: exp.Expr, fact: str) -> bool:
    columns = list(condition.find_all(exp.Column))
    return bool(columns) and not condition.find(exp.Query) and all(column.table == fact for column in columns)


def _join_listed(figures: exp.Select, join: exp.Join, fact: str, own: list[exp.Expr]) -> None:
    """JOIN fact AS listed: its key is unique, so no row is doubled."""
    inside = {each.alias_or_name: each.unalias() for each in figures.selects}
    pairs = []
    for pair in _conjuncts(join.args["on"]):
        there, here = pair.this, pair.expression
        if there.table == fact:
            there, here = here, there
        key = inside[there.name]
        if here.table != fact or not isinstance(key, exp.Column):
            return
        pairs.append(exp.EQ(this=exp.column(here.name, table=LISTED), expression=key.copy()))
    listed = expression.table(fact)
    listed.set("alias", exp.TableAlias(this=exp.to_identifier(LISTED)))
    only = exp.Join(this=listed, on=exp.and_(*pairs, *(_of_listed(each) for each in own), copy=False))
    ahead = all(pair.expression.table == figures.args["from_"].this.name for pair in pairs)
    others = figures.args.get("joins") or []
    figures.set("joins", [only, *others] if ahead else [*others, only])


def _of_listed(condition: exp.Expr) -> exp.Expr:
    def moved(node: exp.Expr) -> exp.Expr:
        return exp.column(node.name, table=LISTED) if isinstance(node, exp.Column) else node

    return expression.replace(condition, moved)
