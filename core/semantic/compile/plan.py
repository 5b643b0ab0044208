"""What a query shows: its outputs as expressions over cells, its conditions on groups, its order."""

from dataclasses import dataclass, field, replace

from sqlglot import exp

from core.errors import Invalid, Unknown
from core.semantic import expression
from core.semantic.compile.blocks import Tools
from core.semantic.compile.cells import NUMERIC, Cell, Figure, Figures, Shift, periods, placeholder, with_cells
from core.semantic.compile.conditions import condition, plain, terms
from core.semantic.compile.finer import refined
from core.semantic.compile.keys import ANY_DATE, Key, keys_of
from core.semantic.compile.kinds import inside, is_number, kind_of
from core.semantic.model import Kind, Unit
from core.semantic.query import Group, HavingFilter, In, Query, Term
from core.semantic.reckoned import column_name


@dataclass(frozen=True)
class OutColumn:
    """A column of the result, as people read it."""

    name: str
    label: str
    unit: Unit = ""
    kind: Kind | None = None  # None: whatever the warehouse says
    meaning: str = ""
    role: str = "figure"  # key | title | attribute | figure | previous | change | change_rate | share | running
    measure: str | None = None
    dimension: str | None = None
    grain: str | None = None
    additive: bool = False  # where there is nothing, it is zero


@dataclass(frozen=True)
class Output:
    column: OutColumn
    tree: exp.Expr  # over "#n" placeholders
    additive: bool = False


@dataclass
class Plan:
    """Filled term by term; every cell stands in `cells` once, in its refined form."""

    query: Query
    tools: Tools
    keys: tuple[Key, ...] = ()
    cells: list[Cell] = field(default_factory=list)
    outputs: list[Output] = field(default_factory=list)
    having: exp.Expr | None = None

    def level(self, groups: tuple[Group, ...]) -> tuple[Key, ...]:
        """The keys of a level; names only at the finest."""
        if groups == self.query.by:
            return self.keys
        named = {group.dimension for group in groups}
        return tuple(key for key in self.keys if key.group in named and not key.title)

    def place(self, figure: Figure) -> exp.Expr:
        """The figure's tree over this plan's cells."""
        numbers = []
        for cell in figure.cells:
            if cell not in self.cells:
                self.cells.append(cell)
            numbers.append(self.cells.index(cell))
        return with_cells(figure.tree, [placeholder(n) for n in numbers])


def plan_of(query: Query, tools: Tools) -> Plan:
    figures = Figures(tools.scope, query)
    plan = Plan(query, tools)
    wanted = [(term, figures.figure(term, query.by)) for term in query.measures]
    plan.keys = keys_of(query.by, tools.scope, [cell.fact for _, figure in wanted for cell in figure.cells])
    _check_time(query, wanted)
    for term, figure in wanted:
        _check_kind(plan, term, figure)
        _outputs(plan, figures, term, figure)
    if query.having is not None:
        check_sides(query.having, figures, query.by, tools)
        values = [_wrapped(_value(plan, figures, term)) for term in terms(query.having)]
        plan.having = condition(query.having, iter(values))
    if (bound := _not_after_the_last(plan)) is not None:
        plan.having = bound if plan.having is None else exp.and_(plan.having, bound)
    plan.cells = [refined(cell, plan.level(cell.groups), tools) for cell in plan.cells]
    return plan


def _check_time(query: Query, wanted: list[tuple[Term, Figure]]) -> None:
    """A period must apply to something; beside dated figures, those that are as of now stay so."""
    undated = [figure for _, figure in wanted if not figure.dated]
    asked = (query.where is not None and periods(query.where)) or any(term.period for term, _ in wanted)
    if asked and undated and len(undated) == len(wanted) and not query.rows:
        figure = undated[0]
        raise Invalid(f"{figure.label} is as of {figure.as_of or 'now'}: no other period applies to it.")


