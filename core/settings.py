"""Where a setting's value comes from: two files, the environment, the command line; the later one wins."""

import os
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from pathlib import Path

from core.errors import Invalid, suggest
from core.yaml_file import KeyPath, read

Key = tuple[str, ...]

# Read by the scripts before there is a configuration.
OUTSIDE = frozenset({"QM_PYTHON"})
SHORT = {"QM_HOME": ("app", "home")}
_VARIABLE = re.compile(r"\$\$|\$\{(?P<name>[A-Za-z_][A-Za-z0-9_]*)(?::-(?P<default>[^}]*))?\}|\$\{")


@dataclass(frozen=True)
class Given:
    """One value as somebody wrote it, where they wrote it, and the folder that its relative paths start from."""

    value: object
    where: str
    folder: Path

    def shown(self, secret: bool) -> str:
        """As a mistake quotes it."""
        if self.value is None:
            return "null"
        return "(not shown)" if secret else repr(self.value)


def gather(root: Path, overrides: Mapping[str, str], known: set[Key]) -> dict[Key, Given]:
    """Every value given, the strongest source last: files, environment, command line."""
    files = [root / "config.yaml", root / "config.local.yaml"]
    sources = [_from_file(file, known) for file in files if file.exists()]
    sources += [_from_environment(os.environ, known), _from_command_line(overrides, known)]
    given = {key: value for source in sources for key, value in source}
    return {key: _substituted(key, value) for key, value in given.items()}


def variable(key: Key) -> str:
    """The environment variable that sets a key; app.home has a short name of its own."""
    short = next((name for name, target in SHORT.items() if target == key), None)
    return short or "QM_" + "_".join(key).upper()


def _from_file(file: Path, known: set[Key]) -> Iterator[tuple[Key, Given]]:
    data, line_of = read(file)
    if not isinstance(data, dict | None):
        raise Invalid(f"{file.name}:1: settings are written as `section:` with `key: value` under it.")
    for path, value in _leaves(data or {}, ()):
        where = f"{file.name}:{line_of(path)}"
        key = tuple(str(part) for part in path)
        if value is None and _is_section(key, known):
            continue  # a section whose every line is commented out
        _require_known(key, where, known)
        yield key, Given(value, where, file.parent)


def _leaves(data: Mapping[str, object], here: KeyPath) -> Iterator[tuple[KeyPath, object]]:
    for name, value in data.items():
        if isinstance(value, dict) and value:
            yield from _leaves(value, (*here, name))
        else:
            yield (*here, name), value


def _from_environment(environment: Mapping[str, str], known: set[Key]) -> Iterator[tuple[Key, Given]]:
    names = {variable(key): key for key in known}
    for name, value in sorted(environment.items()):
        if not name.startswith("QM_") or name in OUTSIDE or value == "":
            continue
        if name in names:
            yield names[name], Given(_typed(value), name, Path.cwd())
        elif _looks_meant(name, names):
            raise Invalid(f"The environment variable {name} sets nothing. Did you mean {suggest(name, names)[0]}?")


def _from_command_line(overrides: Mapping[str, str], known: set[Key]) -> Iterator[tuple[Key, Given]]:
    for name, value in overrides.items():
        key = tuple(name.split("."))
        _require_known(key, "command line", known)
        yield key, Given(_typed(value), "command line", Path.cwd())


def _looks_meant(name: str, names: Iterable[str]) -> bool:
    """Other programs may use QM_ too; what names one of our sections, or nearly does, is a slip."""
    sections = {known.split("_")[1] for known in names}
    return bool(get_close_matches(name.split("_")[1], sections, n=1, cutoff=0.8))


def _typed(text: str) -> str | None:
    return None if text == "null" else text


def _is_section(key: Key, known: set[Key]) -> bool:
    return any(len(other) > len(key) and other[: len(key)] == key for other in known)


def _require_known(key: Key, where: str, known: set[Key]) -> None:
    name = ".".join(key)
    if key in known:
        return
    if _is_section(key, known):
        raise Invalid(f"{where}: {name} is a section; its settings go under it, indented.")
    if whole := next((key[:n] for n in range(1, len(key)) if key[:n] in known), None):
        raise Invalid(f"{where}: {'.'.join(whole)} takes a single value, nothing under it.")
    beside = {".".join(other): other for other in known}
    near = suggest(name, beside, limit=1)
    hint = f" Did you mean {near[0]}?" if near else " docs/settings.md lists them all."
    raise Invalid(f"{where}: there is no setting {name}.{hint}")


def _substituted(key: Key, given: Given) -> Given:
    """${NAME} and ${NAME:-default} from the environment; $$ is a plain dollar; nothing left means not set."""
    if not isinstance(given.value, str) or "$" not in given.value:
        return given

    def value_of(match: re.Match[str]) -> str:
        if match[0] == "$$":
            return "$"
        if match["name"] is None:
            raise Invalid(f"{given.where}: {'.'.join(key)} holds a ${{ that is not ${{NAME}} or ${{NAME:-default}}.")
        value = os.environ.get(match["name"]) or match["default"]
        if value is None:
            raise Invalid(
                f"{given.where}: {'.'.join(key)} needs the environment variable {match['name']}, which is not set."
            )
        return value

    return Given(_VARIABLE.sub(value_of, given.value) or None, given.where, given.folder)
