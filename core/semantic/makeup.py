"""What a figure is made of: sums that add up over any grouping, or one of them divided by another."""

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from functools import lru_cache

from sqlglot import exp

from core.semantic import expression
from core.semantic.model import Measure, Model
from core.semantic.query import Term

Weights = Mapping[str, Decimal]  # a measure that adds up → how often it counts; "" is a plain number
Leaf = Callable[[exp.Expr], "Made | None"]
ONE = Decimal(1)
NUMBER = ""


@dataclass(frozen=True)
class Made:
    """Sums, over sums where it is a ratio."""

    top: Weights
    bottom: Weights | None = None

    @property
    def number(self) -> Decimal | None:
        """Its value where it is nothing but a number."""
        plain = self.bottom is None and set(self.top) <= {NUMBER}
        return self.top.get(NUMBER, Decimal(0)) if plain else None

    @property
    def usable(self) -> bool:
        """A number that is added to a sum would count once a group."""
        sides = (self.top, self.bottom or {})
        return bool(self.top) and self.number is None and not any(side.get(NUMBER) for side in sides)


@dataclass(frozen=True)
class Makeup:
    """The figures to ask for, with how often each counts; a ratio has a bottom."""

    top: tuple[tuple[Term, Decimal], ...]
    bottom: tuple[tuple[Term, Decimal], ...] = ()


@dataclass(frozen=True)
class Divided:
    """The vocabulary with the sums that its ratios are made of as measures of their own."""

    model: Model
    made: Mapping[str, Made]


@lru_cache(maxsize=4)
def divided(model: Model) -> Divided:
    parts: dict[str, Measure] = {}
    made: dict[str, Made] = {}
    for name in model.measures:
        _measure(name, model, made, parts)
    usable = {name: each for name, each in made.items() if each.usable}
    return Divided(model.model_copy(update={"measures": {**model.measures, **parts}}), usable)


def makeup(term: Term, model: Model) -> Makeup | None:
    """None: a figure that groups do not add up to, such as a count of different things."""
    if term.per or term.overall:
        return None
    if term.share is not None and term.share.of == "unfiltered":
        return _share(term, model)
    plain = term.model_copy(update={"share": None, "running": False, "period": None, "name": None})
    if term.measure is not None:
        made = divided(model).made.get(model.renamed_from.get(term.measure, term.measure))
        return Makeup(_terms(plain, made.top), _terms(plain, made.bottom or {})) if made else None
    if term.agg in ("sum", "count"):
        return Makeup(((plain, ONE),))
    if term.agg == "avg":
        each = [plain.model_copy(update={"agg": agg}) for agg in ("sum", "count")]
        return Makeup(((each[0], ONE),), ((each[1], ONE),))
    return None


def _share(term: Term, model: Model) -> Makeup | None:
    """A part with a filter against the whole without it."""
    part = makeup(term.model_copy(update={"share": None}), model)
    whole = makeup(term.model_copy(update={"share": None, "where": None}), model)
    return Makeup(part.top, whole.top) if part and whole and not (part.bottom or whole.bottom) else None


def _terms(term: Term, weights: Weights) -> tuple[tuple[Term, Decimal], ...]:
    return tuple((term.model_copy(update={"measure": name}), weight) for name, weight in weights.items() if weight)


def _measure(name: str, model: Model, made: dict[str, Made], parts: dict[str, Measure]) -> Made | None:
    """Formulas rest on other measures; the vocabulary's check has ruled out circles."""
    if name in made:
        return made[name]
    measure = model.measures[name]
    if measure.inner is not None:
        return None
    if measure.formula is not None:
        found = _sum(expression.parse(measure.formula), lambda node: _of_formula(node, model, made, parts))
    else:
        found = _of_sql(measure, parts)
    if found is not None:
        made[name] = found
    return found


def _of_formula(node: exp.Expr, model: Model, made: dict[str, Made], parts: dict[str, Measure]) -> Made | None:
    return _measure(node.name, model, made, parts) if isinstance(node, exp.Column) else None


