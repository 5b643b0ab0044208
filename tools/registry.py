"""Every tool there is, and the one way to use one: checked, allowed, traced, counted."""

import re
import time
from collections.abc import Mapping
from contextlib import nullcontext
from dataclasses import dataclass, replace

from pydantic import BaseModel, ValidationError

from core.access import require
from core.audit import note
from core.context import Context
from core.errors import Conflict, Invalid, NotAllowed, Unknown, suggest
from core.warehouse.base import Cancel
from tools import attention, forecasts, inventory, logistics, policies, requesting, suppliers
from tools.found import Found
from tools.names import resolved
from tools.tool import MADE, Desk, Run, Tell, Tool

MODULES = (attention, inventory, policies, forecasts, logistics, suppliers, requesting)
KEY = re.compile(r"[\w-]{8,100}", re.ASCII)
TOOLS: Mapping[str, Tool] = {
    found.name: found
    for module in MODULES
    for run in vars(module).values()
    if callable(run) and (found := MADE.get(run))
}


@dataclass(frozen=True)
class Confirmed:
    """Somebody's own word that a tool that writes shall do so. Under the same key it does its work once."""

    key: str

    def __post_init__(self) -> None:
        if not KEY.fullmatch(self.key):
            raise Invalid("The key of what is confirmed is 8 to 100 letters, digits, dashes or underscores.")


@dataclass(frozen=True)
class Used:
    """What came of it, with the arguments as they were understood."""

    tool: Tool
    arguments: Mapping[str, object]
    found: Found
    trace_id: str
    seconds: float
    note: str = ""  # about the way it was worked out, when that is not the usual one


def tools_of(ctx: Context) -> Mapping[str, Tool]:
    """Those of the asker's persona, in the order of the registry."""
    return {name: one for name, one in TOOLS.items() if ctx.asker.persona in one.personas}


def use(
    ctx: Context, name: str, given: Mapping[str, object], tell: Tell = lambda _share, _says: None,
    cancel: Cancel | None = None, confirmed: Confirmed | None = None,
) -> Used:  # fmt: skip
    """One tool, once. Bad arguments are refused in a sentence that says what would do."""
    chosen = allowed(ctx, name)
    if chosen.writes and confirmed is None:
        raise Conflict(f"{name} writes: it needs to be confirmed, with a key under which it is done once.")
    return _used(ctx, chosen, chosen.run, given, tell, cancel or Cancel(), confirmed.key if confirmed else "")


def preview(ctx: Context, name: str, given: Mapping[str, object], cancel: Cancel | None = None) -> Used:
    """What a tool that writes would write with these arguments; nothing is. Only for who may have it written."""
    chosen = allowed(ctx, name)
    if chosen.preview is None:
        raise Invalid(f"{name} writes nothing: there is nothing to confirm.")
    return _used(ctx, chosen, chosen.preview, given, lambda _share, _says: None, cancel or Cancel(), "")


def _used(
    ctx: Context, chosen: Tool, work: Run, given: Mapping[str, object], tell: Tell, cancel: Cancel, key: str
) -> Used:  # fmt: skip
    began = time.perf_counter()
    user = ctx.asker.email or "anonymous"
    with nullcontext(ctx.trace) if ctx.trace else ctx.tracer.answer("tool", user) as trace:
        inside = replace(ctx, trace=trace)
        arguments = resolved(inside, parsed(chosen, given))
        values = {name: getattr(arguments, name) for name in chosen.arguments.model_fields}
        with trace.step(chosen.name):
            found = work(Desk(inside, tell, cancel, key), **values)
        seconds = time.perf_counter() - began
        ctx.metrics.answer("tool", False, seconds)
        said = chosen.name if work is chosen.run else f"preview of {chosen.name}"
        ctx.audit.put(note(user, "tool", f"trace {trace.id}", detail=f"{said} {arguments.model_dump_json()}"))
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
