"""Reads a YAML file into plain data that remembers its lines, so that every complaint can name one."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path

import yaml

from core.errors import Invalid

KeyPath = tuple[str | int, ...]
LineOf = Callable[[KeyPath], int]  # the line of a key or list item, else of the nearest thing around it


def read(path: Path) -> tuple[object, LineOf]:
    """The plain data of one YAML file, and where each part of it stands."""
    try:
        text = path.read_text(encoding="utf-8")
    except UnicodeDecodeError:
        raise Invalid(f"{path} is not UTF-8 text: save it with that encoding.") from None
    except OSError as error:
        raise Invalid(f"{path} cannot be read: {error.strerror}.") from None
    return parse(text, path)


def parse(text: str, path: Path) -> tuple[object, LineOf]:
    """The same for text that is already here; `path` is only for the complaints."""
    try:
        loader = _Loader(text)
        node = loader.get_single_node()
        lines = dict(_lines(node, (), path)) if node else {}
        data = loader.construct_document(node) if node else None
    except yaml.MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        raise Invalid(f"{path}:{mark.line + 1 if mark else 1}: not valid YAML: {error.problem}.") from None
    except (yaml.YAMLError, ValueError, RecursionError) as error:
        raise Invalid(f"{path}: not valid YAML: {str(error).splitlines()[0]}.") from None
    return data, lambda key: _nearest(lines, key)


class _Loader(yaml.SafeLoader):
    """Few surprises: `on`, `no`, `12:30` and dates are text (the types that take them parse them); no aliases."""

    def compose_node(self, parent: yaml.Node | None, index: int) -> yaml.Node | None:
        if self.check_event(yaml.AliasEvent):
            event = self.peek_event()  # type: ignore[no-untyped-call]
            raise yaml.MarkedYAMLError(
                problem=f"*{event.anchor} is not supported: write it out", problem_mark=event.start_mark
            )
        return super().compose_node(parent, index)


_Loader.yaml_implicit_resolvers = {
    first: [(tag, pattern) for tag, pattern in rules if not tag.endswith((":bool", ":int", ":merge", ":timestamp"))]
    for first, rules in yaml.SafeLoader.yaml_implicit_resolvers.items()
}
_Loader.add_implicit_resolver(
    "tag:yaml.org,2002:bool", re.compile(r"^(?:true|True|TRUE|false|False|FALSE)$"), list("tTfF")
)
# No leading zeros (007 is a code, not seven) and no base sixty (12:30 is a time).
_Loader.add_implicit_resolver("tag:yaml.org,2002:int", re.compile(r"^[-+]?(?:0|[1-9][0-9_]*)$"), list("-+0123456789"))


def _lines(node: yaml.Node, here: KeyPath, path: Path) -> Iterator[tuple[KeyPath, int]]:
    """Every key path with its line; a key given twice is refused, since YAML would silently keep the last."""
    if not here:
        yield here, node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        seen: dict[str, int] = {}
        for key, value in node.value:
            line = key.start_mark.line + 1
            name = _key(key, line, path)
            if name in seen:
                raise Invalid(f"{path}:{line}: {name!r} is given twice; it is on line {seen[name]} already.")
            seen[name] = line
            yield (*here, name), line
            yield from _lines(value, (*here, name), path)
    elif isinstance(node, yaml.SequenceNode):
        for index, item in enumerate(node.value):
            yield (*here, index), item.start_mark.line + 1
            yield from _lines(item, (*here, index), path)


def _key(node: yaml.Node, line: int, path: Path) -> str:
    if isinstance(node, yaml.ScalarNode) and node.tag.endswith(":str"):
        return str(node.value)
    shown = node.value if isinstance(node, yaml.ScalarNode) else "a list or mapping"
    raise Invalid(f"{path}:{line}: the key {shown} is not text: put it in quotes.")


def _nearest(lines: dict[KeyPath, int], key: KeyPath) -> int:
    while key and key not in lines:
        key = key[:-1]
    return lines.get(key, 1)


def written(data: object) -> str:
    """Plain data as YAML for people: in the order given, in lines of a readable length."""
    return str(yaml.safe_dump(data, sort_keys=False, allow_unicode=True, width=120))
