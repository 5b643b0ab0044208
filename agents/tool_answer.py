"""An answer by one of the workbench's tools: used as it was understood, or what it still needs asked for."""

from collections.abc import Iterator, Mapping

from agents.answer import Answer, Citation
from agents.execution import run
from agents.tool_choice import Chosen
from core.context import Context
from core.errors import Invalid, NotAllowed, NotFound, Unknown
from core.language.frame import Choice
from core.warehouse.base import Cancel
from tools.found import Found
from tools.names import entities_of, known
from tools.registry import Used, preview
from tools.tool import Tool
from tools.worked import Worked, counted

FEW = ("warehouse",)  # what there are few enough of to offer all
MOST_OFFERED = 12
TOLD = 3  # figures in the sentence
UNANSWERED = (NotAllowed, Invalid, Unknown, NotFound)
BY_TOOL = "Not needed: one of the workbench's tools answers this."


def by_tool(ctx: Context, question: str, chosen: Chosen, cancel: Cancel) -> Answer:
    if chosen.missing:
        return _asked_back(ctx, question, chosen)
    try:
        if chosen.tool.writes:
            return _to_confirm(ctx, question, preview(ctx, chosen.tool.name, chosen.arguments, cancel))
        used = run(ctx, chosen.tool.name, chosen.arguments, cancel=cancel)
    except UNANSWERED as error:
        return unanswered(question, error)
    return Answer(
        question,
        "answered",
        understood(used),
        text=f"{told(used.found, ctx.config.app.currency)} {used.note}".strip(),
        intent="tool",
        citations=tuple(Citation(one.name, one.formula, one.source) for one in used.found.figures),
        suggestions=tuple(one for one in chosen.tool.examples if one.lower() != question.lower())[:TOLD],
        engine="tool",
        why_no_model=BY_TOOL,
        used=(used,),
    )


def unanswered(question: str, error: NotAllowed | Invalid | Unknown | NotFound, clause: str = "") -> Answer:
    """Denied, or asked back; of a question of several steps with the words of the one that it was about."""
    reason = f"{clause}: {error.message}" if clause else error.message
    if isinstance(error, NotAllowed):
        return Answer(question, "denied", reason=reason, why_no_model=BY_TOOL)
    choices = tuple(Choice(one) for one in error.suggestions) if isinstance(error, Unknown) else ()
    return Answer(question, "clarify", reason=reason, choices=choices, why_no_model=BY_TOOL)


def _to_confirm(ctx: Context, question: str, would: Used) -> Answer:
    """Nothing is written by a question alone."""
    said = f"{would.found.method} {told(would.found, ctx.config.app.currency)} It needs your confirmation."
    return Answer(
        question, "clarify", understood(would), reason=said, engine="tool", why_no_model=BY_TOOL, confirm=would
    )


def understood(used: Used) -> str:
    """What the tool does, and with what."""
    said = {name: value for name, value in used.arguments.items() if value is not False and value not in (None, "")}
    given = [_given(name, value) for name, value in said.items()]
    return used.tool.says.removesuffix(".") + (f" ({', '.join(given)})" if given else "")


def _given(name: str, value: object) -> str:
    spoken = name.replace("_", " ")
    return spoken if value is True else f"{spoken} {_shown(value)}"


def told(found: Found, currency: str) -> str:
    """The figures that matter; without any, what is not known."""
    figures = "; ".join(f"{one.name}: {figure(one, currency)}" for one in found.figures[:TOLD])
    return ". ".join(part.rstrip(".") for part in (figures, *found.unknown) if part) + "."


def figure(one: Worked, currency: str) -> str:
    if one.value is None:
        return "not known"
    if one.unit == "money":
        return f"{one.value:,.2f} {currency}"
    if one.unit == "ratio":
        return f"{one.value:.1%}"
    number = f"{one.value:,.1f}".removesuffix(".0")
    return counted(number, one.unit) if one.unit not in ("count", "score") else number


def _asked_back(ctx: Context, question: str, chosen: Chosen) -> Answer:
    needs = " and ".join(_needed(chosen.tool, name) for name in chosen.missing)
    reason = f"{chosen.tool.says} Which {needs}? Say it with the question, such as: {chosen.tool.examples[0]}."
    choices = tuple(_with_each(ctx, question, chosen)) if len(chosen.missing) == 1 else ()
    return Answer(question, "clarify", reason=reason, choices=choices, why_no_model=BY_TOOL)


def _with_each(ctx: Context, question: str, chosen: Chosen) -> Iterator[Choice]:
    """The question with each that may be meant, where these are few."""
    entity = entities_of(chosen.tool.arguments).get(chosen.missing[0], "")
    members = known(ctx, entity) if entity in FEW else {}
    if len(members) <= MOST_OFFERED:
        for code, name in members.items():
            yield Choice(f"{code} · {name}" if name else code, f"{question.strip(' ?.!')} for {code}")


def _needed(tool: Tool, name: str) -> str:
    return name.replace("_", " ")


def _shown(value: object) -> str:
    if isinstance(value, Mapping):
        return ", ".join(f"{one}: {of}" for one, of in value.items())
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
