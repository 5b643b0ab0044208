"""What a question has said so far: filled part by part, each word accounted for."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field

from core.language.items import Item
from core.language.senses import Senses
from core.semantic.compile.scope import Scope
from core.semantic.model import Entity
from core.semantic.period import Period
from core.semantic.query import And, Compare, Fields, Filter, Group, Having, In, Is, Not, Or, Order, Query, Share, Term


@dataclass(frozen=True)
class Choice:
    """One way to read an unclear word, to be clicked."""

    label: str
    question: str = ""
    query: Query | None = None


@dataclass
class Ask:
    """Why a question goes back: an unclear name, an unknown word, a missing part."""

    reason: str
    choices: list[Choice] = field(default_factory=list)


@dataclass
class Frame:
    senses: Senses
    items: list[Item]
    used: set[int] = field(default_factory=set)
    terms: list[Term] = field(default_factory=list)
    subject: str | None = None
    counted: bool = False  # "how many", "number of"
    listed: bool = False  # "list", "which"
    yes_no: bool = False
    groups: list[Group] = field(default_factory=list)
    columns: list[str] = field(default_factory=list)
    filters: list[Filter] = field(default_factory=list)
    places: dict[Filter, int] = field(default_factory=dict)  # where in the question each filter stands
    having: list[Having] = field(default_factory=list)
    periods: list[Period] = field(default_factory=list)
    date: str | None = None
    negated_time: bool = False
    order: list[Order] = field(default_factory=list)
    direction: bool | None = None  # descending, said without a column
    limit: int | None = None
    absent: tuple[str, str, int] | None = None  # what did not happen, the figure that counts it, and where it was said
    per: list[str] = field(default_factory=list)
    compare: Compare | None = None
    share: Share | None = None
    aggregate: str | None = None
    running: bool = False
    including: list[str] = field(default_factory=list)
    asks: list[Ask] = field(default_factory=list)
    chart: str | None = None
    superlative: bool | None = None  # descending
    follow_up: bool = False

    @property
    def scope(self) -> Scope:
        return self.senses.scope

    def free(self) -> Iterator[tuple[int, Item]]:
        """Items that no part has taken yet."""
        return ((n, item) for n, item in enumerate(self.items) if n not in self.used)

    def narrow(self, wanted: Filter, place: int) -> None:
        if wanted not in self.filters:
            self.filters.append(wanted)
            self.places[wanted] = place

    def take(self, *numbers: int) -> None:
        self.used.update(numbers)

    def next_content(self, at: int, most: int = 4) -> int | None:
        """The number of the next item that is no filler, from a place on."""
        for number in range(max(at, 0), min(len(self.items), at + most)):
            if not self.items[number].filler:
                return number
        return None

    # -- senses of one item -------------------------------------------------------------------------------------
    def measure(self, number: int) -> str | None:
        return self.senses.of(self.items[number], "measure")

    def entity(self, number: int) -> str | None:
        """The thing that a word names; a word for their number names them too."""
        counted = {e.count: e.name for e in self.scope.model.entities.values()}
        named = self.senses.of(self.items[number], "entity")
        return named or next((counted[m] for m in self.senses.all(self.items[number], "measure") if m in counted), None)

    def condition(self, number: int) -> str | None:
        return self.senses.of(self.items[number], "condition")

    def dimension(self, number: int) -> str | None:
        item = self.items[number]
        names = self.senses.all(item, "dimension")
        own = [name for name in names if self.subject and name.split(".")[0] == self.subject]
        return max(own or names, key=lambda name: self.senses.fit(item, "dimension", name)) if names else None

    def is_word(self, number: int, *kinds: str) -> bool:
        return 0 <= number < len(self.items) and self.items[number].is_word(*kinds)

    def subject_entity(self) -> Entity | None:
        return self.scope.model.entities[self.subject] if self.subject else None

    def count_of(self, entity: str) -> str | None:
        """The measure that counts an entity, if the asker may see it."""
        name = self.scope.model.entities[entity].count
        return name if name and self.senses.visible("measure", name) else None


def all_of(filters: Iterable[Filter]) -> Filter | None:
    listed = list(dict.fromkeys(filters))
    if not listed:
        return None
    return listed[0] if len(listed) == 1 else And(**{"and": tuple(listed)})


def any_of(filters: Iterable[Filter]) -> Filter:
    listed = list(filters)
    return listed[0] if len(listed) == 1 else Or(**{"or": tuple(listed)})


def negate(wanted: Filter) -> Filter:
    return Not(**{"not": wanted})


def state(name: str, **params: int) -> Is:
    return Is(**{"is": name, "with": params})


def equals(field_name: str, values: list[str]) -> Fields:
    if len(values) == 1:
        return Fields(field=field_name, value=values[0])
    return Fields(field=field_name, op="in", value=tuple(values))


def during(period: Period, date: str | None = None) -> In:
    return In(period=period, date=date)
