"""What a kind of job is made of."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel, ConfigDict, ValidationError

from core.errors import Invalid
from core.jobs.work import Work


class Arguments(BaseModel):
    """Base of every kind's arguments: an unknown one is refused."""

    model_config = ConfigDict(extra="forbid", frozen=True)


@dataclass(frozen=True)
class Kind:
    """`run` returns what came of it, as a sentence."""

    name: str
    title: str
    action: str  # a row of core.access.ACTIONS: who may have it done
    arguments: type[Arguments]
    run: Callable[[Work, Any], str]


Kinds = Mapping[str, Kind]


def parsed(kind: Kind, given: Mapping[str, object]) -> Arguments:
    try:
        return kind.arguments.model_validate(given)
    except ValidationError as error:
        first = error.errors(include_url=False)[0]
        place = ".".join(str(part) for part in first["loc"]) or "its arguments"
        raise Invalid(f"{kind.title}: {place}: {first['msg']}.") from None
