"""How a warehouse's tables have drifted from what the vocabulary says of them: told, never a reason to stop."""

from collections.abc import Iterator, Mapping

Kinds = Mapping[str, str]  # column → our type

# A whole number where a decimal was expected, and the like, changes no answer.
_ALIKE = frozenset({"integer", "decimal", "number"})


def drift(expected: Mapping[str, Kinds], there: Mapping[str, Kinds], optional: frozenset[str]) -> Iterator[str]:
    """A sentence for each table or column that is missing, and each whose type is another."""
    for table, columns in expected.items():
        if table not in there:
            if table not in optional:
                yield f"The table {table} is missing."
            continue
        for column, kind in columns.items():
            found = there[table].get(column)
            if found is None:
                yield f"The column {table}.{column} is missing."
            elif found != kind and not {found, kind} <= _ALIKE:
                yield f"The column {table}.{column} is {found}, not {kind}."
