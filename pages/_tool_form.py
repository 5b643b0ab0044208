"""The form of any tool, made from what it takes: names to search among what the asker sees, numbers within bounds."""

from collections.abc import Mapping
from datetime import date
from typing import cast

import streamlit as st

from core.context import Context
from pages import _show, _ui
from tools.names import entities_of, known
from tools.tool import Tool

MOST_NAMES = 5_000  # to choose from; of more one is written, and found by its code or a part of its name
NONE_CHOSEN = "All"
Shape = Mapping[str, object]


def form(here: _ui.Here, tool: Tool, key: str) -> dict[str, object] | None:
    """What was given when the button was clicked; None while it is not."""
    schema = tool.arguments.model_json_schema()
    entities = entities_of(tool.arguments)
    given: dict[str, object] = {}
    with st.form(f"{key}-form", border=True):
        places = st.columns(3 if len(tool.arguments.model_fields) > 2 else 2)
        for number, (name, info) in enumerate(tool.arguments.model_fields.items()):
            with places[number % len(places)]:
                shape = {"default": info.default, **plain_shape(schema["properties"][name], schema)}
                label = name.replace("_", " ").capitalize()
                about = _show.plain(str(shape.get("description") or "")) or None
                field = _Field(here.context, label, about, f"{key}-{name}", info.is_required())
                given[name] = field.ask(shape, entities.get(name, ""))
        clicked = st.form_submit_button(
            "Check" if tool.writes else "Work it out", type="primary", icon=":material/play_arrow:"
        )
    return {name: one for name, one in given.items() if one not in (None, "", [], {})} if clicked else None


def plain_shape(shape: Shape, schema: Shape) -> Shape:
    """Without `or null`, and with what it refers to put in."""
    either = cast("list[Shape]", shape.get("anyOf") or [])
    chosen = next((one for one in either if one.get("type") != "null"), None)
    merged = {**shape, **(chosen or {})}
    if reference := str(merged.get("$ref", "")):
        definitions = cast("Mapping[str, Shape]", schema.get("$defs", {}))
        merged = {**definitions[reference.rpartition("/")[2]], **merged}
    return merged


class _Field:
    """One argument on the screen."""

    def __init__(self, ctx: Context, label: str, about: str | None, key: str, needed: bool) -> None:
        self._ctx, self._label, self._about, self._key, self._needed = ctx, label, about, key, needed

    def ask(self, shape: Shape, entity: str) -> object:
        if shape.get("type") == "object":
            return self._pairs(shape)
        if entity:
            return self._names(entity, many=shape.get("type") == "array")
        if "enum" in shape:
            options = cast("list[str]", shape["enum"])
            index = options.index(str(shape["default"])) if shape.get("default") in options else 0
            return st.selectbox(self._label, options, index, format_func=_spoken, help=self._about, key=self._key)
        if shape.get("type") in ("integer", "number"):
            return self._number(shape)
        if shape.get("type") == "boolean":
            return st.toggle(self._label, bool(shape.get("default")), help=self._about, key=self._key)
        if shape.get("format") == "date":
            return st.date_input(self._label, None, help=self._about, key=self._key)
        longest = shape.get("maxLength")
        most = longest if isinstance(longest, int) else None
        return st.text_input(self._label, max_chars=most, help=self._about, key=self._key)

    def _names(self, entity: str, *, many: bool) -> object:
        members = {} if entity == "sales_order" else known(self._ctx, entity)
        if not members or len(members) > MOST_NAMES:
            return self._written(many)
        options = list(members)

        def said(code: str) -> str:
            return f"{code} · {members[code]}" if members[code] else code

        if many:
            return st.multiselect(self._label, options, format_func=said, help=self._about, key=self._key)
        nothing = "Choose one" if self._needed else NONE_CHOSEN
        return st.selectbox(
            self._label, options, None, format_func=said, help=self._about, key=self._key, placeholder=nothing
        )

    def _written(self, many: bool) -> object:
        hint = "Codes, with commas between" if many else "A code, or a part of a name"
        text = st.text_input(self._label, placeholder=hint, max_chars=2_000, help=self._about, key=self._key)
        return [one.strip() for one in text.split(",") if one.strip()] if many else text.strip()

    def _number(self, shape: Shape) -> object:
        whole = shape.get("type") == "integer"
        least, most = shape.get("minimum", shape.get("exclusiveMinimum")), shape.get("maximum")
        default = shape.get("default")
        start = default if isinstance(default, int | float) else None
        if whole:
            return st.number_input(
                self._label, _whole(least), _whole(most), _whole(start), 1, help=self._about, key=self._key
            )
        return st.number_input(
            self._label, _real(least), _real(most), _real(start), help=self._about, key=self._key, format="%g"
        )

    def _pairs(self, shape: Shape) -> object:
        """One a line, such as PRD0001 = 40."""
        inner = cast("Shape", shape.get("additionalProperties") or {})
        hint = "PRD0001 = 40" if inner.get("type") == "integer" else "SO-000123 = Van 1"
        text = st.text_area(
            self._label, placeholder=hint, max_chars=20_000, help=self._about, key=self._key, height=100
        )
        parts = [line.partition("=") for line in text.splitlines() if line.strip()]
        return {name.strip(): value.strip() for name, _, value in parts}


def _spoken(value: str) -> str:
    return value.replace("_", " ")


def _whole(value: object) -> int | None:
    return int(value) if isinstance(value, int | float) else None


def _real(value: object) -> float | None:
    return float(value) if isinstance(value, int | float) else None


def as_text(given: Mapping[str, object]) -> str:
    """Arguments in a line, for people."""
    said = []
    for name, value in given.items():
        shown = ", ".join(map(str, value)) if isinstance(value, list) else value
        shown = ", ".join(f"{one}: {of}" for one, of in value.items()) if isinstance(value, dict) else shown
        said.append(f"{name.replace('_', ' ')} {shown.isoformat() if isinstance(shown, date) else shown}")
    return " · ".join(said)
