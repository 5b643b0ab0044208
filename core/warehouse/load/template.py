"""An empty file to begin with: a table's header and one example row."""

import csv
import io
import re

from core.semantic.model import Column, Table

_EXAMPLES = {
    "integer": "1",
    "decimal": "12.50",
    "number": "48.137",
    "date": "2024-12-31",
    "timestamp": "2024-12-31 08:30",
    "time": "08:30",
    "boolean": "true",
}


def template(table: Table) -> str:
    """As CSV text; the example row can be loaded as it is."""
    out = io.StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(table.columns)
    writer.writerow([_example(name, column) for name, column in table.columns.items()])
    return out.getvalue()


def _example(name: str, column: Column) -> str:
    if column.values:
        return column.values[0]
    size = re.search(r"\((\d+)", column.type)
    return _EXAMPLES.get(column.kind) or f"example {name}"[: int(size[1]) if size else None].strip()
