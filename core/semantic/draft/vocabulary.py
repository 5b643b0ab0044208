"""The draft itself, as plain data for YAML: tables, joins, entities, dimensions, measures, conditions, one persona."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from core.semantic.draft.figures import measures_of, unit
from core.semantic.draft.keys import Reference
from core.semantic.draft.naming import NAMES, Naming
from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.reckoned import reckoned_of
from core.semantic.draft.roles import alias, is_role, told_by_role
from core.semantic.draft.states import conditions_of
from core.semantic.draft.wording import COMMON, is_reference, plural, words

Entry = dict[str, object]
TYPES = {"number": "double", "text": "varchar", "decimal": "decimal(18,4)"}
NOT_DATES = ("birth", "dob", "expir", "updated", "modified", "end", "valid", "due", "hire", "deleted", "closed")
FIRST_AND_LAST = (
    ("firstname", "lastname"), ("fname", "lname"), ("forename", "surname"), ("givenname", "familyname"),
    ("firstname", "surname"), ("namefirst", "namelast"), ("vorname", "nachname"), ("forename", "lastname"),
)  # fmt: skip
DAYS = {"date", "calendar", "day", "time", "calendar_date", "period"}  # tables of days
MOST_NUMBERS = 100_000  # keys in numbers that are looked up by number: "claim 4711"
LONG_TEXT = 80  # characters: longer text is a note, not a name


@dataclass
class Found:
    """What the draft holds so far."""

    naming: Naming
    tables: Entry = field(default_factory=dict)
    entities: Entry = field(default_factory=dict)
    dimensions: Entry = field(default_factory=dict)
    measures: Entry = field(default_factory=dict)
    conditions: Entry = field(default_factory=dict)
    titles: dict[str, tuple[str, str]] = field(default_factory=dict)  # table → the column or expression of its name
    sql: dict[tuple[str, str], str] = field(default_factory=dict)  # table and column as the warehouse knows them


def vocabulary(
    tables: Sequence[Profile], keys: Mapping[str, tuple[str, ...]], references: Sequence[Reference]
) -> dict[str, object]:
    described = [t for t in tables if t.columns]
    found = Found(Naming.of(described))
    found.sql = {(t.name, c.name): c.sql for t in described for c in t.columns} | {
        (t.name, ""): t.sql for t in described
    }
    dates = {table.name: date for table in described if (date := _date(table, found.naming.entity(table.name)))}
    for table in described:
        found.tables[table.sql] = _table(table, keys[table.name], found.naming)
        _describe(table, keys[table.name], [r for r in references if r.source == table.name], found)
        _dated_by_parent(table, references, dates, found)
    by_name = {table.name: table for table in described}
    for reference in references:
        called = alias(reference, references, by_name[reference.target].sql)
        title = found.titles.get(reference.target)
        for name, entry in told_by_role(reference, by_name[reference.target], title, called, found.naming).items():
            found.dimensions.setdefault(name, entry)
    joins = [_join(reference, references, found) for reference in references]
    persona = {"meaning": "Sees everything in this data", "tables": [table.sql for table in described]}
    sections = ("tables", "entities", "dimensions", "measures", "conditions")
    return {**{name: getattr(found, name) for name in sections}, "joins": joins, "personas": {"Analyst": persona}}


def _table(table: Profile, key: tuple[str, ...], naming: Naming) -> Entry:
    columns = {c.sql: TYPES.get(c.kind, c.kind) + ("?" if c.filled < table.rows else "") for c in table.columns}
    meaning = naming.label(naming.entity(table.name)).capitalize()
    return {
        "meaning": meaning,
        "key": [c.sql for name in key for c in table.columns if c.name == name],
        "rows": {"shared": True},
        "columns": columns,
    }


def _join(reference: Reference, every: Sequence[Reference], found: Found) -> Entry:
    key, column = found.sql[reference.target, reference.key], found.sql[reference.source, reference.column]
    entry: Entry = {
        "source": found.sql[reference.source, ""],
        "target": found.sql[reference.target, ""],
        "on": {key: column},
        "required": False,
    }
    if is_role(reference, every):
        entry["name"] = reference.role
    return entry


def _describe(table: Profile, key: tuple[str, ...], refers: Sequence[Reference], found: Found) -> None:
    naming = found.naming
    entity = naming.entity(table.name)
    label = naming.label(entity)
    referring = {r.column for r in refers}
    title = _title(table, entity, found, label)
    date = _date(table, entity)
    for column in table.columns:
        if column.name in referring and column.name not in key:
            continue
        found.dimensions.setdefault(
            f"{entity}.{column.name.lower()}", _dimension(table, column, key, entity, label, naming)
        )
    if date is None and (year := next((c for c in table.columns if c.years and c.filled >= table.rows * 0.9), None)):
        date = f"{year.name}_starts"
        begins = f"cast(concat(cast({table.sql}.{year.sql} as varchar), '-01-01') as date)"
        text = naming.spoken(year.name)
        entry: Entry = {"label": f"start of the {text}", "sql": begins, "kind": "date"}
        found.dimensions[f"{entity}.{date}"] = entry | {
            "meaning": f"The first day of the {text}: what a period applies to"
        }
    found.dimensions |= reckoned_of(table, entity, label)
    found.measures |= measures_of(table, key, referring, entity, date, naming)
    found.conditions |= conditions_of(table, entity, naming)
    shown = [
        f"{entity}.{c.name.lower()}"
        for c in table.columns
        if c.name not in (*key, *referring) and c.longest < LONG_TEXT
    ]
    names = [f"{label} name"] if title and not label.endswith("name") else []
    own: Entry = {
        "label": label,
        "plural": plural(label),
        "synonyms": [*naming.of_entity(label), *names, *naming.told_by(table, label)],
    }
    verbs = list(dict.fromkeys(verb for word in reversed(label.split()) for verb in COMMON.verbs.get(word, ())))
    own |= {"verbs": verbs} if verbs else {}
    own |= {"key": [f"{entity}.{name.lower()}" for name in key]}
    own |= {"title": title} if title else {}
    own |= {"sources": [table.sql], "show": shown[:8]}
    own |= {"date": f"{entity}.{date.lower()}"} if date else {}
    found.entities[entity] = own | {"count": f"{plural(entity)}_count", "meaning": label.capitalize()}


def _dated_by_parent(table: Profile, references: Sequence[Reference], dates: Mapping[str, str], found: Found) -> None:
    """A line has the date of its order."""
    entity = found.naming.entity(table.name)
    own = found.entities[entity]
    parents = {r.target for r in references if r.source == table.name and r.target in dates and r.target != table.name}
    called = {name for name in parents if table.name.startswith(found.naming.entity(name))}
    called = {name for name in parents if found.naming.entity(name) in DAYS} or called
    if not isinstance(own, dict) or "date" in own or len(called or parents) != 1:
        return
    parent = next(iter(called or parents))
    if not called and len(found.naming.label(entity).split()) < 2:
        return
    date = f"{found.naming.entity(parent)}.{dates[parent].lower()}"
    for measure in found.measures.values():
        if isinstance(measure, dict) and measure["fact"] == table.sql and "date" not in measure:
            measure.pop("as_of", None)
            measure["date"] = date


def _title(table: Profile, entity: str, found: Found, label: str) -> str | None:
    """The column with the name; a first and a last name together."""
    lower = {column.name.lower().replace("_", ""): column for column in table.columns}
    people = next((p for p in FIRST_AND_LAST if {*p} <= lower.keys()), None)
    if people:
        name = f"{entity}.full_name"
        whole = f"{table.sql}.{lower[people[0]].sql} || ' ' || {table.sql}.{lower[people[1]].sql}"
        meaning = f"First and last name of the {label}"
        said = ["name", "full name", f"{label} name"]
        found.dimensions[name] = {
            "label": label,
            "synonyms": said,
            "sql": whole,
            "kind": "text",
            "search": True,
            "meaning": meaning,
        }
        found.titles[table.name] = (whole, "sql")
        return name
    column = _named(table, entity, label, found.naming)
    if column is not None:
        found.titles[table.name] = (f"{table.sql}.{column.sql}", "at")
    return f"{entity}.{column.name.lower()}" if column is not None else None


def _named(table: Profile, entity: str, label: str, naming: Naming) -> ColumnProfile | None:
    texts = {column.name.lower(): column for column in table.columns if column.kind == "text"}
    for name in (f"{entity}_name", *NAMES, f"{entity}_title", entity, entity.replace("_", "")):
        if name in texts:
            return texts[name]
    own = [column for column in texts.values() if naming.spoken(column.name) in (f"{label} name", f"{label} title")]
    named = own or [c for name, c in texts.items() if name.endswith("_name") and c.unique(table.rows)]
    company = [column for column in named if "company" in column.name or "business" in column.name]
    return (company or named)[0] if len(named) == 1 or company else None


def _dimension(
    table: Profile, column: ColumnProfile, key: tuple[str, ...], entity: str, label: str, naming: Naming
) -> Entry:
    called, synonyms = naming.of_column(column, entity, label)
    text = naming.spoken(column.name)
    entry: Entry = {"label": called, "synonyms": synonyms, "at": f"{table.sql}.{column.sql}"}
    named = {c.name.replace("_", "") for c in table.columns}
    whole = next((both for both in FIRST_AND_LAST if named >= {*both}), ())
    part = column.name.replace("_", "") in whole  # somebody is found by the whole name
    numbered = column.kind == "integer" and key == (column.name,) and table.rows <= MOST_NUMBERS
    if numbered or (column.kind == "text" and column.longest < LONG_TEXT and not part):
        entry["search"] = True
    if column.kind in ("integer", "decimal", "number") and not is_reference(column.name):
        entry["unit"] = unit(text)
    return {**entry, "meaning": f"The {text} of the {label}" if not text.startswith(label) else text.capitalize()}


def _date(table: Profile, entity: str) -> str | None:
    """When it happened: the first date that is no birth, end or change."""
    dates = [c for c in table.columns if c.kind in ("date", "timestamp") and c.filled]
    plain = [c for c in dates if not any(part in words(c.name) or part in c.name.lower() for part in NOT_DATES)]
    full = [c for c in plain if c.filled >= table.rows * 0.9]
    own = [c for c in full if entity.split("_")[-1] in c.name.lower() or c.name.lower() == "date"]
    return next((c.name for c in (*own, *full, *plain)), None)
