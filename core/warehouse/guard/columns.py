"""Names a statement may use for columns: those declared, and those it makes itself."""

import re
from collections.abc import Iterable

from core.errors import suggest
from core.warehouse.guard.functions import SESSION_NAMES
from core.warehouse.guard.refusal import Denied, Malformed
from core.warehouse.guard.text import fold

# Engines give these to columns that nobody named.
UNNAMED = frozenset({"unnest", "range", "generate_series", "ordinality", "value", "key", "name", "count", "sum"})
_MADE_UP = re.compile(r"[( ]|^\d")  # count_star(), sum(a), CASE  WHEN …, 1
_NUMBERED = re.compile(r"(col|column|_col|f)\d+$")


def check_column(name: str, known: frozenset[str], declared: Iterable[str]) -> None:
    """A name that nothing in the statement could bear is refused here, with the nearest one that exists.

    Names that only an engine could have made up (`count_star()`, a pivoted value) pass: the gates around the
    tables let nothing undeclared through in any case, so the engine will say it does not know them.
    """
    folded = fold(name)
    if folded in known or folded in UNNAMED or _NUMBERED.match(folded) or _MADE_UP.search(folded):
        return
    if folded in SESSION_NAMES:
        raise Denied(f"{name} is about the connection, not about the data.")
    near = suggest(folded, declared)
    hint = f" Did you mean {near[0]!r}?" if near else ""
    raise Malformed(f"There is no column {name!r} in what you may read.{hint}")