def _of_sql(measure: Measure, parts: dict[str, Measure]) -> Made | None:
    """The measure itself where it adds up, otherwise the sums in it, each as a measure."""
    new: dict[str, Measure] = {}
    found = _sum(expression.parse(measure.sql or ""), lambda node: _aggregate(node, measure, new))
    if found is None or not found.usable:
        return None
    if found.bottom is None:
        return Made({measure.name: ONE})
    parts.update(new)
    return found


def _aggregate(node: exp.Expr, measure: Measure, new: dict[str, Measure]) -> Made | None:
    if isinstance(node, exp.Avg):
        inner = node.this
        top, bottom = (_part(kind(this=inner.copy()), measure, new) for kind in (exp.Sum, exp.Count))
        return Made({top: ONE}, {bottom: ONE})
    if isinstance(node, exp.Sum) or (isinstance(node, exp.Count) and not isinstance(node.this, exp.Distinct)):
        return Made({_part(node, measure, new): ONE})
    return None


def _part(node: exp.Expr, measure: Measure, new: dict[str, Measure]) -> str:
    sql = re.sub(rf'"{expression.MARK}([\w.]+)"', r"{\1}", node.sql(dialect="duckdb"))
    same = next((name for name, part in new.items() if part.sql == sql), None)
    name = same or f"{measure.name}_part_{len(new) + 1}"
    changed = {"name": name, "sql": sql, "additive": True, "hidden": True, "unit": ""}
    new.setdefault(name, measure.model_copy(update=changed))
    return name


def _sum(node: exp.Expr, leaf: Leaf) -> Made | None:
    """Plus, minus, times a number, divided by: what keeps sums sums. Anything else does not add up."""
    if isinstance(node, exp.Paren):
        return _sum(node.this, leaf)
    if isinstance(node, exp.Literal):
        return _literal(node)
    if isinstance(node, exp.Neg):
        inner = _sum(node.this, leaf)
        return inner and _scaled(inner, -ONE)
    if isinstance(node, exp.Nullif | exp.Coalesce):  # guards against nothing at all, which counts as 0 here
        return _sum(node.this, leaf)
    if not isinstance(node, exp.Add | exp.Sub | exp.Mul | exp.Div):
        return leaf(node)
    left, right = _sum(node.this, leaf), _sum(node.expression, leaf)
    if left is None or right is None:
        return None
    if isinstance(node, exp.Add | exp.Sub):
        return _added(left, right if isinstance(node, exp.Add) else _scaled(right, -ONE))
    return _product(left, right) if isinstance(node, exp.Mul) else _quotient(left, right)


def _literal(node: exp.Literal) -> Made | None:
    try:
        return Made({NUMBER: Decimal(node.name)})
    except InvalidOperation:
        return None


def _added(left: Made, right: Made) -> Made | None:
    if left.bottom == right.bottom:
        return Made(_together(left.top, right.top), left.bottom)
    plain, ratio = (left, right) if left.bottom is None else (right, left)
    if plain.number is None or ratio.bottom is None:
        return None
    return Made(_together(ratio.top, _times(ratio.bottom, plain.number)), ratio.bottom)  # 1 − a/b is (b − a)/b


def _product(left: Made, right: Made) -> Made | None:
    if left.number is not None:
        return _scaled(right, left.number)
    return _scaled(left, right.number) if right.number is not None else None


def _quotient(left: Made, right: Made) -> Made | None:
    if right.number is not None:
        return _scaled(left, 1 / right.number) if right.number else None
    return Made(left.top, right.top) if left.bottom is None and right.bottom is None else None


def _scaled(made: Made, factor: Decimal) -> Made:
    return Made(_times(made.top, factor), made.bottom)


def _times(weights: Weights, factor: Decimal) -> Weights:
    return {name: weight * factor for name, weight in weights.items()}


def _together(left: Weights, right: Weights) -> Weights:
    return {name: left.get(name, Decimal(0)) + right.get(name, Decimal(0)) for name in {**left, **right}}
