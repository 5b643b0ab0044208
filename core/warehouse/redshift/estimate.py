"""How much a query would read, by Redshift's own plan of it; one that would read too much is refused before it runs."""

import re
from collections.abc import Callable, Iterable, Sequence

from core.errors import Invalid

_SCAN = re.compile(r"Seq(?:uential)? Scan on .*?rows=(\d+) width=(\d+)")


def refuse_beyond(limit: int | None, sql: str, ask: Callable[[str], Sequence[Sequence[object]]]) -> None:
    """Nothing is asked where there is no limit."""
    if limit is None:
        return
    expected = scanned(str(row[0]) for row in ask(f"EXPLAIN {sql}"))
    if expected > limit:
        said = f"The query would read about {_size(expected)}, more than the {_size(limit)} that one may"
        raise Invalid(f"{said} (warehouse.remote.scan_limit): ask for a shorter period or fewer groups.")


def scanned(plan: Iterable[str]) -> int:
    """Rows by their width, of every table that is read through."""
    found = (match for line in plan if (match := _SCAN.search(line)))
    return sum(int(match.group(1)) * int(match.group(2)) for match in found)


def _size(size: int) -> str:
    for unit, least in (("TB", 10**12), ("GB", 10**9), ("MB", 10**6), ("kB", 10**3)):
        if size >= least:
            return f"{size / least:.1f} {unit}"
    return f"{size} bytes"
