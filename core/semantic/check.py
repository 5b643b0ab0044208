"""Every name in the vocabulary exists: tables, columns, dimensions, measures, conditions, and words in expressions."""

from collections.abc import Callable, Iterable
from graphlib import CycleError, TopologicalSorter

from core.errors import Invalid, QuartermasterError, suggest
from core.semantic import expression
from core.semantic.model import Entity, Join, Measure, Model, View

Where = Callable[[str, str], str]  # section, name → "file:line"


def names(model: Model, where: Where) -> None:
    """Raises Invalid at the first name that nothing bears."""
    aliases = _aliases(model)
    for number, join in enumerate(model.joins):
        _join(model, join, where("joins", str(number)))
    for section, check in (
        ("tables", _tables),
        ("entities", _entities),
        ("dimensions", _dimensions),
        ("measures", _measures),
        ("conditions", _conditions),
        ("views", _views),
        ("personas", _personas),
    ):
        for name in getattr(model, section):
            try:
                check(model, name, aliases)
            except QuartermasterError as error:
                raise Invalid(f"{where(section, name)}: {section}.{name}: {error.message}") from None
    circles(model, where)


def _aliases(model: Model) -> dict[str, str]:
    """Every name a table goes by in expressions → the table."""
    return {name: name for name in model.tables} | {join.alias: join.target for join in model.joins}


def _known(kind: str, name: str, known: Iterable[str]) -> None:
    if name not in (names := list(known)):
        near = suggest(name, names, limit=1)
        raise Invalid(f"there is no {kind} {name!r}." + (f" Did you mean {near[0]!r}?" if near else ""))


def _join(model: Model, join: Join, where: str) -> None:
    try:
        _known("table", join.source, model.tables)
        _known("table", join.target, model.tables)
        for column, other in join.on.items():
            _known(f"column in {join.target}", column, model.tables[join.target].columns)
            table, _, name = other.rpartition(".")
            _known("table", table or join.source, model.tables)
            _known(f"column in {table or join.source}", name, model.tables[table or join.source].columns)
    except Invalid as error:
        raise Invalid(f"{where}: join of {join.source} to {join.target}: {error.message}") from None


def _columns(model: Model, text: str, aliases: dict[str, str], also: Iterable[str] = ()) -> None:
    tree = expression.parse(text)
    for alias, column in expression.references(tree):
        if not alias and column in also:
            continue
        if not alias:
            raise Invalid(f"{column!r} in {text!r} needs its table in front: table.{column}.")
        _known("table or join name", alias, aliases)
        _known(f"column in {aliases[alias]}", column, model.tables[aliases[alias]].columns)
    for name in expression.names(tree):
        _known("dimension or condition", name, [*model.dimensions, *model.conditions])
    for name in expression.unknown_functions(tree):
        _known("function", name, expression.USUAL_FUNCTIONS)


def _tables(model: Model, name: str, aliases: dict[str, str]) -> None:
    table = model.tables[name]
    for column in table.key:
        _known("column", column, table.columns)
    rule = table.rows
    for column in filter(None, (rule.warehouse, rule.workspace, rule.visibility)):
        _known("column", column, table.columns)
    if rule.follows:
        _known("table", rule.follows, model.tables)
        for column in model.tables[rule.follows].key:
            _known(f"column in {name} to follow {rule.follows} by", column, table.columns)


def _entities(model: Model, name: str, aliases: dict[str, str]) -> None:
    entity: Entity = model.entities[name]
    for dimension in (*entity.key, *entity.show, *filter(None, (entity.title, entity.date))):
        _known("dimension", dimension, model.dimensions)
    for table in entity.sources:
        _known("table", table, model.tables)
    for condition in (*entity.defaults, *filter(None, (entity.ahead,))):
        _known("condition", condition, model.conditions)
    for measure in filter(None, (entity.count, entity.amount)):
        _known("measure", measure, model.measures)
    if entity.where:
        _columns(model, entity.where, aliases)


def _dimensions(model: Model, name: str, aliases: dict[str, str]) -> None:
    dimension = model.dimensions[name]
    for place in dimension.at:
        _columns(model, place, aliases)
    if dimension.sql:
        _columns(model, dimension.sql, aliases)
        if dimension.kind is None:
            raise Invalid("an expression needs its kind (text, integer, decimal, number, date, boolean).")
    if dimension.measure:
        _known("measure", dimension.measure, model.measures)
        _known("entity", dimension.entity, model.entities)


