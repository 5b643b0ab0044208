"""What a single setting may be: sizes, days, zones, amounts; and the frozen group that holds them."""

import re
from datetime import date
from decimal import Decimal
from ipaddress import ip_network
from typing import Annotated
from zoneinfo import ZoneInfo

from pydantic import (
    AfterValidator,
    BaseModel,
    BeforeValidator,
    ConfigDict,
    Field,
    SecretStr,
    ValidationInfo,
    WithJsonSchema,
    field_validator,
)

Secret = SecretStr  # shows as stars in a repr, a log or a trace; .get_secret_value() where it is used

_UNITS = {unit: 1000**n for n, unit in enumerate(("B", "KB", "MB", "GB", "TB"))}
_UNITS |= {unit: 1024**n for n, unit in enumerate(("", "KIB", "MIB", "GIB", "TIB"))}


def _size(value: object) -> object:
    """'512MB' as a number of bytes: MB is a million, MiB is 1024 x 1024, as DuckDB has it."""
    match = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*([A-Za-z]*)\s*", str(value))
    if not match or match[2].upper() not in _UNITS:
        raise ValueError("a size such as 512MB or 2GiB")
    return round(float(match[1]) * _UNITS[match[2].upper()])


def _day(value: object) -> object:
    """A day and nothing else: a bare number would be taken for seconds since 1970."""
    if isinstance(value, date):
        return value
    if not re.fullmatch(r"\d{4}-\d{2}-\d{2}", str(value)):
        raise ValueError("a day such as 2026-06-30")
    try:
        return date.fromisoformat(str(value))
    except ValueError:
        raise ValueError("a day that exists, such as 2026-06-30") from None


def _zone(value: str) -> str:
    try:
        ZoneInfo(value)
    except (KeyError, OSError, ValueError):
        raise ValueError("the name of a timezone such as Europe/Berlin or UTC") from None
    return value


def names_in(value: object) -> object:
    """A list, or names with commas between them as an environment variable has them."""
    return [part.strip() for part in value.split(",") if part.strip()] if isinstance(value, str) else value


def _network(value: str) -> str:
    try:
        ip_network(value)
    except ValueError:
        raise ValueError("addresses or networks such as 10.0.0.7 or 10.0.0.0/8") from None
    return value


def _path(value: str) -> str:
    if not re.fullmatch(r"(/[\w.~-]+)*", value):
        raise ValueError("empty, or a path such as /quartermaster without a slash at its end")
    return value


BasePath = Annotated[str, AfterValidator(_path)]
Names = Annotated[tuple[str, ...], BeforeValidator(names_in), WithJsonSchema({"format": "list"})]
Networks = Annotated[
    tuple[Annotated[str, AfterValidator(_network)], ...], BeforeValidator(names_in), WithJsonSchema({"format": "list"})
]
Size = Annotated[int, BeforeValidator(_size), Field(gt=0), WithJsonSchema({"format": "size", "exclusiveMinimum": 0})]
Day = Annotated[date, BeforeValidator(_day)]
Zone = Annotated[str, AfterValidator(_zone), WithJsonSchema({"format": "timezone"})]
Money = Annotated[Decimal, Field(ge=0, allow_inf_nan=False), WithJsonSchema({"format": "amount", "minimum": 0})]
Seconds = Annotated[float, Field(gt=0, allow_inf_nan=False)]
Count = Annotated[int, Field(gt=0)]
Share = Annotated[float, Field(gt=0, lt=1)]
Currency = Annotated[str, Field(pattern=r"^[A-Z]{3}$")]


class Section(BaseModel):
    """A frozen group of settings that takes no unknown key."""

    model_config = ConfigDict(frozen=True, extra="forbid", hide_input_in_errors=True)

    @field_validator("*", mode="before")
    @classmethod
    def _no_true_for_one(cls, value: object, info: ValidationInfo) -> object:
        if isinstance(value, bool) and cls.model_fields[info.field_name or ""].annotation is not bool:
            raise ValueError("a number or text, not true or false")
        return value
