"""The draft itself, as plain data for YAML: tables, joins, entities, dimensions, measures, conditions, one persona."""

from collections.abc import Mapping, Sequence

from core.semantic.draft.keys import Reference
from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.wording import (
    ALSO,
    VERBS,
    bare_names,
    happened,
    is_reference,
    plural,
    said,
    singular,
    stem,
    words,
)

Entry = dict[str, object]
TYPES = {"number": "double", "text": "varchar", "decimal": "decimal(18,4)"}
MONEY = (
    "price",
    "amount",
    "cost",
    "total",
    "fee",
    "revenue",
    "salary",
    "value",
    "charge",
    "paid",
    "balance",
    "payment",
    "budget",
    "discount",
    "commission",
    "tax",
    "msrp",
)
LEVELS = (
    "age",
    "rate",
    "rating",
    "score",
    "percent",
    "pct",
    "ratio",
    "temperature",
    "weight",
    "height",
    "year",
    "price",
    "level",
    "duration",
    "mileage",
    "grade",
    "latitude",
    "longitude",
)
SEXES = {"female": ("F", ["women", "woman", "females", "girls"]), "male": ("M", ["men", "man", "males", "boys"])}
NAMES = ("name", "full_name", "title", "label", "description")
NOT_DATES = ("birth", "dob", "expir", "updated", "modified", "end", "valid", "due", "hire", "deleted", "closed")
LONG_TEXT = 80  # characters: longer text is a note, not a name


def vocabulary(
    tables: Sequence[Profile], keys: Mapping[str, tuple[str, ...]], references: Sequence[Reference]
) -> dict[str, object]:
    described = [t for t in tables if t.columns]
    found: dict[str, Entry] = {name: {} for name in ("tables", "entities", "dimensions", "measures", "conditions")}
    labels = {words(singular(table.name)) for table in described}
    for table in described:
        found["tables"][table.name] = _table(table, keys[table.name])
        own = [r for r in references if r.source == table.name]
        _describe(table, keys[table.name], own, found, labels)
    joins = [_join(reference, references) for reference in references]
    persona = {"meaning": "Sees everything in this data", "tables": [table.name for table in described]}
    return {**found, "joins": joins, "personas": {"Analyst": persona}}


def _table(table: Profile, key: tuple[str, ...]) -> Entry:
    columns = {c.name: TYPES.get(c.kind, c.kind) + ("?" if c.filled < table.rows else "") for c in table.columns}
    return {"meaning": words(table.name).capitalize(), "key": list(key), "rows": {"shared": True}, "columns": columns}


def _join(reference: Reference, every: Sequence[Reference]) -> Entry:
    entry: Entry = {
        "source": reference.source,
        "target": reference.target,
        "on": {reference.key: reference.column},
        "required": False,
    }
    if _role(reference, every):
        entry["name"] = reference.role
    return entry


def _role(reference: Reference, every: Sequence[Reference]) -> bool:
    """A second way to the same table, or a way to itself, needs a name of its own."""
    same = [r for r in every if r.source == reference.source and r.target == reference.target]
    return reference.source == reference.target or (len(same) > 1 and reference is not same[0])


def _describe(
    table: Profile, key: tuple[str, ...], refers: Sequence[Reference], found: dict[str, Entry], labels: set[str]
) -> None:
    entity = singular(table.name).lower()
    label = words(entity)
    referring = {r.column for r in refers}
    title = _title(table, entity, found["dimensions"], label)
    date = _date(table)
    for column in table.columns:
        if column.name in referring and column.name not in key:
            continue
        found["dimensions"].setdefault(f"{entity}.{column.name.lower()}", _dimension(table, column, entity, label))
    _measures(table, key, referring, entity, label, date, found["measures"])
    _conditions(table, entity, found["conditions"])
    shown = [
        f"{entity}.{c.name.lower()}"
        for c in table.columns
        if c.name not in (*key, *referring) and c.longest < LONG_TEXT
    ]
    last = label.split()[-1]
    synonyms = [*([last] if last != label and last not in labels else []), *ALSO.get(label, [])]
    verbs = VERBS.get(last, [])
    own: Entry = {"label": label, "plural": plural(label), "synonyms": synonyms}
    own |= {"verbs": verbs} if verbs else {}
    own |= {"key": [f"{entity}.{name.lower()}" for name in key]}
    own |= {"title": title} if title else {}
    own |= {"sources": [table.name], "show": shown[:8]}
    own |= {"date": f"{entity}.{date.lower()}"} if date else {}
    found["entities"][entity] = own | {"count": f"{plural(entity)}_count", "meaning": label.capitalize()}


