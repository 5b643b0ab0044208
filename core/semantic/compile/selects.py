"""One block as a whole SELECT, whichever kind it is."""

from sqlglot import exp

from core.semantic import expression
from core.semantic.compile.alone import select_alone
from core.semantic.compile.blocks import Block, Tools, values


def select_of(block: Block, tools: Tools, names: list[str]) -> exp.Select:
    """A block as a whole SELECT with named keys and cells."""
    if block.cells[0].alone:
        return select_alone(block, tools, names[0])
    select, keys, aggregates = values(block, tools)
    named = [expression.alias(value, key.name) for key, value in zip(block.keys, keys, strict=True)]
    named += [expression.alias(value, name) for value, name in zip(aggregates, names, strict=True)]
    select.select(*named, copy=False)
    grouped = [value for key, value in zip(block.keys, keys, strict=True) if not key.title]
    return select.group_by(*(g.copy() for g in grouped), copy=False) if grouped else select
