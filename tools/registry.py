"""Every tool there is, and the one way to use one: checked, allowed, traced, counted."""

import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError

from core.access import require
from core.audit import note
from core.context import Context
from core.errors import Invalid, NotAllowed, Unknown, suggest
from core.warehouse.base import Cancel
from tools import inventory, suppliers
from tools.found import Found
from tools.names import resolved
from tools.tool import MADE, Desk, Tell, Tool

MODULES = (inventory, suppliers)
TOOLS: Mapping[str, Tool] = {
    found.name: found
    for module in MODULES
    for run in vars(module).values()
    if callable(run) and (found := MADE.get(run))
}


@dataclass(frozen=True)
class Used:
    """What came of it, with the arguments as they were understood."""

    tool: Tool
    arguments: Mapping[str, object]
    found: Found
    trace_id: str
    seconds: float


def tools_of(ctx: Context) -> Mapping[str, Tool]:
    """Those of the asker's persona, in the order of the registry."""
    return {name: one for name, one in TOOLS.items() if ctx.asker.persona in one.personas}


def use(
    ctx: Context, name: str, given: Mapping[str, object], tell: Tell = lambda _share, _says: None,
    cancel: Cancel | None = None,
) -> Used:  # fmt: skip
    """One tool, once. Bad arguments are refused in a sentence that says what would do."""
    chosen = allowed(ctx, name)
    began = time.perf_counter()
    user = ctx.asker.email or "anonymous"
    with nullcontext(ctx.trace) if ctx.trace else ctx.tracer.answer("tool", user) as trace:
        inside = replace(ctx, trace=trace)
        arguments = resolved(inside, parsed(chosen, given))
        values = {name: getattr(arguments, name) for name in chosen.arguments.model_fields}
        with trace.step(chosen.name):
            found = chosen.run(Desk(inside, tell, cancel or Cancel()), **values)
        seconds = time.perf_counter() - began
        ctx.metrics.answer("tool", False, seconds)
        ctx.audit.put(note(user, "tool", f"trace {trace.id}", detail=f"{name} {arguments.model_dump_json()}"))
        return Used(chosen, values, found, trace.id, seconds)


def allowed(ctx: Context, name: str) -> Tool:
    """The tool, if this persona and role may use it."""
    if name not in TOOLS:
        raise Unknown("tool", name, TOOLS)
    chosen = TOOLS[name]
    require(ctx.asker, chosen.action)
    if ctx.asker.persona not in chosen.personas:
        raise NotAllowed(f"{name} is a tool of {' and '.join(chosen.personas)}; you ask as {ctx.asker.persona}.")
    return chosen


def parsed(chosen: Tool, given: Mapping[str, object]) -> BaseModel:
    try:
        return chosen.arguments.model_validate(given)
    except ValidationError as error:
        raise Invalid(f"{chosen.name}: " + " ".join(_sentence(chosen, one) for one in error.errors())) from None


def _sentence(chosen: Tool, error: Mapping[str, object]) -> str:
    place, value = error["loc"], error.get("input")
    name = ".".join(map(str, place)) if isinstance(place, tuple) else str(place)
    if error["type"] == "extra_forbidden":
        known = list(chosen.arguments.model_fields)
        near = suggest(name, known, limit=1)
        return f"There is no argument {name}." + (
            f" Did you mean {near[0]}?" if near else f" It takes {', '.join(known)}."
        )
    if error["type"] == "missing":
        about = chosen.arguments.model_fields[name].description or name
        return f"{name} is needed: {about}."
    return f"{name} is {value!r}; {str(error['msg']).lower()}."
