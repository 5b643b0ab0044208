#!/usr/bin/env python3
"""Writes docs/tools.md, the table of every tool, from the registry: what it does, who uses it, what it takes."""

import argparse
import json
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from pydantic.fields import FieldInfo

from core.terminal import until_read
from tools.registry import TOOLS
from tools.tool import Tool

PAGE = ROOT / "docs" / "tools.md"
INTRODUCTION = """# Tools

Made by `scripts/document_tools.py` from the registry; change the docstrings and the descriptions of the arguments.

A tool is used on a page, in plain English on Ask, over REST, and here:
`scripts/tool.py identify_low_stock --json '{"warehouse": "WH001"}'`. Codes and names are found as people write them.
A tool that writes does so only when somebody confirms it.
"""


def page() -> str:
    groups = dict.fromkeys(tool.group for tool in TOOLS.values())
    return INTRODUCTION + "".join(_group(name) for name in groups)


def _group(name: str) -> str:
    return f"\n## {name.capitalize()}\n" + "".join(_tool(one) for one in TOOLS.values() if one.group == name)


def _tool(tool: Tool) -> str:
    fields = tool.arguments.model_fields
    schema = tool.arguments.model_json_schema()["properties"] if fields else {}
    rows = "\n".join(_row(name, field, schema[name]) for name, field in fields.items())
    table = f"\n| argument | takes | default | meaning |\n|---|---|---|---|\n{rows}\n" if rows else ""
    writes = " It writes." if tool.writes else ""
    examples = "; ".join(f"“{one}”" for one in tool.examples)
    return f"\n### {tool.name}\n\n{tool.text}\n\nFor: {', '.join(tool.personas)}.{writes} Asked as {examples}.\n{table}"


def _row(name: str, field: FieldInfo, schema: dict[str, object]) -> str:
    default = "" if field.is_required() else f"`{_default(field.default)}`"
    return f"| `{name}` | {_takes(schema)} | {default} | {_meaning(schema) or name.replace('_', ' ')} |"


def _default(value: object) -> str:
    """As JSON has it."""
    return json.dumps(value, ensure_ascii=False, default=str)


def _parts(schema: dict[str, object]) -> list[dict[str, object]]:
    """The schema itself, or what it may be besides null."""
    choices = schema.get("anyOf")
    return [one for one in choices if one.get("type") != "null"] if isinstance(choices, list) else [schema]


def _takes(schema: dict[str, object]) -> str:
    return " or ".join(_kind(one) for one in _parts(schema))


def _kind(part: dict[str, object]) -> str:
    items = part.get("items")
    if isinstance(items, dict):
        return f"a list of {_kind(items)}"
    if isinstance(part.get("enum"), list):
        return ", ".join(f"`{one}`" for one in part["enum"])  # type: ignore[attr-defined]  # it is a list
    names = {"string": "text", "integer": "a whole number", "number": "a number", "boolean": "true or false"}
    return str({"date": "a day"}.get(str(part.get("format")), names.get(str(part.get("type")), "an object")))


def _meaning(schema: dict[str, object]) -> str:
    found = schema.get("description") or next(
        (one["description"] for one in _parts(schema) if "description" in one), ""
    )
    return str(found)


def main() -> int:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--check", action="store_true", help="only say whether the page is current (exit 1 if not)")
    if not parser.parse_args().check:
        PAGE.write_text(page(), encoding="utf-8")
        return 0
    if PAGE.exists() and PAGE.read_text(encoding="utf-8") == page():
        return 0
    print("docs/tools.md is not current: run scripts/document_tools.py.", file=sys.stderr)
    return 1


if __name__ == "__main__":
    sys.exit(until_read(main))
