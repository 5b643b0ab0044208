"""Calls whose arguments show that they would fill the memory: refused before anything runs."""

import re
from collections.abc import Callable, Sequence
from datetime import date

from core.warehouse.guard.functions import BY_NAME, PURE, words
from core.warehouse.guard.refusal import Denied

Constant = str | int | float | None  # None: not a constant

LONGEST_TEXT = 10_000
LONGEST_SERIES = 1_000_000
LONGEST_PATTERN = 300


def check_call(name: str, arguments: Sequence[Constant]) -> None:
    """Only constants can be judged here; what depends on data is bounded by the worker."""
    judge = _JUDGES.get(name)
    if judge:
        judge(name, arguments)


def _text_size(name: str, arguments: Sequence[Constant]) -> None:
    for value in arguments[1:2]:
        if isinstance(value, int | float) and value > LONGEST_TEXT:
            raise Denied(f"{name} to {value:,} is too long; at most {LONGEST_TEXT:,}.")


def _series(name: str, arguments: Sequence[Constant]) -> None:
    start, stop, step = (*arguments, None, None, None)[:3]
    if len(arguments) == 1:
        start, stop = 0, start
    if step == 0:
        raise Denied(f"{name} with a step of 0 never ends.")
    span = _span(start, stop)
    if span is not None and isinstance(step, int | float):
        span /= abs(step)
    if span is not None and span > LONGEST_SERIES:
        raise Denied(f"{name} would make {span:,.0f} rows; at most {LONGEST_SERIES:,}.")


def _span(start: Constant, stop: Constant) -> float | None:
    if isinstance(start, int | float) and isinstance(stop, int | float):
        return abs(stop - start)
    if isinstance(start, str) and isinstance(stop, str):
        try:
            return float(abs((date.fromisoformat(stop[:10]) - date.fromisoformat(start[:10])).days))
        except ValueError:
            return None
    return None


def _pattern(name: str, arguments: Sequence[Constant]) -> None:
    pattern = arguments[1] if len(arguments) > 1 else None
    if not isinstance(pattern, str):
        return
    if len(pattern) > LONGEST_PATTERN:
        raise Denied(f"The pattern of {name} has {len(pattern)} characters; at most {LONGEST_PATTERN}.")
    if any(int(n) > 1000 for n in re.findall(r"\{\d*,?(\d+)\}", pattern)):
        raise Denied(f"The pattern of {name} repeats more than 1,000 times.")


def check_backtracking(pattern: Constant) -> None:
    """For engines that search by trying: a repeated repetition, `(a+)+`, can take for ever on a short text."""
    if isinstance(pattern, str) and re.search(r"[+*}]\)?[+*{]|\([^()]*[+*][^()]*\)[+*{]", pattern):
        raise Denied(f"The pattern {pattern!r} repeats a repetition, which can take for ever.")


def _template(name: str, arguments: Sequence[Constant]) -> None:
    template = arguments[0] if arguments else None
    if not isinstance(template, str) or re.search(r"\d{4,}|[%{][^}a-zA-Z]*\*", template):
        raise Denied(f"{name} needs a written template with widths under 1,000.")


def _aggregate_name(name: str, arguments: Sequence[Constant]) -> None:
    called = arguments[1] if len(arguments) > 1 else None
    if not isinstance(called, str) or called.lower() not in PURE:
        raise Denied(f"{name} needs the name of a known aggregate, like 'sum'.")


_JUDGES: dict[str, Callable[[str, Sequence[Constant]], None]] = {
    **dict.fromkeys(("repeat", "lpad", "rpad", "space", "list_resize", "array_resize"), _text_size),
    **dict.fromkeys(("range", "generate_series", "sequence"), _series),
    **dict.fromkeys(("format", "printf"), _template),
    **dict.fromkeys(BY_NAME, _aggregate_name),
}
_PATTERNED = words("""
    regexp_matches regexp_full_match regexp_replace regexp_extract regexp_extract_all regexp_like regexp_substr
    regexp_count regexp_instr regexp_split regexp_match regexp_position string_split_regex str_split_regex
    regexp_split_to_array ~ !~
""")
_JUDGES |= dict.fromkeys(_PATTERNED, _pattern)
