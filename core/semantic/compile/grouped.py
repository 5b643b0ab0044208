"""Figures by group: one flat SELECT where one scan will do, otherwise one a fact, put side by side without a join."""

from dataclasses import dataclass, replace

from sqlglot import exp

from core.errors import Invalid, Unknown
from core.semantic import expression
from core.semantic.compile import defaults
from core.semantic.compile.blocks import Block, Tools, blocks_of, conditions, key_of, values
from core.semantic.compile.cells import Cell, parts, with_cells
from core.semantic.compile.keys import Key, keys_of
from core.semantic.compile.kinds import empty
from core.semantic.compile.plan import OutColumn, Plan, hidden, plan_of
from core.semantic.compile.scope import Unreachable, identifying, no_way
from core.semantic.compile.selects import select_of
from core.semantic.query import Is, Order, Query

SIDE, GROUPS = "figures", "parts"


@dataclass
class Draft:
    """A SELECT without its order and limit, and what can be ordered by."""

    select: exp.Select
    columns: list[OutColumn]
    keys: tuple[Key, ...]
    values: dict[str, exp.Expr]  # output name → its expression inside the SELECT
    by_name: dict[str, str]  # what a query may call a column → output name
    ordering: dict[str, exp.Expr]  # measures that are only ordered by


def grouped(query: Query, tools: Tools) -> Draft:
    if not query.measures:
        return _distinct(query, tools)
    plan = plan_of(query, tools)
    only_ordered = {order.by: hidden(plan, order.by) for order in query.order if _is_hidden(order, plan)}
    finest = [cell for cell in plan.cells if plan.level(cell.groups) == plan.keys]
    coarse = [cell for cell in plan.cells if cell not in finest]
    if not finest:
        raise Invalid(
            "A figure over all rows is the same for every group: leave the groups out, or add their own figure."
        )
    blocks = blocks_of(finest, plan.keys)
    if len(blocks) == 1 and not coarse and not finest[0].alone and query.compare is None:
        select, keys, cells = _flat(plan, blocks[0])
        keep = select.having
    else:
        select, keys, cells = _side_by_side(plan, blocks, coarse)
        keep = select.where
    draft = _draft(plan, select, keys, cells, only_ordered)
    if plan.having is not None:
        keep(_resolved(plan, plan.having, keys, cells), copy=False)
    return draft


def _is_hidden(order: Order, plan: Plan) -> bool:
    return (
        order.by not in _names(plan.keys, [o.column for o in plan.outputs])
        and order.by in plan.tools.scope.model.measures
    )


def _flat(plan: Plan, block: Block) -> tuple[exp.Select, dict[str, exp.Expr], dict[Cell, exp.Expr]]:
    select, keys, aggregates = values(block, plan.tools)
    by_name = {key.name: value for key, value in zip(block.keys, keys, strict=True)}
    grouping = [value.copy() for key, value in zip(block.keys, keys, strict=True) if not key.title]
    if grouping:
        select.group_by(*grouping, copy=False)
    narrowed = [
        len(block.cells) > 1 and cell.additive and bool(a.find(exp.Case))
        for cell, a in zip(block.cells, aggregates, strict=True)
    ]
    found = [_or_zero(a) if narrow else a for a, narrow in zip(aggregates, narrowed, strict=True)]
    return select, by_name, dict(zip(block.cells, found, strict=True))


def _or_zero(value: exp.Expr) -> exp.Expr:
    if isinstance(value, exp.Count):
        return value
    return expression.or_zero(value)


def _side_by_side(
    plan: Plan, blocks: list[Block], coarse: list[Cell]
) -> tuple[exp.Select, dict[str, exp.Expr], dict[Cell, exp.Expr]]:
    """Blocks of the finest level stacked and folded by key; coarser ones joined, each row of theirs to its groups."""
    numbered = _names_of(plan)
    wholes = {cell: part for cell in coarse if (part := _part_of(cell, blocks)) is not None}
    stacked = _with_wholes(plan, _stack(plan, blocks, numbered), wholes, numbered)
    select = exp.Select().from_(stacked.subquery(SIDE, copy=False), copy=False)
    keys: dict[str, exp.Expr] = {key.name: exp.column(key.name, table=SIDE) for key in plan.keys}
    cells: dict[Cell, exp.Expr] = {}
    for block in blocks:
        for cell in block.cells:
            column = exp.column(numbered[cell], table=SIDE)
            cells[cell] = _or_zero(column) if cell.additive and (len(blocks) > 1 or len(block.cells) > 1) else column
    cells |= {cell: exp.column(numbered[cell], table=SIDE) for cell in wholes}
    levels: dict[tuple[Key, ...], list[Cell]] = {}
    for cell in coarse:
        if cell in wholes:
            continue
        levels.setdefault(plan.level(cell.groups), []).append(cell)
    number = 0
    for level, members in levels.items():
        for block in blocks_of(members, level):
            number += 1
            alias = f"whole_{number}"
            _join_whole(select, block, plan.tools, alias, numbered)
            cells |= {cell: exp.column(numbered[cell], table=alias) for cell in block.cells}
    return select, keys, cells


