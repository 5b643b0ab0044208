"""Which tool a question asks for, with which arguments: by the words of its examples, with no word left over.

A tool knows nothing of language: its examples, its first sentence and its arguments' types are all that is read here.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.context import Context
from core.language.grammar import FILLER
from core.language.words import Token, singular, tokens
from tools.names import entities_of, known, plain_code
from tools.registry import tools_of
from tools.tool import Tool

ALIKE = 0.5  # of the words that a question and the nearest example have together
DENIALS = {"not", "without", "except", "excluding", "no", "never", "neither"}
DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
LONGEST_NAME = 6  # words
_AMOUNT = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(k?)")


@dataclass(frozen=True)
class Chosen:
    """`missing`: arguments that the tool needs and the question does not give."""

    tool: Tool
    arguments: Mapping[str, object]
    missing: tuple[str, ...]
    likeness: float


@dataclass
class _Reading:
    """A question while arguments are taken out of it."""

    question: str
    tokens: list[Token]
    arguments: dict[str, object] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)  # numbers of tokens

    def words(self) -> list[str]:
        """What is left and says something."""
        left = (token for number, token in enumerate(self.tokens) if number not in self.taken)
        return [stem(token.word) for token in left if token.word not in FILLER]


def choose(ctx: Context, question: str) -> Chosen | None:
    """The tool whose words the question has, all of them placed; the nearest one where several fit."""
    found = tokens(question)
    if not found or any(token.word in DENIALS for token in found):
        return None
    fitting = [one for tool in tools_of(ctx).values() if (one := _fit(ctx, tool, question, found)) is not None]
    return max(fitting, key=lambda one: (one.likeness, -len(one.missing)), default=None)


def _fit(ctx: Context, tool: Tool, question: str, found: list[Token]) -> Chosen | None:
    reading = _Reading(question, found)
    shapes = tool.arguments.model_json_schema()["properties"]
    _take_names(ctx, tool, reading)
    for name, shape in shapes.items():
        if name not in reading.arguments:
            _take_value(name, _plain_shape(shape), reading)
    words = set(reading.words())
    if not words or not words <= _vocabulary(tool):
        return None
    likeness = max(_likeness(words, example) for example in _examples(tool))
    if likeness < ALIKE:
        return None
    needed = (name for name, one in tool.arguments.model_fields.items() if one.is_required())
    missing = tuple(name for name in needed if name not in reading.arguments)
    return Chosen(tool, reading.arguments, missing, likeness)


def _likeness(words: set[str], example: frozenset[str]) -> float:
    return len(words & example) / len(words | example) if words | example else 0.0


# -- what a tool's words are --------------------------------------------------------------------------------------


def _vocabulary(tool: Tool) -> set[str]:
    """Of its examples, its first sentence, its name and its arguments."""
    texts = (*tool.examples, tool.says, tool.name, *tool.arguments.model_fields)
    return {stem(token.word) for text in texts for token in tokens(text.replace("_", " "))}


def _examples(tool: Tool) -> Iterator[frozenset[str]]:
    """Each one's own words: without codes and numbers, which stand for any."""
    for example in tool.examples:
        words = (token.word for token in tokens(example) if not any(letter.isdigit() for letter in token.word))
        yield frozenset(
            stem(word) for word in words if word not in FILLER and word not in DAYS and singular(word) not in DAYS
        )


