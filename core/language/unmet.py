"""Small words that ask for more than was read: "all paid", "first and last", "the same for", "on the due date"."""

import re

from core.language.frame import Frame
from core.language.recent import EARLY, LATE
from core.semantic.compile.cells import parts
from core.semantic.query import Is, Query

ON = ("on", "at", "until", "by")
ARTICLES = ("the", "a", "an", "its", "their", "that")
NULL, FULL = re.compile(r"([\w.]+) is null"), re.compile(r"([\w.]+) is not null")


def unmet(frame: Frame, query: Query) -> str | None:
    """What was asked beyond the query; None where nothing was."""
    return (
        _all_of_them(frame)
        or _both_ends(frame, query)
        or _the_same(frame)
        or _no_column(frame, query)
        or _never_both(frame, query)
    )


def _all_of_them(frame: Frame) -> str | None:
    """ "vendors whose invoices are all paid": every one of them, not those that are."""
    for number in range(1, len(frame.items) - 1):
        before, item, after = frame.items[number - 1 : number + 2]
        told = after.named("condition") or after.found
        if item.text.lower() == "all" and before.text.lower() in ("is", "are", "were", "was") and told:
            return f"Only where all are {after.text}? That cannot be asked yet; those that are {after.text} can."
    return None


def _both_ends(frame: Frame, query: Query) -> str | None:
    """ "first and last order date" are two."""
    said = [n for n, item in enumerate(frame.items) if item.text.lower() in EARLY | LATE and not item.named("measure")]
    ends = {frame.items[n].text.lower() in LATE for n in said}
    joined = len(said) == 2 and any(frame.is_word(n, "and") for n in range(said[0], said[1]))
    if len(ends) == 2 and joined and not {"min", "max"} <= {term.agg for term in query.measures}:
        return "The first and the last of it are two. Ask for one of them at a time."
    return None


def _the_same(frame: Frame) -> str | None:
    item = next((i for i in frame.items if i.is_word("instead") and "same" in i.text.lower().split()), None)
    return f"{item.text!r}: say in full what is to be the same." if item and not frame.follow_up else None


def _no_column(frame: Frame, query: Query) -> str | None:
    """ "not delivered on the due date": what something happened on is no column of a list."""
    shown = {group.dimension for group in query.by} if query.rows else set()
    for number, item in enumerate(frame.items):
        before = [frame.items[n].text.lower() for n in range(max(0, number - 2), number)]
        small = [word for word in before if word not in ARTICLES]
        if (
            {*item.named("dimension")} & shown
            and small
            and small[-1].split()[-1] in ON
            and not frame.is_word(number - 1, "by")
        ):
            return f"I could not place {small[-1]} {item.text!r} in that question."
    return None


def _never_both(frame: Frame, query: Query) -> str | None:
    """Two states that no row can be in at once: one wants a date to be there, the other to be missing."""
    states = [f.state for f in (parts(query.where) if query.where is not None else ()) if isinstance(f, Is)]
    told = [frame.scope.condition(name).when for name in states]
    plain = [text for text in told if " or " not in text]
    empty = {place for text in plain for place in NULL.findall(text)}
    if empty & {place for text in plain for place in FULL.findall(text)}:
        labels = " and ".join(frame.scope.condition(name).label for name in states)
        return f"Nothing is {labels} at once. Which of them is meant?"
    return None