def _title(table: Profile, entity: str, dimensions: Entry, label: str) -> str | None:
    """The column with the name; a first and a last name together."""
    lower = {column.name.lower(): column for column in table.columns}
    if "first_name" in lower and "last_name" in lower:
        name = f"{entity}.full_name"
        first, last = lower["first_name"].name, lower["last_name"].name
        whole = f"{table.name}.{first} || ' ' || {table.name}.{last}"
        meaning = f"First and last name of the {label}"
        dimensions[name] = {"label": label, "sql": whole, "kind": "text", "search": True, "meaning": meaning}
        return name
    for name in (f"{entity}_name", *NAMES, f"{entity}_title"):
        if name in lower and lower[name].kind == "text":
            return f"{entity}.{name}"
    named = [name for name, column in lower.items() if name.endswith("_name") and column.unique(table.rows)]
    return f"{entity}.{named[0]}" if len(named) == 1 else None


def _dimension(table: Profile, column: ColumnProfile, entity: str, label: str) -> Entry:
    text = said(column.name)
    full = text if text.startswith(label) else f"{label} {text}"
    named = column.name.lower() in (*NAMES, f"{entity}_name")
    more = [*bare_names(column.name), *(happened(column.name) if column.kind in ("date", "timestamp") else [])]
    entry: Entry = {
        "label": label if named else text,
        "synonyms": [*([full] if full != text else []), *more],
        "at": f"{table.name}.{column.name}",
    }
    if column.name.lower().startswith("is_"):
        entry["synonyms"] = [text.removeprefix("is ")]
    if column.kind == "text" and column.longest < LONG_TEXT:
        entry["search"] = True
    if column.kind in ("integer", "decimal", "number") and not is_reference(column.name):
        entry["unit"] = _unit(column.name)
    return {**entry, "meaning": f"The {text} of the {label}" if not text.startswith(label) else text.capitalize()}


def _unit(name: str) -> str:
    parts = words(name).split()
    if any(word.startswith(money) for word in parts for money in MONEY):
        return "money"
    return "days" if "days" in parts else "units"


def _date(table: Profile) -> str | None:
    """When it happened: the first date that is no birth, end or change."""
    dates = [c for c in table.columns if c.kind in ("date", "timestamp") and c.filled]
    plain = [c for c in dates if not any(part in c.name.lower() for part in NOT_DATES)]
    full = [c for c in plain if c.filled >= table.rows * 0.9]
    own = [c for c in full if singular(table.name).lower().split("_")[-1] in c.name.lower() or c.name.lower() == "date"]
    return next((c.name for c in (*own, *full, *plain)), None)


def _measures(
    table: Profile,
    key: tuple[str, ...],
    referring: set[str],
    entity: str,
    label: str,
    date: str | None,
    measures: Entry,
) -> None:
    when: Entry = {"date": f"{entity}.{date.lower()}"} if date else {"as_of": "now"}
    many = plural(label)
    counted: Entry = {"label": many.capitalize(), "synonyms": [f"number of {many}", f"{label} count"]}
    counted |= {"fact": table.name, "sql": "count(*)", **when, "unit": "count", "additive": True}
    measures[f"{plural(entity)}_count"] = counted | {"meaning": f"Number of {many}"}
    for column in table.columns:
        numeric = column.kind in ("integer", "decimal", "number")
        if not numeric or column.name in (*key, *referring) or is_reference(column.name):
            continue
        text, bare = said(column.name), bare_names(column.name)
        parts = words(column.name).split()
        level = "total" not in parts and any(part in LEVELS for part in parts)
        full = [*bare, *([] if text.startswith(label) else [f"{label} {text}", f"{many} {text}"])]
        where = f"{table.name}.{column.name}"
        money = _unit(column.name)
        total: Entry = {
            "label": f"Total {text.removeprefix('total ')}",
            "synonyms": [*([] if level else [text]), *(full if not level else []), f"sum of {text}"],
        }
        average: Entry = {
            "label": f"Average {text}",
            "synonyms": [f"mean {text}", *([text, *full] if level else []), *(f"average {f}" for f in full)],
        }
        name = f"{entity}_{column.name.lower()}"
        total |= {"fact": table.name, "sql": f"sum({where})", **when, "unit": money, "additive": True}
        average |= {"fact": table.name, "sql": f"avg({where})", **when, "unit": money}
        measures[f"total_{name}"] = total | {"meaning": f"Sum of the {text} of {many}"}
        measures[f"average_{name}"] = average | {"meaning": f"Plain average of the {text} of {many}"}


def _conditions(table: Profile, entity: str, conditions: Entry) -> None:
    """A yes-or-no column is a state; so is a sex in one letter."""
    sex = next((c for c in table.columns if c.name.lower() in ("gender", "sex") and c.longest == 1), None)
    if sex:
        for label, (letter, synonyms) in SEXES.items():
            when, name = f"{table.name}.{sex.name} = '{letter}'", f"{entity}.{label}"
            conditions[name] = {"label": label, "synonyms": synonyms, "when": when, "meaning": label.capitalize()}
    for column in table.columns:
        if column.kind == "boolean":
            text = words(column.name).removeprefix("is ").removeprefix("has ")
            when = f"{table.name}.{column.name} = true"
            meaning = f"{words(column.name).capitalize()}: yes"
            conditions[f"{entity}.{stem(column.name)}"] = {"label": text, "when": when, "meaning": meaning}