def _part_of(whole: Cell, blocks: list[Block]) -> Cell | None:
    """The same sum at the finest level, if there is one: all groups together are the whole."""
    if not whole.additive or whole.alone:
        return None
    finest = (cell for block in blocks for cell in block.cells)
    return next((cell for cell in finest if replace(cell, groups=whole.groups) == whole), None)


def _with_wholes(plan: Plan, stacked: exp.Select, wholes: dict[Cell, Cell], numbered: dict[Cell, str]) -> exp.Select:
    """Sums over groups of groups beside each group, instead of a second look at the data."""
    if not wholes:
        return stacked
    columns: list[exp.Expr] = [exp.column(each.alias_or_name, table=GROUPS) for each in stacked.selects]
    for whole, part in wholes.items():
        level = [exp.column(key.name, table=GROUPS) for key in plan.level(whole.groups)]
        total = exp.Window(this=exp.Sum(this=exp.column(numbered[part], table=GROUPS)), partition_by=level)
        columns.append(expression.alias(total, numbered[whole]))
    return exp.select(*columns).from_(stacked.subquery(GROUPS, copy=False), copy=False)


def _names_of(plan: Plan) -> dict[Cell, str]:
    """A name for each cell that no key bears."""
    names: dict[Cell, str] = {}
    taken = {key.name for key in plan.keys}
    for cell in plan.cells:
        free = (f"{cell.name}_{n}" if n > 1 else cell.name for n in range(1, 1000))
        names[cell] = next(name for name in free if name not in taken)
        taken.add(names[cell])
    return names


def _join_whole(select: exp.Select, block: Block, tools: Tools, alias: str, numbered: dict[Cell, str]) -> None:
    whole = select_of(block, tools, [numbered[cell] for cell in block.cells]).subquery(alias, copy=False)
    if not block.keys:
        select.join(whole, join_type="CROSS", copy=False)
        return
    pairs = []
    for key in block.keys:
        left, right = exp.column(key.name, table=SIDE), exp.column(key.name, table=alias)
        both_empty = exp.and_(
            exp.Is(this=left.copy(), expression=exp.Null()), exp.Is(this=right.copy(), expression=exp.Null())
        )
        pairs.append(exp.paren(exp.or_(exp.EQ(this=left, expression=right), both_empty)))
    select.join(whole, on=exp.and_(*pairs, copy=False), join_type="LEFT", copy=False)


def _stack(plan: Plan, blocks: list[Block], numbered: dict[Cell, str]) -> exp.Select:
    """UNION ALL of the blocks, empty where a cell is another's, then one row a key: no join, no fan-out."""
    if len(blocks) == 1:
        return select_of(blocks[0], plan.tools, [numbered[cell] for cell in blocks[0].cells])
    every = [cell for block in blocks for cell in block.cells]
    pieces = []
    for number, block in enumerate(blocks):
        alias = f"fact_{number + 1}"
        inner = select_of(block, plan.tools, [numbered[cell] for cell in block.cells]).subquery(alias, copy=False)
        columns: list[exp.Expr] = [exp.column(key.name, table=alias) for key in plan.keys]
        for cell in every:
            has = cell in block.cells
            value = exp.column(numbered[cell], table=alias) if has else empty(cell, plan.tools)
            columns.append(value if has else expression.alias(value, numbered[cell]))
        pieces.append(exp.select(*columns).from_(inner, copy=False))
    whole: exp.Query = pieces[0]
    for piece in pieces[1:]:
        whole = exp.union(whole, piece, distinct=False, copy=False)
    return _fold(plan.keys, [numbered[cell] for cell in every], whole.subquery("facts", copy=False))


