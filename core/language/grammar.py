"""The closed words of English, from english.yaml: what each does in a question."""

from collections.abc import Mapping
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict

from core.language.words import key
from core.yaml_file import read

DAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
MONTHS = (
    "january", "february", "march", "april", "may", "june",
    "july", "august", "september", "october", "november", "december",
)  # fmt: skip


Command = Literal["chart", "table", "export", "anew"]  # for whoever shows the answer
Turned = Literal["reverse", "by_value", "percent"]  # what makes another query of the last one


class WhyWords(BaseModel):
    """What is said of a change."""

    model_config = ConfigDict(extra="forbid", frozen=True)

    about_change: tuple[str, ...]
    open: tuple[str, ...]
    joint: tuple[str, ...]
    fall: tuple[str, ...]
    rise: tuple[str, ...]
    moved: tuple[str, ...]
    degree: tuple[str, ...]
    share: tuple[str, ...]
    back: tuple[str, ...]
    compared: tuple[str, ...]
    before: tuple[str, ...]
    year_before: tuple[str, ...]


class English(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)

    phrases: dict[str, tuple[str, ...]]
    filler: frozenset[str]
    relating: frozenset[str]
    weighty: frozenset[str]
    numbers: dict[str, int]
    why: WhyWords
    commands: dict[Command | Turned, tuple[str, ...]]


_ENGLISH = English.model_validate(read(Path(__file__).with_name("english.yaml"))[0])
FILLER = _ENGLISH.filler
RELATING = _ENGLISH.relating
WEIGHTY = _ENGLISH.weighty
WHY = _ENGLISH.why
COMMANDS: Mapping[Command | Turned, tuple[str, ...]] = _ENGLISH.commands
NUMBERS: Mapping[str, int] = _ENGLISH.numbers
_SPOKEN = frozenset(phrase for phrases in _ENGLISH.phrases.values() for phrase in phrases)


def closed_words() -> dict[tuple[str, ...], list[str]]:
    """phrase → kinds."""
    found: dict[tuple[str, ...], list[str]] = {}
    for kind, phrases in _ENGLISH.phrases.items():
        for phrase in phrases:
            kinds = found.setdefault(key(phrase), [])
            if kind not in kinds:
                kinds.append(kind)
    return found


def spoken(phrase: str) -> bool:
    """Whether the closed words hold a phrase just so: they have no plural."""
    return phrase in _SPOKEN
