"""Conditions on groups: the figures they speak of, and the test over those figures."""

from collections.abc import Iterator

from sqlglot import exp

from core.semantic.expression import literal
from core.semantic.query import AllHaving, AnyHaving, Having, HavingFilter, NotHaving, Term

COMPARE = {"=": exp.EQ, "!=": exp.NEQ, "<": exp.LT, "<=": exp.LTE, ">": exp.GT, ">=": exp.GTE}


def terms(wanted: HavingFilter) -> Iterator[Term]:
    """Every figure that the condition speaks of, in the order that `condition` takes their values."""
    if isinstance(wanted, NotHaving):
        yield from terms(wanted.negated)
    elif isinstance(wanted, AllHaving | AnyHaving):
        for each in wanted.all if isinstance(wanted, AllHaving) else wanted.any:
            yield from terms(each)
    else:
        yield wanted.measure
        if wanted.overall:
            yield wanted.measure.model_copy(update={"overall": True, "share": None})
        if wanted.other is not None:
            yield wanted.other


def plain(wanted: HavingFilter) -> Iterator[Having]:
    """Every single comparison in it."""
    if isinstance(wanted, NotHaving):
        yield from plain(wanted.negated)
    elif isinstance(wanted, AllHaving | AnyHaving):
        for each in wanted.all if isinstance(wanted, AllHaving) else wanted.any:
            yield from plain(each)
    else:
        yield wanted


def condition(wanted: HavingFilter, values: Iterator[exp.Expr]) -> exp.Expr:
    if isinstance(wanted, NotHaving):
        inner = condition(wanted.negated, values)
        return exp.Not(this=exp.func("COALESCE", exp.paren(inner), exp.Boolean(this=False)))
    if isinstance(wanted, AllHaving):
        return exp.and_(*[condition(each, values) for each in wanted.all])
    if isinstance(wanted, AnyHaving):
        return exp.paren(exp.or_(*[condition(each, values) for each in wanted.any]))
    left = next(values)
    if wanted.op in ("is null", "not null"):
        test = exp.Is(this=left, expression=exp.Null())
        return test if wanted.op == "is null" else exp.Not(this=test)
    if isinstance(wanted.value, tuple):
        low, high = (literal(each) for each in wanted.value)
        return exp.Between(this=left, low=low, high=high)
    right = next(values) if wanted.overall or wanted.other is not None else literal(wanted.value)
    return COMPARE[wanted.op](this=left, expression=right)