def _check_kind(plan: Plan, term: Term, figure: Figure) -> None:
    """The last of some days, say, has no share and no growth."""
    reckoned = term.share is not None or plan.query.compare is not None
    kind = _kind(figure, plan.tools)
    if reckoned and not is_number(kind):
        raise Invalid(f"{figure.label} is a {kind}: only numbers have shares or are compared with another period.")
    for cell in figure.cells:
        if cell.per is not None and cell.agg in NUMERIC and not is_number(kind := inside(cell, plan.tools)):
            raise Invalid(f"{figure.label} cannot be worked out: a {kind} has no {cell.agg}.")


def _kind(figure: Figure, tools: Tools) -> Kind:
    return kind_of(figure.cells[0], tools) if len(figure.cells) == 1 else "number"


def check_sides(wanted: HavingFilter, figures: Figures, by: tuple[Group, ...], tools: Tools) -> None:
    """A date is not compared with a number."""
    for each in plain(wanted):
        left = figures.figure(each.measure, by)
        kind = _kind(left, tools)
        if each.value is not None and not is_number(kind):
            raise Invalid(f"{left.label} is a {kind}, so it is not compared with a number.")
        other = _kind(figures.figure(each.other, by), tools) if each.other is not None else kind
        if other != kind and not (is_number(kind) and is_number(other)):
            raise Invalid(f"{left.label} is a {kind} and is not compared with a {other}.")


def _outputs(plan: Plan, figures: Figures, term: Term, figure: Figure) -> None:
    name = _free_name(plan, term.name or _called(term))
    value = _value(plan, figures, term)
    column = OutColumn(
        name, figure.label, figure.unit, None, figure.meaning, "figure", None if _of_two(term) else term.measure
    )
    if term.share is not None:
        name = _free_name(plan, term.name or f"{name}_share")
        column = replace(column, name=name, label=f"Share of {figure.label.lower()}", unit="ratio", role="share")
        figure = replace(figure, additive=False)
    if term.running:
        value = _running(plan, value, figure)
        column = replace(column, label=f"Running {figure.label.lower()}", role="running")
    column = replace(column, additive=figure.additive and not term.running)
    plan.outputs.append(Output(column, value, figure.additive))
    if plan.query.compare is not None:
        _compared(plan, figures, term, column, value)


def _of_two(term: Term) -> bool:
    return term.less is not None or term.over is not None


def _called(term: Term) -> str:
    own = term.measure or column_name(f"{term.agg} {term.of}")
    if term.less is not None:
        return f"{own}_less_{_called(term.less)}"
    return f"{own}_per_{_called(term.over)}" if term.over is not None else own


def _value(plan: Plan, figures: Figures, term: Term, shift: Shift | None = None) -> exp.Expr:
    """The figure of each group, or its share of the whole."""
    value = plan.place(figures.figure(term, plan.query.by, shift))
    if term.share is None:
        return value
    of = figures.admitting(term.where) if term.share.of == "unfiltered" else figures
    return expression.ratio(value, plan.place(of.figure(_whole(term), _within(plan, term), shift)))


def _free_name(plan: Plan, name: str) -> str:
    taken = {output.column.name for output in plan.outputs} | {key.name for key in plan.keys}
    number = next(n for n in range(1, 1000) if (name if n == 1 else f"{name}_{n}") not in taken)
    return name if number == 1 else f"{name}_{number}"


def _whole(term: Term) -> Term:
    unfiltered = term.share is not None and term.share.of == "unfiltered"
    return term.model_copy(update={"share": None, "running": False, **({"where": None} if unfiltered else {})})


def _within(plan: Plan, term: Term) -> tuple[Group, ...]:
    assert term.share
    if term.share.of == "unfiltered":
        return plan.query.by
    known = {group.dimension for group in plan.query.by}
    for name in term.share.within:
        if name not in known:
            raise Unknown("group to take a share within", name, known)
    return tuple(group for group in plan.query.by if group.dimension in term.share.within)


