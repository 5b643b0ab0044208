"""What a question gives a tool: codes and names of what the asker sees, numbers, choices, and how much of what."""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from core.context import Context
from core.language.grammar import FILLER
from core.language.words import Token, singular, tokens
from tools.names import entities_of, known, plain_code
from tools.tool import Tool

DAYS = {"day": 1, "week": 7, "month": 30, "quarter": 91, "year": 365}
LONGEST_NAME = 6  # words
UNITS = {"unit", "piece", "pc", "x", "×"}  # between an amount and what it is of
_AMOUNT = re.compile(r"(\d+(?:,\d{3})*(?:\.\d+)?)(k?)")
Shape = Mapping[str, object]
Found = tuple[int, int, str]  # a member: its first token, how many there are, its code


@dataclass
class Reading:
    """A question while arguments are taken out of it."""

    question: str
    tokens: list[Token]
    arguments: dict[str, object] = field(default_factory=dict)
    taken: set[int] = field(default_factory=set)  # numbers of tokens

    def words(self) -> list[str]:
        """What is left and says something."""
        left = (token for number, token in enumerate(self.tokens) if number not in self.taken)
        return [stem(token.word) for token in left if token.word not in FILLER]


def stem(word: str) -> str:
    """Near enough to put "reorder", "reordering" and "reordered" together."""
    word = singular(word)
    for ending in ("ing", "ed", "e"):
        if word.endswith(ending) and len(word) - len(ending) > 3:
            return word.removesuffix(ending)
    return word


def take(ctx: Context, tool: Tool, reading: Reading) -> None:
    """Everything that the tool takes and the question gives."""
    schema = tool.arguments.model_json_schema()["properties"]
    shapes = {name: _plain_shape(shape) for name, shape in schema.items()}
    by_entity: dict[str, list[str]] = {}
    for name, entity in entities_of(tool.arguments).items():
        by_entity.setdefault(entity, []).append(name)
    for entity, arguments in by_entity.items():
        _take_names(list(_names_in(ctx, entity, reading)), {name: shapes[name] for name in arguments}, reading)
    for name, shape in shapes.items():
        if name not in reading.arguments:
            _take_value(name, shape, reading)


def _take_names(found: Sequence[Found], arguments: Mapping[str, Shape], reading: Reading) -> None:
    """Codes and names, each for the next argument of its kind; where one takes many, all of them."""
    codes = [code for _, _, code in found]
    many = [name for name, shape in arguments.items() if shape.get("type") in ("array", "object")]
    if many and codes:
        as_object = arguments[many[0]].get("type") == "object"
        amounts = _amounts(found, reading) if as_object else None
        if amounts or not as_object:
            reading.arguments[many[0]] = amounts or codes
    single = [name for name in arguments if name not in many]
    for name, code in zip(single, codes, strict=False):
        reading.arguments[name] = code
    for start, length, _ in found[len(single) :] if not many else ():  # one too many is not dropped in silence
        reading.taken -= set(range(start, start + length))


def _amounts(found: Sequence[Found], reading: Reading) -> dict[str, int]:
    """How much of each, by its code; empty where one has none, or is named twice."""
    given: dict[str, int] = {}
    for start, length, code in found:
        place = _amount_beside(start, length, reading)
        value = _value(reading.tokens[place]) if place is not None else None
        if place is None or value is None or value != int(value) or code in given:
            return {}
        between = range(place + 1, start)
        reading.taken |= {place, *(one for one in between if reading.tokens[one].stem in UNITS - {"unit"})}
        given[code] = int(value)
    return given


def _amount_beside(start: int, length: int, reading: Reading) -> int | None:
    """ "40 units of PRD0001", or "PRD0001: 40": where the number stands."""
    for place in range(start - 1, -1, -1):
        token = reading.tokens[place]
        if place not in reading.taken and _value(token) is not None:
            return place
        if place in reading.taken or (token.word not in FILLER and token.stem not in UNITS):
            break
    after = start + length
    return after if after < len(reading.tokens) and _value(reading.tokens[after]) is not None else None


