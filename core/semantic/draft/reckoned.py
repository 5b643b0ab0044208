"""What dates tell besides when: how old somebody is, how long something lasted."""

from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.wording import words

Entry = dict[str, object]
YEAR = "365.2425"  # days, on average
BIRTH = ("birth", "birthday", "date of birth", "born")
# What begins and ends: words of the two dates' names.
SPANS = (
    ("start", "end"), ("begin", "end"), ("started", "ended"), ("started", "finished"), ("checkin", "checkout"),
    ("check in", "check out"), ("admission", "discharge"), ("admitted", "discharged"), ("opened", "closed"),
    ("open", "close"),
    ("rental", "return"), ("rented", "returned"), ("loan", "return"), ("borrowed", "returned"), ("pickup", "dropoff"),
    ("pickup", "return"), ("created", "closed"), ("created", "resolved"), ("reported", "resolved"),
    ("reported", "closed"),
    ("from", "to"), ("valid from", "valid to"), ("arrival", "departure"),
)  # fmt: skip


def reckoned_of(table: Profile, entity: str, label: str) -> Entry:
    return _age(table, entity, label) | _length(table, entity, label)


def _bare(column: ColumnProfile) -> str:
    text = words(column.name)
    for end in (" date", " at", " on", " time", " day", " ts"):
        text = text.removesuffix(end)
    return text


def _as_date(table: Profile, column: ColumnProfile) -> str:
    place = f"{table.sql}.{column.sql}"
    return f"cast({place} as date)" if column.kind == "timestamp" else place


def _age(table: Profile, entity: str, label: str) -> Entry:
    """In years, today; where no column says it."""
    born = next((c for c in table.columns if c.kind in ("date", "timestamp") and _bare(c) in BIRTH), None)
    if born is None or any(words(c.name) == "age" for c in table.columns):
        return {}
    sql = f"days_between({_as_date(table, born)}, today) / {YEAR}"
    entry: Entry = {"label": "age", "synonyms": [f"{label} age"], "sql": sql, "kind": "number", "unit": "units"}
    return {f"{entity}.age": entry | {"meaning": f"How many years ago the {label} was born"}}


def _length(table: Profile, entity: str, label: str) -> Entry:
    """In days, from what begins to what ends."""
    dates = {_bare(c).removeprefix(f"{label} "): c for c in table.columns if c.kind in ("date", "timestamp")}
    pair = next((pair for pair in SPANS if {*pair} <= {*dates}), None)
    lasting = {"duration", "length", "days", "nights", "minutes", "hours"}
    if pair is None or any(lasting & {*words(c.name).split()} for c in table.columns):
        return {}
    first, last = (_as_date(table, dates[name]) for name in pair)
    names = ["length", f"{label} duration", f"{label} length", f"duration of {label}", f"length of {label}"]
    entry: Entry = {"label": "duration", "synonyms": names, "sql": f"days_between({first}, {last})", "kind": "integer"}
    return {f"{entity}.duration": entry | {"unit": "days", "meaning": f"Days from {pair[0]} to {pair[1]}"}}
