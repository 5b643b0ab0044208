"""Names of tables and columns as words that people say."""

import re
from collections.abc import Iterable
from pathlib import Path

from pydantic import BaseModel, ConfigDict

from core.yaml_file import read

ENDINGS = ("_id", "_code", "_no", "_nr", "_num", "_nbr", "_number", "_key", "_ref", "_cd", "_uid", "_fk", "_pk", "_sk",
           "key", "id")  # fmt: skip
BEGINNINGS = ("id_", "fk_", "pk_")
NO_ENDING = ("paid", "said", "bid", "grid", "aid", "valid", "void", "mid", "android", "fluid", "solid", "acid", "rapid",
             "hybrid", "raid", "kid", "lid", "monkey", "turkey", "hockey", "jockey", "whiskey", "prepaid",
             "unpaid", "avoid", "covid", "humid", "liquid", "steroid")  # fmt: skip
IRREGULAR = {"people": "person", "children": "child", "staff": "staff", "series": "series", "status": "status"}


class Way(BaseModel):
    """One end of a way, or whoever stands above: how columns name it, and how people do."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    columns: tuple[str, ...]
    before: tuple[str, ...]
    names: tuple[str, ...]


class Common(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    short: dict[str, str]
    ways: dict[str, Way]
    columns: dict[str, tuple[str, ...]]
    nouns: dict[str, tuple[str, ...]]
    past: dict[str, str]
    also: dict[str, tuple[str, ...]]
    verbs: dict[str, tuple[str, ...]]


COMMON = Common.model_validate(read(Path(__file__).with_name("common.yaml"))[0])


def split(name: str) -> str:
    """`unitPrice`, `unit_price` → "unit price"."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[_\W]+", " ", spaced).strip().lower()


def words(name: str, nouns: Iterable[str] = ()) -> str:
    """As people say it: `subj_name` → "subject name", where a table holds subjects, or it is a usual short form."""
    known = list(nouns)

    def full(word: str, first: bool, last: bool) -> str:
        if (word == "no" and not last) or (word in ("min", "max") and not first):
            return word  # "no show", "duration min"
        longer = [noun for noun in known if len(word) > 2 and noun.startswith(word) and noun != word]
        return longer[0] if len(longer) == 1 and word not in known else COMMON.short.get(word, word)

    parts = _joined(split(name).split())
    return " ".join(full(part, n == 0, n == len(parts) - 1) for n, part in enumerate(parts))


def _joined(parts: list[str]) -> list[str]:
    """What is one word in two parts: `SelbstBeh`."""
    pairs = (n for n in range(len(parts) - 1) if parts[n] + parts[n + 1] in COMMON.short)
    at = next(pairs, None)
    return parts if at is None else [*parts[:at], parts[at] + parts[at + 1], *parts[at + 2 :]]


def shared_prefix(tables: Iterable[str]) -> str:
    """What nearly all tables' names begin with and nobody says: `htl_`, `tbl_`."""
    names = list(tables)
    first = [name.split("_")[0] for name in names if "_" in name]
    common = max(set(first), key=first.count, default="")
    return f"{common}_" if len(names) > 2 and first.count(common) >= 0.8 * len(names) else ""


def apart(text: str) -> list[str]:
    """ "checkin date" is also "check in date"."""
    parted = re.sub(r"\b(\w{3,}?)(in|out|up|off)\b", r"\1 \2", text)
    return [parted] if parted != text and text.split()[0] not in ("main", "margin", "origin") else []


def singular(name: str) -> str:
    last = name.rsplit("_", 1)[-1].lower()
    if last.endswith("people") and last != "people":
        return name[:-6] + "person"
    if last in IRREGULAR:
        return name[: len(name) - len(last)] + IRREGULAR[last]
    if last.endswith("ies") and len(last) > 4:
        return name[:-3] + "y"
    if last.endswith(("sses", "shes", "ches", "xes")):
        return name[:-2]
    return name[:-1] if last.endswith("s") and not last.endswith(("ss", "us", "is")) else name


def plural(word: str) -> str:
    if word.endswith("person"):
        return word[: -len("person")] + "people"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def stem(column: str) -> str:
    """What a reference refers to: `patient_id` → "patient"."""
    name = column.lower()
    for beginning in BEGINNINGS:
        if name.startswith(beginning):
            return name.removeprefix(beginning)
    if name.rsplit("_", 1)[-1] in NO_ENDING:
        return name
    for ending in ENDINGS:
        if name.endswith(ending) and len(name) > len(ending):
            return name[: -len(ending)].rstrip("_")
    return name


def is_reference(column: str) -> bool:
    return stem(column) != column.lower() or column.lower() in ("id", "code", "key")


SUFFIXES = ("min", "mins", "minutes", "hours", "hrs", "sec", "kg", "km", "eur", "usd", "gbp", "cm", "mm", "lbs")


def happened(column: str) -> list[str]:
    """Words for a date's event: `hire_date` → "hired", `prescribed_on` → "prescribed", `birth_date` → "born"."""
    bare = re.sub(r" (date|at|on|time|day)$", "", words(column))
    if bare in ("birth", "birthday", "date of birth"):
        return ["born", "birthday", "birth date", "date of birth"]
    if off := re.fullmatch(r"(\w{3,}?)_?(in|out|off|up)", bare.replace(" ", "_")):
        return [f"{off[1]}ed {off[2]}", f"{off[1]}ing {off[2]}", f"{off[1]} {off[2]}"]
    if " " in bare or bare in ("date", "created", "updated", "time", "day", "month", "year", "start", "end"):
        return []
    past = COMMON.past.get(bare) or (
        bare if bare.endswith("ed") or bare in COMMON.nouns else bare + "d" * bare.endswith("e")
    )
    past += "" if past.endswith("ed") or past in COMMON.nouns else "ed"
    going = [past.removesuffix("ed") + "ing"] if past.endswith("ed") else []
    return list(dict.fromkeys([past, *going, *COMMON.nouns.get(past, ()), *([bare] if bare in COMMON.past else [])]))


def bare_names(text: str) -> list[str]:
    """ "drug name" → "drug"; "duration min" → "duration"."""
    parts = text.split()
    if parts[0] in ("first", "last", "full", "middle", "nick", "family", "given", "user", "short", "long"):
        return []
    return [" ".join(parts[:-1])] if len(parts) > 1 and (parts[-1] == "name" or parts[-1] in SUFFIXES) else []


def without_end(text: str) -> str:
    """Without ends that nobody says: "signed at" → "signed"."""
    return re.sub(r" (at|on|ts)$", "", text) or text
