"""Every construct of a Query, read from constructs.yaml."""

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml

QUOTIENT = re.compile(r"(-?\d+)/(\d+)")


@dataclass(frozen=True)
class Construct:
    """A query of the small business as a persona, and the rows it must give, in order."""

    persona: str
    query: dict[str, Any]
    rows: list[tuple[Any, ...]]


def _value(written: Any) -> Any:
    quotient = QUOTIENT.fullmatch(written) if isinstance(written, str) else None
    return int(quotient[1]) / int(quotient[2]) if quotient else written


def _read(entry: dict[str, Any]) -> Construct:
    rows = [tuple(map(_value, row)) for row in entry["rows"]]
    return Construct(entry.get("persona", "warehouse"), entry["query"], rows)


CONSTRUCTS = {
    f"{kind}: {name}": _read(entry)
    for kind, entries in yaml.safe_load(Path(__file__).with_name("constructs.yaml").read_text()).items()
    for name, entry in entries.items()
}
