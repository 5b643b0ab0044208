"""The states of a draft: yes-or-no columns, late and on time from two dates, in stock from a number."""

from collections.abc import Iterator
from dataclasses import dataclass

from core.semantic.draft.naming import Naming, state_of
from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.wording import happened, stem, words

Entry = dict[str, object]
DOINGS = {"deleted": ["removed"], "active": ["in use"], "paid": ["settled"], "cancelled": ["canceled", "called off"]}
SEXES = {"female": ("F", ["women", "woman", "females", "girls"]), "male": ("M", ["men", "man", "males", "boys"])}
PLANNED = {
    "due",
    "required",
    "expected",
    "promised",
    "scheduled",
    "planned",
    "deadline",
    "estimated",
    "target",
    "sched",
}
DONE = {"shipped", "delivered", "returned", "paid", "completed", "actual", "finished", "closed", "resolved", "done",
        "arrived", "received", "delivery", "return", "payment", "completion"}  # fmt: skip
NO_STOCK = {"price", "value", "level", "min", "max", "minimum", "maximum", "reorder", "cost", "date", "safety"}
UNDONE = {"paid": ["outstanding"], "closed": ["open"], "resolved": ["open", "unsolved"], "solved": ["open"]}


@dataclass(frozen=True)
class State:
    label: str
    synonyms: list[str]
    when: str
    meaning: str


def conditions_of(table: Profile, entity: str, naming: Naming) -> Entry:
    """A yes-or-no column is a state; so is a sex in one letter, and what a date tells of another one."""
    found = {**_sexes(table), **_flags(table, entity, naming), **_stock(table), **_undone(table), **_late(table)}
    own = frozenset(words(value) for column in table.columns for value in column.values)
    return {f"{entity}.{name}": left for name, state in found.items() if (left := _unsaid(state, own))}


def _unsaid(state: State, values: frozenset[str]) -> Entry | None:
    """Nothing where it is a value of some column by itself: an order's status "late"."""
    if state.label in values:
        return None
    names = [name for name in state.synonyms if name not in values]
    return {"label": state.label, "synonyms": names, "when": state.when, "meaning": state.meaning}


def _sexes(table: Profile) -> dict[str, State]:
    sex = next((c for c in table.columns if c.name.lower() in ("gender", "sex") and c.longest == 1), None)
    return {
        label: _state(label, synonyms, f"{table.sql}.{sex.sql} = '{letter}'")
        for label, (letter, synonyms) in SEXES.items()
        if sex is not None
    }


def _state(label: str, synonyms: list[str], when: str, meaning: str = "") -> State:
    return State(label, synonyms, when, meaning or label.capitalize())


def _flags(table: Profile, entity: str, naming: Naming) -> dict[str, State]:
    found: dict[str, State] = {}
    for column in table.columns:
        if column.yes is not None:
            whole = words(column.name, naming.nouns)
            text = state_of(whole)
            when = f"{table.sql}.{column.sql} = {column.yes}"
            found[stem(column.name)] = _state(text, list(DOINGS.get(text, ())), when, f"{whole.capitalize()}: yes")
    return found


def _stock(table: Profile) -> dict[str, State]:
    """Of the one number that says how many there are in stock."""
    named = [
        column
        for column in table.columns
        if column.kind in ("integer", "decimal", "number")
        and {"stock", "hand", "inventory"} & {*(said := words(column.name).split())}
        and not NO_STOCK & {*said}
    ]
    if len(named) != 1:
        return {}
    place = f"{table.sql}.{named[0].sql}"
    return {
        "out_of_stock": _state("out of stock", ["sold out"], f"{place} <= 0"),
        "in_stock": _state("in stock", ["on stock"], f"{place} > 0"),
    }


def _undone(table: Profile) -> dict[str, State]:
    """What has no date yet has not happened: unpaid, unresolved."""
    found: dict[str, State] = {}
    for column in table.columns:
        if column.kind in ("date", "timestamp") and 0 < column.filled < table.rows:
            for word in happened(column.name)[:1]:
                label = f"un{word}"
                found[label] = _state(label, UNDONE.get(word, []), f"{table.sql}.{column.sql} is null")
    return found


def _late(table: Profile) -> dict[str, State]:
    """Of a planned date and the one when it was done; and of a delay in numbers."""
    dates = [c for c in table.columns if c.kind in ("date", "timestamp")]
    planned = [c for c in dates if PLANNED & {*words(c.name).split()}]
    done = [done for p in planned for done in dates if done not in planned and _counterpart(p, done)]
    if len(planned) == 1 and len(done) == 1:
        then, now = f"{table.sql}.{planned[0].sql}", f"{table.sql}.{done[0].sql}"
        late = _state("late", ["delayed", "too late", "behind schedule"], f"{now} > {then}", "Later than planned")
        on_time = _state("on time", ["in time", "punctual"], f"{now} <= {then}", "No later than planned")
        overdue = _state("overdue", ["past due"], f"{now} is null and {then} < today", "Planned before today, not done")
        return {"late": late, "on_time": on_time, "overdue": overdue}
    return dict(_delays(table))


def _counterpart(planned: ColumnProfile, done: ColumnProfile) -> bool:
    return bool(DONE & {*words(done.name).split()})


def _delays(table: Profile) -> Iterator[tuple[str, State]]:
    delays = [
        c
        for c in table.columns
        if c.kind in ("integer", "decimal", "number") and words(c.name).split()[0] in ("delay", "delayed")
    ]
    if len(delays) == 1:
        place = f"{table.sql}.{delays[0].sql}"
        yield "delayed", _state("delayed", ["late"], f"{place} > 0", "With a delay")
        yield "on_time", _state("on time", ["in time", "punctual"], f"{place} <= 0", "Without a delay")
