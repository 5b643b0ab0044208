"""Tools as a function elsewhere answers for them: what it is asked, and what it gives back, a result or an error."""

from dataclasses import replace
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, ValidationError

from core.access import Asker
from core.clock import Clock
from core.context import Context
from core.errors import BudgetSpent, Conflict, Invalid, NotAllowed, NotFound, QuartermasterError, Unavailable
from tools.found import Found
from tools.packed import packed, unpacked
from tools.registry import TOOLS, use

Group = Literal["inventory", "logistics", "suppliers"]


class Strict(BaseModel):
    model_config = ConfigDict(extra="forbid")


class Invocation(Strict):
    """One use of a tool, on a day, with the rights of whoever asked; only this program may send it (see the README)."""

    tool: str
    arguments: dict[str, object]
    today: date
    persona: str
    role: str
    workspace: str | None = None
    all_workspaces: bool = False
    warehouses: tuple[str, ...] = ()
    email: str = ""

    @classmethod
    def of(cls, ctx: Context, tool: str, arguments: dict[str, object]) -> "Invocation":
        who = ctx.asker
        return cls(
            tool=tool, arguments=arguments, today=ctx.clock.today, persona=who.persona, role=who.role,
            workspace=who.workspace, all_workspaces=who.all_workspaces, warehouses=who.warehouses, email=who.email,
        )  # fmt: skip

    @property
    def asker(self) -> Asker:
        return Asker(
            self.persona, self.role, self.workspace, self.warehouses, self.email, self.all_workspaces
        )  # fmt: skip


class Failed(Strict):
    """An error of the tool: it would be the same anywhere."""

    kind: str
    message: str


class Response(Strict):
    found: str | None = None  # as tools.packed writes it
    failed: Failed | None = None


def answered(ctx: Context, group: Group, event: object) -> dict[str, object]:
    """What a function does with one call. Errors that are the tool's own are part of the answer."""
    try:
        wanted = Invocation.model_validate(event)
        if wanted.tool in TOOLS and (TOOLS[wanted.tool].group != group or TOOLS[wanted.tool].writes):
            raise NotAllowed(f"{wanted.tool} is none of the tools of the function for {group}.")
        own = replace(ctx.for_asker(wanted.asker), clock=Clock(wanted.today, ctx.config.app.timezone))
        made = Response(found=packed(use(own, wanted.tool, wanted.arguments).found))
    except ValidationError as error:
        made = Response(
            failed=Failed(kind="Invalid", message=f"The call has {error.error_count()} errors in its shape.")
        )
    except QuartermasterError as error:
        made = Response(failed=Failed(kind=type(error).__name__, message=error.message))
    return made.model_dump(mode="json")


def read(text: bytes) -> Found:
    """The answer of a function, or the tool's own error, raised as if it had happened here."""
    made = Response.model_validate_json(text)
    if made.failed is not None:
        raise _as_ours(made.failed)
    if made.found is None:
        raise Invalid("The function gave neither a result nor an error.")
    return unpacked(made.found)


SAME = {one.__name__: one for one in (Invalid, NotAllowed, NotFound, Conflict, BudgetSpent, Unavailable)}


def _as_ours(failed: Failed) -> QuartermasterError:
    return SAME.get(failed.kind, Invalid)(failed.message)