def _running(plan: Plan, value: exp.Expr, figure: Figure) -> exp.Expr:
    time = [key for key in plan.keys if key.bucket]
    if len(time) != 1 or not figure.additive:
        reason = "is not a sum" if not figure.additive else "needs exactly one time grouping"
        raise Invalid(f"A running total of {figure.label.lower()} cannot be made: it {reason}.")
    others = [_key_column(key) for key in plan.keys if not key.title and key is not time[0]]
    order = exp.Order(expressions=[exp.Ordered(this=_key_column(time[0]), desc=False, nulls_first=False)])
    frame = exp.WindowSpec(
        kind="ROWS", start="UNBOUNDED", start_side="PRECEDING", end="CURRENT ROW"
    )  # Redshift insists on a frame
    return exp.Window(this=exp.Sum(this=value), partition_by=others, order=order, spec=frame)


def _key_column(key: Key) -> exp.Column:
    """Stands for a key until the query's form is known."""
    return exp.column(f"@{key.name}", quoted=True)


def _compared(plan: Plan, figures: Figures, term: Term, column: OutColumn, now: exp.Expr) -> None:
    compare = plan.query.compare
    assert compare
    if term.running:
        raise Invalid("A running total is not compared with another period: ask for the two apart.")
    timed = any(key.bucket for key in plan.keys)
    if compare.to is not None and timed:
        raise Invalid("Grouped by time, a comparison goes so many steps back: give back and grain.")
    shift = Shift(compare.to, compare.back or 0, compare.grain or "month")
    if not timed and not _moves(figures.figure(term, plan.query.by, shift)):
        if any(_moves(figures.figure(each, plan.query.by, shift)) for each in plan.query.measures):
            return  # beside figures of a period, one that is as of now has no other period
        raise Invalid("A comparison needs a period to go back from, such as this month.")
    before = _value(plan, figures, term, shift)
    change = exp.Sub(this=_wrapped(now), expression=_wrapped(before))
    made = {
        "previous": (before, column.unit, f"{column.label} before"),
        "change": (change, column.unit, f"Change in {column.label.lower()}"),
        "change_rate": (expression.ratio(change, _wrapped(before)), "ratio", f"Growth of {column.label.lower()}"),
    }
    for role in compare.show:
        tree, unit, label = made[role]
        out = replace(column, name=_free_name(plan, f"{column.name}_{role}"), label=label, unit=unit, role=role)
        plan.outputs.append(Output(out, tree.copy()))


def _moves(figure: Figure) -> bool:
    """Whether it has a period, which a comparison takes elsewhere."""
    return any(isinstance(each, In) and (each.date or cell.date) for cell in figure.cells for each in cell.where)


def _not_after_the_last(plan: Plan) -> exp.Expr | None:
    """Moved forward, the last month stands beside a month that has not been: only months up to the last are shown."""
    time = next((key for key in plan.keys if key.bucket), None)
    if plan.query.compare is None or time is None:
        return None
    now = [cell for cell in plan.cells if cell.shift is None and plan.level(cell.groups) == plan.keys]
    if not now or any(
        isinstance(each, In) and each.period.days(plan.tools.scope.today)[1] for cell in now for each in cell.where
    ):
        return None
    last = {_last_day(cell, cell.date if time.dimension == ANY_DATE else time.dimension) for cell in now}
    figures = [Figure(placeholder(0), (cell,), "", "", "", False, True) for cell in sorted(last, key=repr)]
    return exp.paren(exp.or_(*(exp.LTE(this=_key_column(time), expression=plan.place(each)) for each in figures)))


def _last_day(cell: Cell, dimension: str | None) -> Cell:
    return Cell(cell.fact, f"max({{{dimension}}})", cell.where, cell.date, name="last_day")


def _wrapped(tree: exp.Expr) -> exp.Expr:
    return tree.copy() if isinstance(tree, exp.Column) else exp.paren(tree.copy())


def hidden(plan: Plan, name: str) -> exp.Expr:
    """A measure that is ordered by without being shown."""
    figures = Figures(plan.tools.scope, plan.query)
    before = len(plan.cells)
    tree = plan.place(figures.figure(Term(measure=name), plan.query.by))
    plan.cells[before:] = [refined(cell, plan.level(cell.groups), plan.tools) for cell in plan.cells[before:]]
    return tree
