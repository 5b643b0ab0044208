"""A fact and what it reaches: joins come as columns are asked for, always many-to-one, so no row is doubled."""

from collections.abc import Callable, Mapping, Sequence

from sqlglot import exp

from core.semantic import expression
from core.semantic.compile.scope import Scope, Unreachable
from core.semantic.model import Dimension

PerEntity = Callable[[Dimension, tuple[str, ...]], exp.Select]  # a measure for each member of an entity


class Source:
    """The FROM and JOINs of one SELECT."""

    def __init__(self, scope: Scope, fact: str, per_entity: PerEntity, outer: str = "") -> None:
        scope.need(fact, f"The table {fact}")
        self.scope, self.fact = scope, fact
        self.per_entity = per_entity
        self.outer = outer  # the table of the SELECT around this one, which a join here must not hide
        self._joins: dict[str, exp.Join] = {}

    @property
    def joined(self) -> int:
        """How many tables it has joined so far."""
        return len(self._joins)

    def column(self, place: str) -> exp.Column:
        alias, _, name = place.rpartition(".")
        reached = self.scope.reach(self.fact)
        if alias not in reached:
            raise Unreachable(place, self.fact)
        for step in reached[alias]:
            self._join(step.join.alias, step.join.target, step.near, step.join.on)
        return exp.column(name, table=self._alias(alias))

    def _alias(self, name: str) -> str:
        return f"own_{name}" if name and name == self.outer else name

    def _join(self, alias: str, table: str, near: str, on: Mapping[str, str]) -> None:
        if alias in self._joins:
            return
        own = self._alias(alias)
        pairs = [
            exp.EQ(this=exp.column(column, table=own), expression=self._side(place, near))
            for column, place in on.items()
        ]
        target = expression.table(table)
        if own != table:
            target.set("alias", exp.TableAlias(this=exp.to_identifier(own)))
        self._joins[alias] = exp.Join(this=target, side="LEFT", on=exp.and_(*pairs, copy=False))

    def _side(self, place: str, near: str) -> exp.Column:
        table, _, column = place.rpartition(".")
        return exp.column(column, table=self._alias(table or near))

    def dimension(self, name: str) -> exp.Expr:
        """The value of a dimension on each row."""
        dimension = self.scope.dimension(name)
        if dimension.sql:
            return self.expression(dimension.sql)
        if dimension.measure:
            return self._entity_measure(dimension)
        return self.column(self.scope.binding(dimension, self.fact))

    def _entity_measure(self, dimension: Dimension) -> exp.Expr:
        alias = dimension.name.replace(".", "_")
        keys = self.scope.entity(dimension.entity).key
        here = [self.dimension(key) for key in keys]
        if alias not in self._joins:
            inner = self.per_entity(dimension, keys)
            pairs = [
                exp.EQ(this=exp.column(inner.selects[i].alias_or_name, table=alias), expression=column)
                for i, column in enumerate(here)
            ]
            self._joins[alias] = exp.Join(
                this=inner.subquery(alias, copy=False), side="LEFT", on=exp.and_(*pairs, copy=False)
            )
        value = exp.column("value", table=alias)
        nothing = self.scope.measure(dimension.measure or "").additive  # a sum over no rows is 0, a rate has no figure
        return expression.or_zero(value) if nothing else value

    def matched(self, rows: exp.Select, columns: Sequence[exp.Expr]) -> exp.Expr:
        """Whether a row is among the rows of a SELECT, as a join: it may stand in OR and CASE, where EXISTS may not."""
        name = next((name for name, join in self._joins.items() if join.meta.get("rows") == rows), None)
        if name is None:
            name = f"match_{sum('rows' in join.meta for join in self._joins.values()) + 1}"
            pairs = [
                exp.EQ(this=exp.column(selected.alias_or_name, table=name), expression=column)
                for selected, column in zip(rows.selects, columns, strict=True)
            ]
            found = rows.copy().distinct(copy=False).subquery(name, copy=False)
            self._joins[name] = exp.Join(this=found, side="LEFT", on=exp.and_(*pairs, copy=False))
            self._joins[name].meta["rows"] = rows
        there = exp.column(rows.selects[0].alias_or_name, table=name)
        return exp.Not(this=exp.Is(this=there, expression=exp.Null()))

    def expression(self, text: str, params: Mapping[str, int] | None = None) -> exp.Expr:
        """An expression of the vocabulary with its columns, dimensions and conditions resolved."""
        given = tuple(sorted((params or {}).items()))
        tree = expression.lowered(text, self.scope.today, self.scope.dialect, given)

        def resolve(node: exp.Expr) -> exp.Expr:
            if not isinstance(node, exp.Column):
                return node
            if node.name.startswith(expression.MARK):
                return self._marked(node.name[1:])
            return self.column(f"{node.table}.{node.name}") if node.table else node

        return expression.replace(tree, resolve)

    def _marked(self, name: str) -> exp.Expr:
        condition = self.scope.model.conditions.get(name)
        if condition:
            return exp.Paren(this=self.expression(condition.when, condition.params))
        value = self.dimension(name)
        return value if isinstance(value, exp.Column) else exp.Paren(this=value)

    def select(self) -> exp.Select:
        """SELECT … FROM the fact with its joins; the caller adds the rest."""
        return exp.Select(joins=list(self._joins.values())).from_(expression.table(self.fact), copy=False)
