"""What tables and columns are called in a draft: short forms written out, a prefix that all tables share left off."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace

from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.wording import (
    COMMON,
    apart,
    bare_names,
    happened,
    shared_prefix,
    singular,
    without_end,
    words,
)

NAMES = ("name", "full_name", "title", "label", "description")
# Whose status or number a column may hold beside its own thing's.
OF_OTHERS = {
    "payment", "phone", "house", "room", "seat", "account", "serial", "registration", "line", "version", "postal",
    "loan", "marital", "employment", "delivery", "tax", "mobile", "fax", "street", "credit", "shipping", "order",
    "health", "plate", "license", "passport", "booking", "approval", "current", "membership",
}  # fmt: skip
SMALL = {"per", "of", "in", "to", "by", "from", "on", "at", "for", "and", "until", "since"}
# Last words that say nothing by themselves: "exam type" is no type.
EMPTY = {
    "type",
    "status",
    "category",
    "group",
    "kind",
    "level",
    "code",
    "name",
    "item",
    "line",
    "detail",
    "history",
    "log",
}


# What modellers write around a table's name and nobody says.
AROUND = re.compile(r"^(?:tbl|tb|dim|fact|fct|stg|vw|mst|ref|lkp|lu|t|d|f)_|_(?:tbl|table|dim|fact|master|data|info)$")


def called(tables: Sequence[Profile]) -> list[Profile]:
    """The tables by the names that people use for them, where those are still different ones."""
    prefix = shared_prefix(table.name for table in tables)
    names = [AROUND.sub("", table.name.removeprefix(prefix)) or table.name for table in tables]
    clear = [name if name.isidentifier() and names.count(name) == 1 else None for name in names]
    return [replace(table, name=name or table.name) for table, name in zip(tables, clear, strict=True)]


def state_of(text: str) -> str:
    """ "is discontinued" → "discontinued"."""
    return re.sub(r"^(is|has|was|are|did) | (flag|indicator|ind|yn)$", "", text)


@dataclass(frozen=True)
class Naming:
    nouns: tuple[str, ...]  # what the tables hold, one of each
    labels: frozenset[str]  # what the tables' members are called
    heads: tuple[str, ...]  # last words of columns, as often as they occur
    texts: tuple[str, ...]  # columns as people say them

    @classmethod
    def of(cls, tables: Sequence[Profile]) -> "Naming":
        bare = [singular(table.name).lower() for table in tables]
        nouns = tuple(dict.fromkeys(word for name in bare for word in words(name).split()))
        columns = sorted({words(column.name, nouns) for table in tables for column in table.columns} - {""})
        labels = frozenset(words(name, nouns) for name in bare)
        return cls(nouns, labels, tuple(text.split()[-1] for text in columns), tuple(columns))

    def entity(self, table: str) -> str:
        """Its name in the vocabulary."""
        return singular(table).lower()

    def label(self, entity: str) -> str:
        return words(entity, self.nouns)

    def spoken(self, column: str) -> str:
        return without_end(words(column, self.nouns))

    def of_entity(self, label: str) -> list[str]:
        """What else a thing is called: by its last word, by its first, by common other names."""
        first, last = label.split()[0], label.split()[-1]
        short = [last] if last not in EMPTY | SMALL else []
        short += [first] if last in ("result", "invoice", "record", "entry", "detail", "line", "item", "log") else []
        parts = [word for word in short if word != label and self._own(word, label)]
        also = [name for word in (label, *parts) for name in COMMON.also.get(word, ())]
        return list(dict.fromkeys(name for name in (*parts, *also) if name != label and self._own(name, label)))

    def told_by(self, table: Profile, label: str) -> list[str]:
        """What its status is called after: segments with a "ticket_status" are tickets."""
        ends = [re.fullmatch(r"([a-z]{4,})_status", column.name.lower()) for column in table.columns]
        names = [end[1] for end in ends if end and end[1] not in (*self.nouns, *OF_OTHERS)]
        return [name for name in dict.fromkeys(names) if name not in label.split() and len(names) == 1]

    def _own(self, word: str, label: str) -> bool:
        """Whether no other table is called so."""
        ends = [other for other in self.labels if word in (other.split()[0], other.split()[-1])]
        return word not in self.labels and (ends == [label] or word not in self.nouns)

    def of_column(self, column: ColumnProfile, entity: str, label: str) -> tuple[str, list[str]]:
        """Its label, and what else it is called."""
        text = self.spoken(column.name)
        full = text if text.startswith(label) else f"{label} {text}"
        named = column.name.lower() in (*NAMES, f"{entity}_name") or text == f"{label} name"
        more = [*bare_names(text), *apart(text)]
        parts = text.split()
        if len(parts) == 2 and parts[1] == "amount" and not {parts[0], singular(parts[0])} & self.labels:
            more.append(parts[0])
        if column.kind in ("date", "timestamp"):
            bare = text.removesuffix(" date").removesuffix(" time")
            more += [name for name in happened(column.name) if name not in self.labels]
            more += [name for name in (bare, *apart(bare)) if name not in self.nouns]
        if text.endswith(" number") and text.removesuffix(" number") not in (label, *self.nouns):
            more.append(text.removesuffix(" number"))
        if text.startswith(f"{label} "):
            more.append(text.removeprefix(f"{label} "))  # an exam's "exam type" is its type
        more += [*self.head(text), *self.tails(text), *COMMON.columns.get(text, ())]
        more += [f"{label} {other}" for other in COMMON.columns.get(text, ())]
        more += ["rated"] if text.split()[-1] == "rating" else []
        more += ["name"] if named and column.kind == "text" else []
        names = [label if named else text, *([full] if full != text else []), *more]
        if column.yes is not None:  # the state has the plain words
            names = [text, f"{state_of(text)} flag"]
        unique = list(dict.fromkeys(name for name in names if name))
        return unique[0], unique[1:]

    def tails(self, text: str) -> list[str]:
        """ "release year" for "song release year", where nothing else ends so."""
        parts = text.split()
        ends = [" ".join(parts[n:]) for n in range(1, len(parts) - 1) if parts[n] not in SMALL]
        return [end for end in ends if self.texts.count(end) + sum(t.endswith(f" {end}") for t in self.texts) == 1]

    def head(self, text: str) -> list[str]:
        """A last word that no other column has says enough: "salary" for "monthly salary"."""
        last = text.split()[-1]
        usual = last in EMPTY or last in (
            "date",
            "number",
            "id",
            "day",
            "time",
            "week",
            "month",
            "year",
            "at",
            "by",
            "on",
        )
        return [last] if last != text and not usual and self.heads.count(last) == 1 and last not in self.nouns else []