def _measures(model: Model, name: str, aliases: dict[str, str]) -> None:
    measure: Measure = model.measures[name]
    for part in expression.measures_in(measure.formula):
        _known("measure", part, model.measures)
        if part == name:
            raise Invalid("a measure cannot be part of itself.")
    for condition in (*measure.where, *measure.defaults):
        _known("condition", condition, model.conditions)
    if measure.date:
        _known("dimension", measure.date, model.dimensions)
    if measure.history:
        _known("measure", measure.history, model.measures)
        if model.measures[measure.history].date is None:
            raise Invalid(f"{measure.history!r} cannot be its history: that needs a date.")
    if measure.fact:
        _known("table", measure.fact, model.tables)
    _inner(model, measure, aliases)


def _inner(model: Model, measure: Measure, aliases: dict[str, str]) -> None:
    inner = measure.inner
    if inner is None:
        if measure.sql:
            _columns(model, measure.sql, aliases)
        return
    for dimension in (*inner.per, *inner.apart):
        _known("dimension", dimension, model.dimensions)
    for text in inner.columns.values():
        _columns(model, text, aliases)
    for text in inner.across.values():
        _columns(model, text, aliases, inner.columns)
    _columns(model, measure.sql or "", aliases, [*inner.columns, *inner.across])


def _conditions(model: Model, name: str, aliases: dict[str, str]) -> None:
    condition = model.conditions[name]
    _columns(model, condition.when, aliases)
    if condition.date:
        _known("dimension", condition.date, model.dimensions)
    for node in expression.placeholders(expression.parse(condition.when)):
        _known("parameter", node, condition.params)


def _personas(model: Model, name: str, aliases: dict[str, str]) -> None:
    persona = model.personas[name]
    for table in (*persona.tables, *persona.planning):
        _known("table", table, model.tables)
    for view in persona.views:
        _known("view", view, model.views)
    for measure in persona.synonyms.values():
        _known("measure", measure, model.measures)


def _views(model: Model, name: str, aliases: dict[str, str]) -> None:
    view = model.views[name]
    if view.of:
        _summed_up(model, view)
        return
    _known("table", view.fact, model.tables)
    for condition in view.where:
        _known("condition", condition, model.conditions)
    for text in view.columns.values():
        if "(" in text:
            _columns(model, text, aliases)
        else:
            _known("dimension", text, model.dimensions)


def _summed_up(model: Model, view: View) -> None:
    _known("view", view.of, model.views)
    below = model.views[view.of]
    if view.fact or view.where or below.of:
        raise Invalid(
            f"views.{view.name} is of {view.of}: that one has the fact and the conditions, and is of no other."
        )
    for text in view.columns.values():
        for _, column in expression.references(expression.parse(text)):
            _known("column", column, below.columns)


def circles(model: Model, where: Where) -> None:
    """Raises Invalid where a definition needs itself, by whatever way."""
    parts = {("measures", name): _parts_of_measure(measure) for name, measure in model.measures.items()}
    for name, condition in model.conditions.items():
        parts["conditions", name] = _parts_of_text(model, condition.when)
    for name, dimension in model.dimensions.items():
        needed = {("measures", dimension.measure)} if dimension.measure else set()
        parts["dimensions", name] = needed | _parts_of_text(model, dimension.sql or "")
    try:
        TopologicalSorter(parts).prepare()
    except CycleError as error:
        (section, name), circle = error.args[1][0], [name for _, name in reversed(error.args[1])]
        raise Invalid(f"{where(section, name)}: {section}.{name} needs itself: {' → '.join(circle)}.") from None


def _parts_of_measure(measure: Measure) -> set[tuple[str, str]]:
    used = {("measures", name) for name in expression.measures_in(measure.formula)}
    return used | {("conditions", name) for name in (*measure.where, *measure.defaults)}


def _parts_of_text(model: Model, text: str) -> set[tuple[str, str]]:
    used = expression.names(expression.parse(text)) if text else []
    return {("conditions" if name in model.conditions else "dimensions", name) for name in used}
