"""The Glue catalogue: which tables and columns Athena has, and how the vocabulary has drifted from them."""

from collections.abc import Iterator, Mapping
from typing import Any

from core.warehouse import aws
from core.warehouse.remote import Tables

_KINDS = {
    **dict.fromkeys(("tinyint", "smallint", "int", "integer", "bigint"), "integer"),
    **dict.fromkeys(("float", "double", "real"), "number"),
    "decimal": "decimal",
    "date": "date",
    "timestamp": "timestamp",
    "timestamp with time zone": "timestamp",
    "boolean": "boolean",
}


def kind_of(name: str) -> str:
    """Our name of a type of Glue or Athena; what we have no kind for is text."""
    return _KINDS.get(name.lower().split("(")[0].split("<")[0].strip(), "text")


def read_tables(client: Any, database: str) -> Tables:
    """Partitions are columns as well."""
    columns, loaded, marks = {}, {}, []
    for table in _tables(client, database):
        name = str(table["Name"]).lower()
        described = [*table.get("StorageDescriptor", {}).get("Columns", ()), *table.get("PartitionKeys", ())]
        columns[name] = {str(c["Name"]).lower(): kind_of(str(c.get("Type", ""))) for c in described}
        if table.get("UpdateTime"):
            loaded[name] = table["UpdateTime"]
        marks.append(f"{name}:{table.get('VersionId')}:{table.get('UpdateTime')}")
    return Tables(columns, loaded, "|".join(sorted(marks)))


def _tables(client: Any, database: str) -> Iterator[Mapping[str, Any]]:
    try:
        for page in client.get_paginator("get_tables").paginate(DatabaseName=database):
            yield from page["TableList"]
    except aws.AWS_ERRORS as error:
        raise aws.as_ours(error) from error
