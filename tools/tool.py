"""A tool is one typed function with a docstring; everything else that is known of it comes from these."""

import inspect
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import get_type_hints

from pydantic import BaseModel, ConfigDict, create_model

from core.context import Context
from core.warehouse.base import Cancel
from tools.found import Found

Tell = Callable[[float, str], None]
Run = Callable[..., Found]


@dataclass(frozen=True)
class Desk:
    """What a tool works at: the asker's context, somebody to tell how far it is (0 to 1), and a way to be stopped.

    `key`: of a tool that writes; under the same one it does its work once and gives the same result again.
    """

    ctx: Context
    tell: Tell = field(default=lambda _share, _says: None)
    cancel: Cancel = field(default_factory=Cancel)
    key: str = ""


@dataclass(frozen=True)
class Tool:
    name: str
    group: str
    personas: tuple[str, ...]
    run: Run
    arguments: type[BaseModel]
    says: str  # the first line of the docstring
    text: str  # all of it
    examples: tuple[str, ...]  # as somebody would ask for it
    action: str
    preview: Run | None = None  # of a tool that writes: the same arguments, what would be written, and nothing is

    @property
    def writes(self) -> bool:
        return self.preview is not None


MADE: dict[Run, Tool] = {}  # filled as modules are imported; tools.registry says which


def tool(
    group: str, *, personas: tuple[str, ...], examples: tuple[str, ...], preview: Run | None = None
) -> Callable[[Run], Run]:
    """It stays a plain function, which a test calls as it is: the desk first, then the arguments.

    A tool that writes brings a preview: whoever is to confirm it sees first what would be written.
    """

    def made(run: Run) -> Run:
        text = inspect.getdoc(run) or ""
        if not text:
            raise TypeError(f"the tool {run.__name__} has no docstring")
        action = "confirm-tools" if preview else "use-tools"
        MADE[run] = Tool(
            run.__name__, group, personas, run, _arguments(run), text.splitlines()[0], text, examples, action, preview
        )
        return run

    return made


def _arguments(run: Run) -> type[BaseModel]:
    """One field for each parameter after the desk; anything else is refused."""
    hints = get_type_hints(run, include_extras=True)
    _, *parameters = inspect.signature(run).parameters.values()
    fields = {
        one.name: (hints[one.name], ... if one.default is inspect.Parameter.empty else one.default)
        for one in parameters
    }
    made: type[BaseModel] = create_model(run.__name__, __config__=ConfigDict(extra="forbid"), **fields)  # type: ignore[call-overload]  # fields are known only now
    return made
