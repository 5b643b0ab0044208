"""An answer on paper, for those who may take results away."""

from agents.answer import Answer
from agents.present import Chart
from core import audit
from core.access import described, require
from core.context import Context
from core.errors import Invalid
from core.report.pdf import pdf
from core.report.report import Picture, Report
from core.semantic.expression import laid_out


def as_pdf(ctx: Context, answer: Answer, person: str, chart: Chart | None = None) -> bytes:
    """As it is on the screen, with the picture that was chosen there; the audit log has it first."""
    require(ctx.asker, "export")
    if answer.status != "answered":
        raise Invalid("Only what was answered can be put on paper.")
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
    )


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
