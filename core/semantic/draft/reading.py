"""A vocabulary drafted from whatever a warehouse holds."""

from sqlglot import exp

from core.clock import Clock
from core.semantic.draft.keys import keys_and_joins
from core.semantic.draft.naming import called
from core.semantic.draft.profile import profile
from core.semantic.draft.vocabulary import vocabulary
from core.warehouse.base import Warehouse
from core.warehouse.guard import Allowance, check_tree


def draft_of(warehouse: Warehouse) -> dict[str, object]:
    """Every table is profiled in one pass; what looks like a reference is proved by the values."""
    catalog = warehouse.catalog()
    columns = {table.lower(): tuple(map(str.lower, kinds)) for table, kinds in catalog.items()}
    allowed = Allowance(tables=columns, rows=dict.fromkeys(columns, ""), elsewhere={}, today=Clock().today)

    def run(query: exp.Query) -> tuple[tuple[object, ...], ...]:
        return warehouse.run(check_tree(query, warehouse.dialect, allowed)).rows

    tables = called([profile(table, kinds, run) for table, kinds in catalog.items()])
    keys, references = keys_and_joins(tables, run)
    return vocabulary(tables, keys, references)
