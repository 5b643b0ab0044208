"""Names and codes in the question to filters; a name that fits several things is asked back, never summed."""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from core.language.events import said_event
from core.language.frame import Ask, Choice, Frame, equals, negate
from core.language.negation import refused
from core.language.roles import role_of, role_said
from core.language.seen import many
from core.language.values import Value

SHOWN = 6
NEAR = 3  # items between a name and a time


@dataclass(frozen=True)
class Meant:
    """One thing that a name may mean: a value of the dimension that identifies it."""

    dimension: str
    value: str
    label: str


def read_names(frame: Frame) -> None:
    """Every value in the question becomes a filter; neighbours of the same kind are one list."""
    chosen: dict[str, list[tuple[int, Meant]]] = {}
    for number, item in list(frame.free()):
        if item.found is None or _happened(frame, number):
            continue
        frame.take(number)
        if frame.is_word(number - 1, "including"):
            frame.take(number - 1)
            frame.including += [value.text for value in item.found.values]
            continue
        meant = _one(frame, number, [_identified(v) for v in item.found.values])
        if meant is not None:
            _dated(frame, number, meant)
            chosen.setdefault(meant.dimension, []).append((number, meant))
            _take_label(frame, number, meant.dimension)
    for dimension, found in chosen.items():
        _add(frame, dimension, found)


def _dated(frame: Frame, number: int, meant: Meant) -> None:
    """ "policies cancelled this year": the status, and the date that is called so."""
    owner = meant.dimension.split(".")[0]
    dates = [name for name in frame.items[number].named("dimension") if name.split(".")[0] == owner]
    near = [n for n, item in enumerate(frame.items) if item.when and item.when.period and abs(n - number) <= NEAR]
    if len(dates) == 1 and near and frame.date is None:
        frame.date = dates[0]


def _strangers(frame: Frame, found: list[tuple[int, Meant]]) -> str | None:
    """Parts of two different names that nothing joins: one of them is likely another word."""
    for (first, one), (last, other) in pairwise(found):
        items = frame.items[first], frame.items[last]
        part = any(item.found and item.found.how in ("part", "typo") for item in items)
        words = [item.filler for item in frame.items[first + 1 : last]]
        if part and one != other and all(words) and items[0].end >= items[1].start - len(words) and not words:
            return f"{items[0].text} {items[1].text}"
    return None


def _happened(frame: Frame, number: int) -> bool:
    """ "cars sold last month": with a time it is said of the sale, not of what the car's status is now."""
    item = frame.items[number]
    owners = {value.dimension.split(".")[0] for value in (item.found.values if item.found else ())}
    timed = any(other.when and not other.when.shift for other in frame.items)
    events = [said_event(frame, owner) for owner in owners if owner in frame.scope.model.entities]
    if not timed or not item.named("verb") or not any(events):
        return False
    frame.items[number] = replace(item, found=None)
    return True


def _add(frame: Frame, dimension: str, found: list[tuple[int, Meant]]) -> None:
    if (odd := _strangers(frame, found)) is not None:
        frame.asks.append(Ask(f'{odd!r} may be two names side by side. Say "and" between them, or one of them.'))
    shut_out = [m.value for n, m in found if refused(frame, n)]
    wanted = [m.value for n, m in found if not refused(frame, n)]
    if shut_out:
        frame.narrow(negate(equals(dimension, shut_out)), found[0][0])
    if wanted:
        frame.narrow(equals(dimension, list(dict.fromkeys(wanted))), found[0][0])


def _identified(value: Value) -> Meant:
    if value.code is not None and value.key is not None:
        return Meant(value.key, value.code, value.text)
    return Meant(value.dimension, value.text, value.text)


def _one(frame: Frame, number: int, meant: Sequence[Meant]) -> Meant | None:
    """The one thing that is meant; None when it has to be asked."""
    seen = [m for m in dict.fromkeys(meant) if frame.senses.visible("dimension", m.dimension)]
    seen = _by_role(frame, number, seen)
    seen = _by_neighbour(frame, number, seen)
    seen = _without_roles(frame, seen)
    seen = _by_fit(frame, seen)
    if not seen:
        frame.asks.append(Ask(f"{frame.items[number].text!r} names something outside this persona."))
        return None
    values = {(m.dimension, m.value) for m in seen}
    if len(values) == 1:
        return seen[0]
    text = frame.items[number].text
    choices = [Choice(_described(frame, m)) for m in seen[:SHOWN]]
    frame.asks.append(Ask(f"{text!r} fits {many(len(values))} things. Which one do you mean?", choices))
    return None


