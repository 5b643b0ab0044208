"""Which column identifies a row, and which columns refer to another table: by names, proved by the values."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from sqlglot import exp

from core.semantic.draft.profile import ColumnProfile, Profile, Run
from core.semantic.draft.wording import is_reference, singular, stem, words

PLAIN = {"id", "name", "code", "key", "number", "no", "nr", "type", "status", "title", "date", "year"}
MOST_MISSING = 0.02  # references that may point nowhere
# Whoever stands above a row of the same table, and who people are to a thing.
ABOVE = {"manager", "reports_to", "supervisor", "boss", "parent", "lead", "leader", "mentor", "chief", "referred_by",
         "superior", "predecessor", "prerequisite", "prereq", "replaces", "father", "mother", "spouse"}  # fmt: skip
ROLES = ABOVE | {"head", "owner", "captain", "author", "creator", "created", "updated", "approved", "assigned",
                 "assignee", "reviewer", "instructor", "advisor", "tutor", "coach", "driver", "agent", "rep",
                 "contact", "responsible", "handled", "sold", "chair", "director", "principal", "host", "seller",
                 "salesperson", "technician", "operator", "inspector", "dean", "president", "secretary"}  # fmt: skip
PERSON = {"first_name", "fname", "firstname", "full_name", "last_name", "lname", "surname"}
PEOPLE = {"employee", "staff", "person", "user", "member", "worker", "teacher", "professor", "instructor", "people"}


@dataclass(frozen=True)
class Reference:
    source: str
    column: str
    target: str
    key: str
    role: str  # how the target is called from here, where one is referred to twice or by another name


def keys_and_joins(tables: Sequence[Profile], run: Run) -> tuple[dict[str, tuple[str, ...]], list[Reference]]:
    keys = {table.name: _key(table) for table in tables}
    return keys, _references(tables, keys, run)


def _key(table: Profile) -> tuple[str, ...]:
    """The column that names the row; failing that, the references that do so together."""
    own = singular(table.name).lower()
    unique = [column for column in table.columns if column.unique(table.rows) and column.kind in ("integer", "text")]
    wanted = ("id", f"{own}_id", f"{own}id", f"{own}_code", f"{own}_number", f"{own}_no", "code", "key", "number")
    named = [name for name in wanted for column in unique if column.name.lower() == name]
    if named:
        return (named[0],)
    referring = [column.name for column in unique if is_reference(column.name)]
    if referring or unique:
        return (referring[0] if referring else unique[0].name,)
    return tuple(column.name for column in table.columns if is_reference(column.name)) or (table.columns[0].name,)


def _references(tables: Sequence[Profile], keys: Mapping[str, tuple[str, ...]], run: Run) -> list[Reference]:
    found: list[Reference] = []
    for table in tables:
        for column in table.columns:
            named = _candidates(column.name, table, tables, keys)
            if (column.name,) == keys[table.name]:  # of a thing that each other thing has at most one of
                named = [other for other in named if _same(column.name, other) and other is not table]
            if (column.name,) == keys[table.name] and not named:
                continue
            for target in named or _proved(column, table, tables, keys, run):
                key = keys[target.name][0]
                other = target.column(key)
                if other is None or other.kind != column.kind:
                    continue
                if not _points(table.sql, column.sql, target.sql, other.sql, run):
                    continue
                role = stem(column.name)
                found.append(Reference(table.name, column.name, target.name, key, role))
                break
    return found


def _candidates(
    column: str, table: Profile, tables: Sequence[Profile], keys: Mapping[str, tuple[str, ...]]
) -> list[Profile]:
    """Tables that a column may mean, the likeliest first: called like it, keyed like it, or ending like it."""
    nouns = [word for other in tables for word in singular(other.name).lower().split("_")]
    meant = "_".join(words(stem(column), nouns).split())
    others = [
        other
        for other in tables
        if len(keys[other.name]) == 1 and (other is not table or meant != singular(table.name))
    ]
    found = {other.name: _likeness(column, meant, other, table, keys[other.name][0]) for other in others}
    return sorted((other for other in others if found[other.name]), key=lambda other: found[other.name], reverse=True)


def _proved(
    column: ColumnProfile, table: Profile, tables: Sequence[Profile], keys: Mapping[str, tuple[str, ...]], run: Run
) -> list[Profile]:
    """By no name, but by its values: codes that another table has as keys; numbers of one kind of people."""
    if column.different < 2 or (column.kind == "integer" and not column.name.endswith(("_id", "_fk", "_key"))):
        return []
    fits = []
    for other in tables:
        key = other.column(keys[other.name][0]) if len(keys[other.name]) == 1 else None
        if other is table or key is None or key.kind != column.kind or key.different < column.different:
            continue
        people = {each.name.lower() for each in other.columns} & PERSON
        if (column.kind == "text" or people) and _points(table.sql, column.sql, other.sql, key.sql, run):
            fits.append(other)
    return sorted(fits, key=lambda other: other.rows)[:1]


def _same(column: str, other: Profile) -> bool:
    return stem(column) == singular(other.name).lower()


def _likeness(column: str, meant: str, other: Profile, table: Profile, key: str) -> int:
    name = singular(other.name).lower()
    short, bare = name.rsplit("_", 1)[-1], name.partition("_")[2] or name
    if meant in (name, other.name.lower(), bare):
        return 5
    if key.lower() == column.lower() and (is_reference(column) or len(column) > 2) and column.lower() not in PLAIN:
        return 4
    if meant.endswith((f"_{name}", f"_{short}")) or meant == short or _role_first(meant, name):
        return 3
    if not is_reference(column) and meant not in ROLES:
        return 0
    if other is table and meant in ABOVE:
        return 2
    person = {column.name.lower() for column in other.columns} & PERSON or short in PEOPLE
    return 1 if person and other is not table and meant.removesuffix("_by").rsplit("_", 1)[-1] in ROLES else 0


def _role_first(meant: str, name: str) -> bool:
    """ "airport_from", "parent_category_1"."""
    return meant.startswith(f"{name}_") and len(meant.removeprefix(f"{name}_").split("_")) == 1


def _points(table: str, column: str, target: str, key: str, run: Run) -> bool:
    """Whether nearly every value is found among the other table's keys."""
    here, there = exp.column(column, table="here"), exp.column(key, table="there")
    query = (
        exp.select(exp.Count(this=here.copy()).as_("filled"), exp.Count(this=there.copy()).as_("met"))
        .from_(exp.alias_(exp.to_table(table), "here", table=True))
        .join(
            exp.alias_(exp.to_table(target), "there", table=True),
            on=exp.EQ(this=here, expression=there),
            join_type="LEFT",
        )
    )
    filled, met = (int(str(value)) for value in run(query)[0])
    return filled > 0 and met >= filled * (1 - MOST_MISSING)
