"""A question of several steps: each clause by a tool or the language engine, later ones about what the earlier found.

"Which low-stock items at WH001 will run out before their next delivery, and what should I order?" is the risk of these
items, then a proposal for the same ones: what a clause does not say it takes from those before it.
"""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace

from agents.answer import Answer
from agents.execution import run
from agents.tool_answer import BY_TOOL, UNANSWERED, told, unanswered, understood
from agents.tool_choice import Chosen, choose
from core.context import Context
from core.table import Table
from core.warehouse.base import Cancel, Value
from tools.found import Found, Sheet
from tools.registry import Used

MOST = 4  # clauses
ASKING = r"what|which|how|when|where|who|should|forecast|propose|compare|show|list"
_PART = re.compile(
    rf"\s*(?:[,;?.]\s*(?:and\s+|then\s+)*|\s+and\s+(?:then\s+)?|\s+then\s+)(?=(?:{ASKING})\b)", re.IGNORECASE
)


@dataclass(frozen=True)
class Step:
    clause: str
    chosen: Chosen


def by_steps(ctx: Context, question: str, cancel: Cancel) -> Answer | None:
    """None where the question is not of several steps that tools can take."""
    done: list[Used] = []
    for step in steps_of(ctx, question):
        chosen = _completed(step.chosen, done)
        if chosen.missing or chosen.tool.writes:
            return None
        try:
            used = run(ctx, chosen.tool.name, chosen.arguments, cancel=cancel)
        except UNANSWERED as error:
            return unanswered(question, error, step.clause)
        done.append(replace(used, found=_about(used.found, done[-1].found) if done else used.found))
    return _answer(ctx, question, done) if done else None


def steps_of(ctx: Context, question: str) -> tuple[Step, ...]:
    """Nothing unless each clause is for a tool, and not all for the same."""
    clauses = clauses_of(question)
    if not 2 <= len(clauses) <= MOST:
        return ()
    steps = tuple(Step(clause, chosen) for clause in clauses if (chosen := choose(ctx, clause)) is not None)
    all_taken = len(steps) == len(clauses) and len({step.chosen.tool.name for step in steps}) > 1
    return steps if all_taken else ()


def clauses_of(question: str) -> list[str]:
    """What is asked, one thing after the other."""
    return [part.strip() for part in _PART.split(question) if part.strip(" ?.,;")]


def _completed(chosen: Chosen, before: Sequence[Used]) -> Chosen:
    """With the required arguments that an earlier step had under the same name, where this one says nothing else."""
    earlier = {name: value for used in before for name, value in used.arguments.items() if value is not None}
    fields = chosen.tool.arguments.model_fields
    kept = {name: earlier[name] for name in fields if name in earlier and fields[name].is_required()}
    arguments = {**kept, **chosen.arguments}
    return replace(chosen, arguments=arguments, missing=tuple(name for name in chosen.missing if name not in arguments))


def _about(found: Found, before: Found) -> Found:
    """Only the rows about what the step before found, where both name the same things.

    The figures are of all rows; they go where rows do.
    """
    if not before.sheets:
        return found
    first = before.sheets[0].table
    sheets = tuple(_narrowed(sheet, first) for sheet in found.sheets)
    fewer = any(len(new.table.rows) < len(old.table.rows) for new, old in zip(sheets, found.sheets, strict=True))
    return replace(found, sheets=sheets, figures=() if fewer else found.figures)


def _narrowed(sheet: Sheet, first: Table) -> Sheet:
    keys = [name for name in _keys(sheet.table) if name in _keys(first)]
    if not keys:
        return sheet
    wanted = {tuple(row[name] for name in keys) for row in first.records()}
    rows = tuple(
        row for row, record in zip(sheet.table.rows, sheet.table.records(), strict=True) if _key(record, keys) in wanted
    )
    return replace(sheet, table=replace(sheet.table, rows=rows, total_rows=len(rows)))


def _keys(table: Table) -> list[str]:
    """Codes: a name says nothing that its code does not."""
    return [column.name for column in table.columns if column.role == "key" and column.name.endswith("_code")]


def _key(record: Mapping[str, Value], keys: Sequence[str]) -> tuple[Value, ...]:
    return tuple(record[name] for name in keys)


def _answer(ctx: Context, question: str, done: Sequence[Used]) -> Answer:
    currency = ctx.config.app.currency
    steps = [f"{number}. {understood(used)}" for number, used in enumerate(done, 1)]
    words = [f"{number}. {_found(used, currency, number)}" for number, used in enumerate(done, 1)]
    return Answer(
        question,
        "answered",
        "; ".join(steps),
        text="\n".join(words),
        intent="tool",
        engine="tool",
        why_no_model=BY_TOOL,
        used=tuple(done),
    )


def _found(used: Used, currency: str, number: int) -> str:
    """Of a later step, narrowed to what was found before, its rows are told."""
    if number == 1 or not used.found.sheets:
        return told(used.found, currency)
    sheet = used.found.sheets[0]
    return f"{sheet.name}: {len(sheet.table.rows)} of them."
