"""Writes docs/settings.md, the table of every setting, from their types and descriptions in core/config.py."""

import argparse
import signal
import sys
from pathlib import Path
from typing import Annotated

from pydantic import BaseModel, TypeAdapter
from pydantic.fields import FieldInfo

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.config import Config, settings
from core.settings import Key, variable
from core.terminal import until_read

PAGE = Path(__file__).parent.parent / "docs" / "settings.md"
KINDS = {"integer": "whole number", "string": "text", "date": "day", "password": "secret", "size": "size, as 512MB"}
BOUNDS = {"minimum": "≥", "exclusiveMinimum": ">", "exclusiveMaximum": "<"}
INTRODUCTION = """# Settings

Made by `scripts/document_settings.py` from core/config.py; change the descriptions there.

The strongest source wins: the command line, then the environment variable, then config.local.yaml, then config.yaml,
then the default. In a YAML file `${NAME}` and `${NAME:-default}` take a value from the environment, `$$` is a plain
dollar. A relative path starts at the file that names it, or where the command was typed. `null` means not set.
"""


def page() -> str:
    sections = dict.fromkeys(key[:-1] for key, _ in settings(Config))
    return INTRODUCTION + "".join(_section(here) for here in sections)


def _section(here: Key) -> str:
    model: type[BaseModel] = Config
    for name in here:
        model = model.model_fields[name].annotation  # type: ignore[assignment]
    head = "| setting | takes | default | meaning | environment |\n|---|---|---|---|---|"
    rows = "\n".join(_row(key, field) for key, field in settings(Config) if key[:-1] == here)
    return f"\n## {'.'.join(here)}\n\n{model.__doc__}\n\n{head}\n{rows}\n"


def _row(key: Key, field: FieldInfo) -> str:
    name, default = ".".join(key), _default(field.default)
    return f"| `{name}` | {_takes(field)} | `{default}` | {field.description} | `{variable(key)}` |"


def _default(value: object) -> str:
    """As YAML has it."""
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, tuple):
        return f"[{', '.join(value)}]"
    return "null" if value is None else str(value) or '""'


def _takes(field: FieldInfo) -> str:
    """The type and its bounds, in words, from the same schema that checks the value."""
    schema = TypeAdapter(Annotated[field.annotation, field]).json_schema()  # type: ignore[arg-type]
    schema = next((part for part in schema.get("anyOf", []) if part.get("type") != "null"), schema)
    kind = str(schema.get("const") or schema.get("format") or schema.get("type"))
    bounds = [f"{sign} {schema[name]}" for name, sign in BOUNDS.items() if name in schema]
    return " ".join([KINDS.get(kind, kind), *bounds])


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page is current (exit 1 if not)")
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/settings.md is not current: run scripts/document_settings.py.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(until_read(main))