def _fold(keys: tuple[Key, ...], names: list[str], stacked: exp.Subquery) -> exp.Select:
    shown = [
        expression.alias(exp.Max(this=exp.column(key.name, table="facts")), key.name) if key.title
        else exp.column(key.name, table="facts")
        for key in keys
    ]  # fmt: skip
    shown += [expression.alias(exp.Max(this=exp.column(name, table="facts")), name) for name in names]
    select = exp.select(*shown).from_(stacked, copy=False)
    grouping = [exp.column(key.name, table="facts") for key in keys if not key.title]
    return select.group_by(*grouping, copy=False) if grouping else select


def _draft(
    plan: Plan,
    select: exp.Select,
    keys: dict[str, exp.Expr],
    cells: dict[Cell, exp.Expr],
    only_ordered: dict[str, exp.Expr],
) -> Draft:
    outputs = {o.column.name: _resolved(plan, o.tree, keys, cells) for o in plan.outputs}
    found = {**keys, **outputs}
    select.select(*(expression.alias(value.copy(), name) for name, value in found.items()), copy=False)
    columns = [key_column(key) for key in plan.keys] + [output.column for output in plan.outputs]
    hidden_values = {name: _resolved(plan, tree, keys, cells) for name, tree in only_ordered.items()}
    return Draft(select, columns, plan.keys, found, _names(plan.keys, columns), hidden_values)


def _resolved(plan: Plan, tree: exp.Expr, keys: dict[str, exp.Expr], cells: dict[Cell, exp.Expr]) -> exp.Expr:
    """A tree over placeholders as one over this SELECT's columns."""

    def put_in(node: exp.Expr) -> exp.Expr:
        return keys[node.name[1:]].copy() if isinstance(node, exp.Column) and node.name.startswith("@") else node

    return expression.replace(with_cells(tree, [cells[cell] for cell in plan.cells]), put_in)


def key_column(key: Key, role: str = "") -> OutColumn:
    role = role or ("title" if key.title else "key")
    return OutColumn(key.name, key.label, key.unit, key.kind, key.meaning, role, None, key.dimension, key.grain)


def _names(keys: tuple[Key, ...], columns: list[OutColumn]) -> dict[str, str]:
    """Every way to call a column, the plainest winning."""
    names: dict[str, str] = {}
    for column in columns:
        if column.measure:
            names.setdefault(column.measure, column.name)
    for key in keys:
        names.setdefault(key.group, key.name)
        names.setdefault(key.dimension, key.name)
        if key.grain:
            names.setdefault(f"{key.dimension}:{key.grain}", key.name)
    return {**names, **{column.name: column.name for column in columns}, **{key.name: key.name for key in keys}}


def _homes_first(query: Query, tools: Tools) -> list[str]:
    """Tables to look for values in: those that the dimensions live in before those that only lead there."""
    scope = tools.scope
    named = [scope.dimension(name) for group in query.by for name in identifying(scope, group.dimension)]
    homes = [place.rpartition(".")[0] for dimension in named for place in dimension.at]
    return [table for table in dict.fromkeys([*homes, *scope.model.tables]) if table in scope.tables]


def _distinct(query: Query, tools: Tools) -> Draft:
    """The different values of dimensions, from the first fact that reaches them all."""
    scope = tools.scope
    if query.having is not None or query.compare is not None:
        raise Invalid("A condition on groups or a comparison needs a measure.")
    first: Invalid | None = None
    for fact in _homes_first(query, tools):
        entity = scope.fact_entity(fact)
        keys = keys_of(query.by, scope, [fact])
        source = tools.source(fact)
        asked = parts(query.where) if query.where else ()
        usual = entity.defaults if entity and asked else ()
        held = defaults.kept(usual, asked, query.by, query.including, scope)
        where = (*asked, *(Is.model_validate({"is": state}) for state in held))
        cell = Cell(fact, "", where, entity.date if entity else None)
        try:
            found = {key.name: key_of(key, source, cell.date) for key in keys}
            conjuncts = conditions(cell, source, tools)
        except (Unreachable, Invalid) as error:
            first = first or (error if isinstance(error, Invalid) else no_way(scope, "These", error.dimension))
            continue
        select = source.select().where(*conjuncts, copy=False)
        select.select(*(expression.alias(value, name) for name, value in found.items()), copy=False)
        select.group_by(*(found[key.name].copy() for key in keys if not key.title), copy=False)
        columns = [key_column(key) for key in keys]
        return Draft(select, columns, keys, found, _names(keys, columns), {})
    raise first or Unknown("table that you may see", "any", scope.tables)
