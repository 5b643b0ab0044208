"""An answer on paper, for those who may take results away."""

from collections.abc import Iterator

from agents.answer import Answer
from agents.present import Chart
from core import audit
from core.access import described, require
from core.change.tables import inside_of, table_of
from core.context import Context
from core.errors import Invalid
from core.report.report import Picture, Report
from core.semantic.expression import laid_out
from core.table import Table


def as_pdf(ctx: Context, answer: Answer, person: str, chart: Chart | None = None) -> bytes:
    """As it is on the screen, with the picture that was chosen there; the audit log has it first."""
    require(ctx.asker, "export")
    if answer.status != "answered":
        raise Invalid("Only what was answered can be put on paper.")
    from core.report.pdf import pdf  # loads fonts' libraries, which most days need not

    made = pdf(report(ctx, answer, person, chart or answer.chart))
    audit.record(ctx.store, ctx.asker.email, "export", "pdf", detail=f"{answer.question}; trace {answer.trace_id}")
    return made


def report(ctx: Context, answer: Answer, person: str, chart: Chart) -> Report:
    table = answer.tables[0] if answer.tables else None
    return Report(
        program=ctx.config.app.name,
        question=answer.question,
        interpretation=answer.interpretation,
        text=_text(answer),
        table=table,
        picture=Picture(chart.kind, chart.across, chart.up),
        sql=tuple(laid_out(one.sql, ctx.warehouse.dialect) for one in answer.tables),
        definitions=tuple((one.name, one.text) for one in answer.citations),
        facts=_facts(ctx, answer),
        person=person,
        made=ctx.now(),
        currency=ctx.config.app.currency,
        more=tuple(_more(answer)),
        worked=tuple(_worked(answer)),
    )


def _more(answer: Answer) -> Iterator[tuple[str, Table]]:
    """What was read besides, the parts of a change, and what tools list."""
    yield from ((part.interpretation, part.table) for part in answer.parts[1:])
    if answer.why is not None:
        yield from ((f"By {split.label}", table_of(answer.why, split)) for split in answer.why.splits)
        if inside := answer.why.inside:
            yield f"{inside.value}, by {inside.split.label}", inside_of(answer.why, inside)
    yield from ((sheet.name, sheet.table) for used in answer.used for sheet in used.found.sheets)


def _worked(answer: Answer) -> Iterator[tuple[str, str]]:
    if answer.why is not None:
        yield "Method", answer.why.method
        yield from (("Mind", limit) for limit in answer.why.limits)
    for found in (used.found for used in answer.used):
        if found.method:
            yield "Method", found.method
        yield from ((f"Assumed, {one.name}", f"{one.value} ({one.because})") for one in found.assumptions)
        yield from (("Not known", sentence) for sentence in found.unknown)


def _text(answer: Answer) -> str:
    if not answer.unchecked:
        return answer.text
    return f"{answer.text}\nIn no table that was read: {', '.join(answer.unchecked)}."


def _facts(ctx: Context, answer: Answer) -> tuple[tuple[str, str], ...]:
    rights = described(ctx.asker, ctx.model)
    fresh = answer.tables[0].fresh if answer.tables else None
    by = f"{answer.engine} {answer.model}".strip()
    told = [("Answered by", by), ("Seen as", ", ".join(f"{name} {says}" for name, says in rights.items()))]
    if answer.vouched is not None:
        told.append(("Verified", f"by {answer.vouched.by} on {answer.vouched.at:%Y-%m-%d}"))
    if fresh is not None:
        told.append(("Data loaded", f"{fresh:%Y-%m-%d %H:%M} UTC"))
    return (*told, ("Cost", answer.cost or "0"), ("Trace", answer.trace_id))
