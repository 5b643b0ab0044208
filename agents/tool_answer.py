"""An answer by one of the workbench's tools: used as it was understood, or what it still needs asked for."""

from agents.answer import Answer, Citation
from agents.execution import run
from agents.tool_choice import Chosen
from core.context import Context
from core.errors import Invalid, NotAllowed, NotFound, Unknown
from core.language.frame import Choice
from core.warehouse.base import Cancel
from tools.found import Found
from tools.registry import Used
from tools.tool import Tool
from tools.worked import Worked

TOLD = 3  # figures in the sentence
BY_TOOL = "Not needed: one of the workbench's tools answers this."


def by_tool(ctx: Context, question: str, chosen: Chosen, cancel: Cancel) -> Answer:
    if chosen.missing:
        return _asked_back(question, chosen)
    try:
        used = run(ctx, chosen.tool.name, chosen.arguments, cancel=cancel)
    except NotAllowed as error:
        return Answer(question, "denied", reason=error.message, why_no_model=BY_TOOL)
    except (Invalid, Unknown, NotFound) as error:
        choices = tuple(Choice(one) for one in getattr(error, "suggestions", ()))
        return Answer(question, "clarify", reason=error.message, choices=choices, why_no_model=BY_TOOL)
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


def understood(used: Used) -> str:
    """What the tool does, and with what."""
    given = [f"{name.replace('_', ' ')} {_shown(value)}" for name, value in used.arguments.items() if value is not None]
    return used.tool.says.removesuffix(".") + (f" ({', '.join(given)})" if given else "")


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
    return f"{number} {one.unit}" if one.unit not in ("count", "score") else number


def _asked_back(question: str, chosen: Chosen) -> Answer:
    needs = " and ".join(_needed(chosen.tool, name) for name in chosen.missing)
    reason = f"{chosen.tool.says} Which {needs}? Say it with the question, such as: {chosen.tool.examples[0]}."
    return Answer(question, "clarify", reason=reason, why_no_model=BY_TOOL)


def _needed(tool: Tool, name: str) -> str:
    return name.replace("_", " ")


def _shown(value: object) -> str:
    return ", ".join(map(str, value)) if isinstance(value, list | tuple) else str(value)
