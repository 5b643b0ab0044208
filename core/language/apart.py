"""Parts of a question that belong together and were taken apart: two times, two names with a time each, two figures."""

from itertools import pairwise, permutations

from core.language.frame import Frame
from core.language.items import Item
from core.semantic.compile.cells import parts
from core.semantic.query import Fields, In, Not, Or, Query


def taken_apart(frame: Frame, query: Query) -> str | None:
    """Why what was read is another question; None where nothing speaks against it."""
    return (
        _names_with_times(frame)
        or _never_so(frame, query)
        or _within_another(frame, query)
        or _one_of_two(frame, query)
    )


def _names_with_times(frame: Frame) -> str | None:
    """ "pumps in May and bearings in June": two names with a time each are two questions."""
    kinds = [kind for item in frame.items if (kind := _kind(item))]
    for (first, second), (third, fourth) in pairwise([*pairwise(kinds)][::2]):
        if {first, second} == {third, fourth} and "time" in (first, second) and first != second:
            return "That is two things with a time each. Ask for one of them at a time."
    return None


def _kind(item: Item) -> str | None:
    if item.when is not None and item.when.period is not None:
        return "time"
    return item.found.values[0].dimension.split(".")[0] if item.found else None


def _never_so(frame: Frame, query: Query) -> str | None:
    """ "in WH001 but not in WH002" of one row that has only one of them: the second says nothing."""
    filters = parts(query.where) if query.where is not None else ()
    wanted = {f.field for f in filters if isinstance(f, Fields) and f.op in ("=", "in") and f.query is None}
    denied = {f.negated.field for f in filters if isinstance(f, Not) and isinstance(f.negated, Fields)}
    both = {name for name in wanted & denied if query.measures or _on_each_row(frame, query, name)}
    if both:
        label = frame.scope.dimension(both.pop()).label
        return f"One {label} is asked for and another shut out: each row has only one. What should be compared?"
    return None


def _on_each_row(frame: Frame, query: Query, name: str) -> bool:
    source = frame.scope.entity(query.rows or "").sources[0]
    return any(place.rpartition(".")[0] in frame.scope.reach(source) for place in frame.scope.dimension(name).at)


def _within_another(frame: Frame, query: Query) -> str | None:
    """ "on Saturday or Sunday this year": either of two times, one inside the other, is only the longer one."""
    today = frame.scope.today
    either = [f for f in (parts(query.where) if query.where else ()) if isinstance(f, Or)]
    spans = [f.period.days(today) for one in either for f in one.any if isinstance(f, In)]
    for first, second in permutations(spans, 2):
        starts = second[0] is None or (first[0] is not None and first[0] >= second[0])
        ends = second[1] is None or (first[1] is not None and first[1] <= second[1])
        if starts and ends and first != second:
            return "Two times of which one lies within the other: which of them is meant?"
    return None


def _one_of_two(frame: Frame, query: Query) -> str | None:
    """ "how many … and what share": two figures; "in both May and June": either of them is not both."""
    counts = [n for n, item in enumerate(frame.items) if item.is_word("count") and not item.content]
    shares = [n for n, item in enumerate(frame.items) if item.is_word("share") and not item.content]
    for first, last in ((min(a, b), max(a, b)) for a in counts for b in shares):
        joined = any(frame.is_word(n, "and") for n in range(first + 1, last))
        if joined and len(query.measures) < 2:
            return "That asks for a number and a share. Ask for one of them at a time."
    both = next((n for n, item in enumerate(frame.items) if item.text.lower() == "both"), None)
    either = [f for f in (parts(query.where) if query.where is not None else ()) if isinstance(f, Or)]
    timed = any(isinstance(f, In) for one in either for f in one.any)
    if both is not None and timed and not any(group.grain for group in query.by):
        return "In both of these times, or in either of them?"
    return None
