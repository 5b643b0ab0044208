"""Values as a question gives them: text stays text until it is compared with a dimension, whose kind they then take."""

from datetime import date
from decimal import Decimal
from typing import Annotated

from pydantic import BeforeValidator, Field, PlainSerializer, StrictBool, StrictInt, StrictStr

Scalar = bool | int | Decimal | date | str


def _as_text(value: object) -> object:
    return value.isoformat() if isinstance(value, date) else value


# 001 is an order's number, and only the dimension knows what is a date: so JSON text is never guessed at.
Number = Annotated[Decimal, PlainSerializer(float, return_type=float, when_used="json")]
Given = Annotated[
    StrictBool | StrictInt | StrictStr | Number, Field(union_mode="left_to_right"), BeforeValidator(_as_text)
]
