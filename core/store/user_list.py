"""What a user list says of one person, checked before any of it reaches the store."""

import json
import re
import unicodedata
from collections import Counter
from collections.abc import Collection, Iterable, Iterator
from pathlib import Path
from typing import Annotated, Literal, get_args

from pydantic import AfterValidator, BaseModel, ConfigDict, Field, SecretStr, ValidationError

from core.errors import Invalid, suggest

Role = Literal["Viewer", "Analyst", "Manager", "Admin", "Owner"]  # least first; what each may do: core/access.py
ROLES: tuple[str, ...] = get_args(Role)


def _email(value: str) -> str:
    if len(value) > 254 or not re.fullmatch(r"[^@\s]+@[^@\s]+", value):
        raise ValueError("should be an e-mail address such as ann@example.com")
    return value.lower()


def _name(value: str) -> str:
    if not value or len(value) > 200 or any(unicodedata.category(c) in ("Cc", "Cs") for c in value):
        raise ValueError("should be 1 to 200 characters on one line")
    return value


def _once(values: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(values))


Name = Annotated[str, AfterValidator(_name)]
Names = Annotated[tuple[Name, ...], AfterValidator(_once)]


class NewUser(BaseModel):
    """One person. The e-mail is the key; the first persona is the one they start with; no warehouses means all."""

    model_config = ConfigDict(frozen=True, extra="forbid", str_strip_whitespace=True, hide_input_in_errors=True)

    email: Annotated[str, AfterValidator(_email)]
    name: Name
    role: Role
    personas: Annotated[Names, Field(min_length=1)]
    workspace: Name
    username: Name | None = None
    warehouses: Names = ()
    # One of the two at most; core/login hashes the one and keeps the other until the next sign-in.
    password: SecretStr | None = Field(None, exclude=True)
    bcrypt: SecretStr | None = Field(None, exclude=True)


def parse_user(entry: object, personas: Collection[str], where: str = "This user") -> NewUser:
    """One entry; the complaint names everything that is wrong with it."""
    if not isinstance(entry, dict):
        raise Invalid(f"{where} should be an object with {', '.join(NewUser.model_fields)}.")
    problems = list(_unknown_keys(entry))
    known = {key: value for key, value in entry.items() if key in NewUser.model_fields}
    try:
        user = NewUser.model_validate(known)
        problems += _unknown_personas(user, personas)
    except ValidationError as error:
        problems += _sentences(error, known)
    if problems:
        raise Invalid(
            "\n".join(f"{where}: {problem}" if where else problem[:1].upper() + problem[1:] for problem in problems)
        )
    return user


def parse_user_list(text: str, personas: Collection[str], name: str = "users.json") -> tuple[NewUser, ...]:
    try:
        entries = json.loads(text)
    except ValueError as error:
        raise Invalid(f"{name} is not JSON: {error}.") from None
    if not isinstance(entries, list):
        raise Invalid(f"{name} should be a list of users, as users.example.json is.")
    users, problems = _parse_each(entries, personas, name)
    problems += [f"{name} has {email} more than once." for email in _repeated(users)]
    if problems:
        raise Invalid("\n".join(problems))
    return tuple(users)


def read_user_list(path: Path, personas: Collection[str]) -> tuple[NewUser, ...]:
    try:
        text = path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise Invalid(f"{path.name} is not UTF-8 text: save it with that encoding.") from None
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from None
    return parse_user_list(text, personas, path.name)


def _parse_each(entries: list[object], personas: Collection[str], name: str) -> tuple[list[NewUser], list[str]]:
    users, problems = [], []
    for number, entry in enumerate(entries, 1):
        who = entry.get("email") if isinstance(entry, dict) else None
        where = f"{name}, user {number}" + (f" ({who})" if isinstance(who, str) else "")
        try:
            users.append(parse_user(entry, personas, where))
        except Invalid as error:
            problems.append(error.message)
    return users, problems


def _repeated(users: Iterable[NewUser]) -> list[str]:
    return sorted(email for email, times in Counter(user.email for user in users).items() if times > 1)


def _unknown_keys(entry: dict[str, object]) -> Iterator[str]:
    for key in entry:
        if key not in NewUser.model_fields:
            yield f"there is no {key!r} here{did_you_mean(key, NewUser.model_fields)}"


def _unknown_personas(user: NewUser, personas: Collection[str]) -> Iterator[str]:
    for persona in user.personas:
        if persona not in personas:
            yield f"there is no persona {persona!r}{did_you_mean(persona, personas)}"


def _sentences(error: ValidationError, entry: dict[str, object]) -> Iterator[str]:
    for mistake in error.errors(include_url=False, include_input=False, include_context=False):
        field = str(mistake["loc"][0])
        if field == "role" and isinstance(role := entry.get("role"), str):
            yield f"there is no role {role!r}{did_you_mean(role, ROLES)}"
        elif mistake["type"] == "missing":
            yield f"{field} is missing."
        elif mistake["type"] == "too_short":
            yield f"{field} needs at least one."
        else:
            yield f"{field} {_plain(mistake['msg'])}."


def _plain(message: str) -> str:
    return message.removeprefix("Value error, ").replace("Input should", "should").replace("tuple", "list")


def did_you_mean(name: str, known: Iterable[str]) -> str:
    known = tuple(known)
    near = suggest(name, known, limit=1)
    return f"; did you mean {near[0]!r}?" if near else f"; there are {', '.join(known)}."
