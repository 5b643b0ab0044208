"""How much a query would read, by Redshift's own plan of it; one that would read too much is refused before it runs."""

import re
from collections.abc import Callable, Iterable, Sequence

from core.errors import Invalid
from core.warehouse.remote import readable_size

_SCAN = re.compile(r"Seq(?:uential)? Scan on .*?rows=(\d+) width=(\d+)")


def refuse_beyond(limit: int | None, sql: str, ask: Callable[[str], Sequence[Sequence[object]]]) -> None:
    """Nothing is asked where there is no limit."""
    if limit is None:
        return
    expected = scanned(str(row[0]) for row in ask(f"EXPLAIN {sql}"))
    if expected > limit:
        said = (
            f"The query would read about {readable_size(expected)}, more than the {readable_size(limit)} that one may"
        )
        raise Invalid(f"{said} (warehouse.remote.scan_limit): ask for a shorter period or fewer groups.")


def scanned(plan: Iterable[str]) -> int:
    """Rows by their width, of every table that is read through."""
    found = (match for line in plan if (match := _SCAN.search(line)))
    return sum(int(match.group(1)) * int(match.group(2)) for match in found)