def _names_in(ctx: Context, entity: str, reading: Reading) -> Iterator[Found]:
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
            code = numbered or _at(reading, start, length, codes, names)
            reading.taken |= set(range(start, start + length)) | _said_before(reading, start, entity)
            yield start, length, code
        start += length or 1


def _at(
    reading: Reading, start: int, length: int, codes: Mapping[str, str], names: Mapping[tuple[str, ...], str]
) -> str:
    """The member whose code or name stands there; '' for none."""
    part = reading.tokens[start : start + length]
    if len(part) < length:
        return ""
    text = "".join(token.word for token in part)
    if length <= 2 and any(letter.isdigit() for letter in text) and (code := codes.get(plain_code(text))):
        return code
    return names.get(tuple(token.stem for token in part), "")


def _numbered(reading: Reading, place: int, entity: str, codes: Mapping[str, str]) -> str:
    """ "warehouse 2": the only one whose code has this number."""
    token = reading.tokens[place]
    if not token.word.isdigit() or not _said_before(reading, place, entity):
        return ""
    wanted = token.word.lstrip("0") or "0"
    found = [code for plain, code in codes.items() if plain.lstrip("abcdefghijklmnopqrstuvwxyz") == wanted]
    return found[0] if len(found) == 1 else ""


def _said_before(reading: Reading, start: int, entity: str) -> set[int]:
    """ "warehouse" in "warehouse WH001" says nothing more."""
    return {start - 1} if start and reading.tokens[start - 1].stem == entity.split(".")[-1] else set()


def _orders(reading: Reading) -> Iterator[Found]:
    for number, token in enumerate(reading.tokens):
        before = reading.tokens[number - 1].stem if number else ""
        if re.fullmatch(r"so\d+", token.word) or (token.word.isdigit() and before in ("so", "order")):
            reading.taken |= {number} | ({number - 1} if token.word.isdigit() else set())
            yield number, 1, f"so{token.word}" if token.word.isdigit() else token.word


def _plain_shape(shape: Mapping[str, object]) -> Mapping[str, object]:
    """Of an argument that may be left out, what it is when given."""
    options = shape.get("anyOf")
    if isinstance(options, list):
        given: Mapping[str, object] = next((one for one in options if one.get("type") != "null"), {})
        return {**given, **{key: value for key, value in shape.items() if key != "anyOf"}}
    return shape


def _take_value(name: str, shape: Mapping[str, object], reading: Reading) -> None:
    if isinstance(choices := shape.get("enum"), list):
        _take_choice(name, choices, reading)
    elif shape.get("type") in ("integer", "number"):
        _take_number(name, shape, reading)
    elif shape.get("type") == "boolean":
        _take_flag(name, reading)


def _take_flag(name: str, reading: Reading) -> None:
    """Set where all words of its name are said; they stay, since they may say more than the flag."""
    words = {stem(token.word) for token in reading.tokens}
    if all(stem(part) in words for part in name.split("_")):
        reading.arguments[name] = True


def _take_choice(name: str, choices: Sequence[str], reading: Reading) -> None:
    """All of a choice's words, one after the other."""
    words = [token.stem for token in reading.tokens]
    for choice in choices:
        wanted = [singular(word) for word in choice.replace("_", " ").split()]
        for start in range(len(words) - len(wanted) + 1):
            if words[start : start + len(wanted)] == wanted:
                reading.arguments[name] = choice
                reading.taken |= set(range(start, start + len(wanted)))
                return


def _take_number(name: str, shape: Mapping[str, object], reading: Reading) -> None:
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
            within = {number - 1} if number and reading.tokens[number - 1].word == "within" else set()
            _taken(name, round(value * DAYS[unit]), {number, number + 1} | within, reading)
            return
        percent = unit in ("%", "percent")
        if percent and shape.get("type") == "number" and "days" not in name:
            whole = shape.get("maximum") == 100 or "percent" in name
            _taken(name, value if whole else value / 100, {number, number + 1}, reading)
            return
        if not percent and unit not in DAYS and _is_called(name, number, reading):
            _taken(name, value, {number}, reading)
            return


def _is_called(name: str, number: int, reading: Reading) -> bool:
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


def _taken(name: str, value: float, places: set[int], reading: Reading) -> None:
    reading.arguments[name] = value
    reading.taken |= places
