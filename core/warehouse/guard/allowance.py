"""What one asker may read, worked out by core.access and handed to the guard."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class Allowance:
    """All names are lower case. A table without an entry in `rows` is refused: nothing is open by omission."""

    tables: Mapping[str, tuple[str, ...]]  # table -> its declared columns
    rows: Mapping[str, str]  # table -> row rule over `{table}.column`; '' = declared shared
    elsewhere: Mapping[str, str]  # tables that exist, but not for this asker -> who may see them
    today: date
    row_limit: int = 10_000
