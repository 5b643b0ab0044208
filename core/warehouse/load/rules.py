"""Rules that rows must keep, as YAML beside the vocabulary, since the engine knows no domain."""

from collections.abc import Mapping
from pathlib import Path

import duckdb
from pydantic import ValidationError

from core.errors import Invalid, suggest
from core.semantic.model import Model, Strict
from core.warehouse.load.parse import reading
from core.warehouse.load.sql import fill, name
from core.yaml_file import LineOf, read


class Rule(Strict):
    column: str
    when: str
    says: str
    warning: bool = False


Rules = Mapping[str, tuple[Rule, ...]]


def load_rules(folder: Path, model: Model) -> Rules:
    """The rules of each table; a name or an expression that does not fit the model is refused with its line."""
    with duckdb.connect() as connection:
        return _read_all(folder, model, connection)


def _read_all(folder: Path, model: Model, connection: duckdb.DuckDBPyConnection) -> Rules:
    found: dict[str, tuple[Rule, ...]] = {}
    for file in sorted((folder / "rules").glob("*.yaml")):
        data, line_of = read(file)
        if not isinstance(data, dict):
            raise Invalid(f"{file}: table names with lists of rules are expected.")
        for table, rules in data.items():
            known(str(table), model.tables, "table", f"{file}:{line_of((table,))}")
            given = [_rule(one, model, table, file, line_of, i) for i, one in enumerate(rules or [])]
            for index, rule in enumerate(given):
                _try(connection, rule, model, table, f"{file}:{line_of((table, index))}")
            found[table] = tuple(given)
    return found


def known(word: str, words: Mapping[str, object], kind: str, place: str) -> None:
    if word not in words:
        near = suggest(word, words, limit=1)
        raise Invalid(f"{place}: there is no {kind} {word!r}" + (f"; is it {near[0]!r}?" if near else "."))


def _rule(given: object, model: Model, table: str, file: Path, line_of: LineOf, index: int) -> Rule:
    place = f"{file}:{line_of((table, index))}"
    try:
        rule = Rule.model_validate(given)
    except ValidationError as error:
        first = error.errors()[0]
        raise Invalid(f"{place}: {'.'.join(map(str, first['loc']))}: {first['msg']}.") from None
    known(rule.column, model.tables[table].columns, "column", place)
    return rule


def _try(connection: duckdb.DuckDBPyConnection, rule: Rule, model: Model, table: str, place: str) -> None:
    """Bind the expression to an empty table of the model's types."""
    columns = ", ".join(
        f"CAST(NULL AS {reading(column, 'NULL', None, False).sql_type}) AS {name(given)}"
        for given, column in model.tables[table].columns.items()
    )
    try:
        connection.execute(fill("SELECT 1 FROM (SELECT {columns}) WHERE {when}", columns=columns, when=rule.when))
    except duckdb.Error as error:
        raise Invalid(f"{place}: when: {str(error).splitlines()[0]}.") from None