def stem(word: str) -> str:
    """Near enough to put "reorder", "reordering" and "reordered" together."""
    word = singular(word)
    for ending in ("ing", "ed", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word


# -- arguments ----------------------------------------------------------------------------------------------------


def _take_names(ctx: Context, tool: Tool, reading: _Reading) -> None:
    """Codes and names, each for the next argument of its kind."""
    by_entity: dict[str, list[str]] = {}
    for name, entity in entities_of(tool.arguments).items():
        by_entity.setdefault(entity, []).append(name)
    for entity, arguments in by_entity.items():
        codes = list(_names_in(ctx, entity, reading))
        many = [name for name in arguments if "array" in str(tool.arguments.model_json_schema()["properties"][name])]
        if many and codes:
            reading.arguments[many[0]] = codes
        for name, code in zip([name for name in arguments if name not in many], codes, strict=False):
            reading.arguments[name] = code


def _names_in(ctx: Context, entity: str, reading: _Reading) -> Iterator[str]:
    if entity == "sales_order":
        yield from _orders(reading)
        return
    members = known(ctx, entity)
    codes = {plain_code(code): code for code in members}
    names = {tuple(token.stem for token in tokens(name or code)): code for code, name in members.items()}
    start = 0
    while start < len(reading.tokens):
        length = next((n for n in range(LONGEST_NAME, 0, -1) if _at(reading, start, n, codes, names)), 0)
        numbered = "" if length else _numbered(reading, start, entity, codes)
        if length or numbered:
            length = length or 1
            yield numbered or _at(reading, start, length, codes, names)
            reading.taken |= set(range(start, start + length)) | _said_before(reading, start, entity)
        start += length or 1


def _at(
    reading: _Reading, start: int, length: int, codes: Mapping[str, str], names: Mapping[tuple[str, ...], str]
) -> str:
    """The member whose code or name stands there; '' for none."""
    part = reading.tokens[start : start + length]
    if len(part) < length:
        return ""
    text = "".join(token.word for token in part)
    if length <= 2 and any(letter.isdigit() for letter in text) and (code := codes.get(plain_code(text))):
        return code
    return names.get(tuple(token.stem for token in part), "")


def _numbered(reading: _Reading, place: int, entity: str, codes: Mapping[str, str]) -> str:
    """ "warehouse 2": the only one whose code has this number."""
    token = reading.tokens[place]
    if not token.word.isdigit() or not _said_before(reading, place, entity):
        return ""
    wanted = token.word.lstrip("0") or "0"
    found = [code for plain, code in codes.items() if plain.lstrip("abcdefghijklmnopqrstuvwxyz") == wanted]
    return found[0] if len(found) == 1 else ""


def _said_before(reading: _Reading, start: int, entity: str) -> set[int]:
    """ "warehouse" in "warehouse WH001" says nothing more."""
    return {start - 1} if start and reading.tokens[start - 1].stem == entity.split(".")[-1] else set()


def _orders(reading: _Reading) -> Iterator[str]:
    for number, token in enumerate(reading.tokens):
        before = reading.tokens[number - 1].stem if number else ""
        if re.fullmatch(r"so\d+", token.word) or (token.word.isdigit() and before in ("so", "order")):
            reading.taken |= {number} | ({number - 1} if token.word.isdigit() else set())
            yield f"so{token.word}" if token.word.isdigit() else token.word


def _plain_shape(shape: Mapping[str, object]) -> Mapping[str, object]:
    """Of an argument that may be left out, what it is when given."""
    options = shape.get("anyOf")
    if isinstance(options, list):
        given: Mapping[str, object] = next((one for one in options if one.get("type") != "null"), {})
        return {**given, **{key: value for key, value in shape.items() if key != "anyOf"}}
    return shape


def _take_value(name: str, shape: Mapping[str, object], reading: _Reading) -> None:
    if isinstance(choices := shape.get("enum"), list):
        _take_choice(name, choices, reading)
    elif shape.get("type") in ("integer", "number"):
        _take_number(name, shape, reading)
    elif shape.get("type") == "boolean":
        _take_flag(name, reading)


def _take_flag(name: str, reading: _Reading) -> None:
    """Set where all words of its name are said; they stay, since they may say more than the flag."""
    words = {stem(token.word) for token in reading.tokens}
    if all(stem(part) in words for part in name.split("_")):
        reading.arguments[name] = True


def _take_choice(name: str, choices: Sequence[str], reading: _Reading) -> None:
    """All of a choice's words, one after the other."""
    words = [token.stem for token in reading.tokens]
    for choice in choices:
        wanted = [singular(word) for word in choice.replace("_", " ").split()]
        for start in range(len(words) - len(wanted) + 1):
            if words[start : start + len(wanted)] == wanted:
                reading.arguments[name] = choice
                reading.taken |= set(range(start, start + len(wanted)))
                return


def _take_number(name: str, shape: Mapping[str, object], reading: _Reading) -> None:
    for number, token in enumerate(reading.tokens):
        if number in reading.taken:
            continue
        if shape.get("type") == "number" and shape.get("maximum") != 100 and token.word == "half":
            _taken(name, 0.5, {number}, reading)
            return
        if (value := _value(token)) is None:
            continue
        after = reading.tokens[number + 1] if number + 1 < len(reading.tokens) else None
        unit = after.stem if after else ""
        if "days" in name and unit in DAYS:
            _taken(name, int(value) * DAYS[unit], {number, number + 1}, reading)
            return
        percent = unit in ("%", "percent")
        if percent and shape.get("type") == "number" and "days" not in name:
            whole = shape.get("maximum") == 100 or "percent" in name
            _taken(name, value if whole else value / 100, {number, number + 1}, reading)
            return
        if not percent and unit not in DAYS and _is_called(name, number, reading):
            _taken(name, value, {number}, reading)
            return


def _is_called(name: str, number: int, reading: _Reading) -> bool:
    """ "a budget of 5000": the argument's own name stands before the number, with small words between."""
    for before in range(number - 1, -1, -1):
        token = reading.tokens[before]
        if token.stem in (singular(part) for part in name.split("_")):
            return True
        if token.word not in FILLER:
            return False
    return False


def _value(token: Token) -> float | None:
    match = _AMOUNT.fullmatch(token.word)
    if match is None:
        return None
    return float(match[1].replace(",", "")) * (1000 if match[2] else 1)


def _taken(name: str, value: float, places: set[int], reading: _Reading) -> None:
    reading.arguments[name] = value
    reading.taken |= places
