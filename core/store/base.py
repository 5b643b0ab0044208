"""What every table of the store has in common: how constraints are named, and which type keeps what."""

from datetime import datetime
from decimal import Decimal
from typing import ClassVar

from sqlalchemy import Double, MetaData
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.types import JSON

from core.store.columns import Money, PlainText, UtcTime

NAMES = {
    "pk": "pk_%(table_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
}


class Base(DeclarativeBase):
    metadata = MetaData(naming_convention=NAMES)
    type_annotation_map: ClassVar = {
        str: PlainText,
        datetime: UtcTime,
        Decimal: Money,
        float: Double,
        dict[str, str]: JSON,
    }