def _described(frame: Frame, meant: Meant) -> str:
    entity = frame.scope.model.entities.get(meant.dimension.split(".")[0])
    role = role_of(frame, meant.dimension)
    kind = entity.label if entity and not role else frame.scope.model.dimensions[meant.dimension].label
    return f"{meant.label} ({kind}{' ' + meant.value if meant.value != meant.label else ''})"


def _by_neighbour(frame: Frame, number: int, meant: list[Meant]) -> list[Meant]:
    """The word for its kind beside a name settles what it is: "customer Northgate", "Northgate area"."""
    for other in (number + 1, number - 1, number - 2):
        if not 0 <= other < len(frame.items):
            continue
        kinds = {sense.name for sense in frame.items[other].senses if sense.kind == "entity"}
        kinds |= {s.name.split(".")[0] for s in frame.items[other].senses if s.kind == "dimension"}
        exact = [m for m in meant if m.dimension in _named(frame, other)]
        if exact and frame.items[other].senses[0].kind == "dimension":
            return exact
        told = [m for m in meant if m.dimension.split(".")[0] in kinds or m in exact]
        if told and len(told) < len(meant):
            return told
    return meant


def _without_roles(frame: Frame, meant: list[Meant]) -> list[Meant]:
    """A club's name is also that of somebody's home club: the club is meant, unless there are two ends of a way."""
    roles = [m for m in meant if role_of(frame, m.dimension)]
    own = [m for m in meant if m not in roles]
    if not own or not roles:
        return meant
    ends = [m for m in roles if _told_of(frame, m.dimension) and frame.scope.model.dimensions[m.dimension].said_after]
    both = len({frame.scope.model.dimensions[m.dimension].said_after for m in ends}) > 1
    return ends if both and len({m.label for m in own}) == 1 else own


def _told_of(frame: Frame, dimension: str) -> bool:
    """Whether what has the role is named in the question."""
    owner = dimension.split(".")[0]
    count = frame.scope.model.entities[owner].count
    return any(owner in item.named("entity") or count in item.named("measure") for item in frame.items)


def _by_role(frame: Frame, number: int, meant: list[Meant]) -> list[Meant]:
    """ "from Berlin", "arriving in Berlin": the words before it say in which role."""
    said = role_said(frame, number, [m.dimension for m in meant])
    return [m for m in meant if m.dimension in said] or meant


def _named(frame: Frame, number: int) -> set[str]:
    return set(frame.items[number].named("dimension"))


def _by_fit(frame: Frame, meant: list[Meant]) -> list[Meant]:
    """Of several kinds only those that the rest of the question can be about, where that leaves one."""
    kinds = {m.dimension for m in meant}
    if len(kinds) < 2:
        return meant
    fits = {kind: _fit(frame, kind) for kind in kinds}
    best = max(fits.values())
    return [m for m in meant if fits[m.dimension] == best]


def _fit(frame: Frame, dimension: str) -> int:
    homes = frame.senses.home("dimension", dimension)
    count = 0
    for item in frame.items:
        senses = [s for s in item.senses if s.kind != "word" and frame.senses.visible(s.kind, s.name)]
        if any(frame.senses.linked(homes, frame.senses.home(s.kind, s.name)) for s in senses):
            count += 1
    return count


def _take_label(frame: Frame, number: int, dimension: str) -> None:
    """The kind beside its name is said with it: "warehouse WH001", "the Bearings group"."""
    entity = dimension.split(".")[0]
    for other in (number - 1, number + 1):
        if not 0 <= other < len(frame.items) or other in frame.used:
            continue
        item = frame.items[other]
        kinds = set(item.named("entity")) | {name.split(".")[0] for name in item.named("dimension")}
        known = frame.scope.model.entities.get(entity)
        identifies = known is not None and dimension in (*known.key, known.title)
        same = (
            dimension in item.named("dimension") or (identifies and entity in kinds) or _key_of(frame, kinds, dimension)
        )
        measured = item.named("measure") and entity not in set(item.named("entity"))
        if same and not measured and not frame.is_word(other - 1, "by", "each"):
            frame.take(other)


def _key_of(frame: Frame, kinds: set[str], dimension: str) -> bool:
    entities = frame.scope.model.entities
    return any(kind in entities and dimension in (*entities[kind].key, entities[kind].title) for kind in kinds)
