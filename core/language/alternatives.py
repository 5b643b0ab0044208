"""States and names that a question offers as alternatives: "late or cancelled", "unpaid and overdue invoices"."""

from itertools import pairwise

from core.language.frame import Frame, any_of
from core.semantic.compile.defaults import values_of
from core.semantic.query import Fields, Filter, Is


def read_alternatives(frame: Frame) -> None:
    """Two filters with "or" between them hold either way; so do two that no row can be at once."""
    placed = sorted((f for f in frame.filters if isinstance(f, Is | Fields)), key=lambda f: frame.places.get(f, 99))
    for first, second in pairwise(placed):
        between = range(frame.places.get(first, 99) + 1, frame.places.get(second, 99))
        words = [n for n in between if not frame.items[n].filler or frame.is_word(n, "or", "and")]
        joint = words[0] if len(words) == 1 else None
        if joint is None or first not in frame.filters:
            continue
        if frame.is_word(joint, "or") or (frame.is_word(joint, "and") and _exclusive(frame, first, second)):
            _either(frame, first, second, joint)


def _either(frame: Frame, first: Filter, second: Filter, joint: int) -> None:
    place = frame.places[first]
    frame.filters = [f for f in frame.filters if f not in (first, second)]
    frame.take(joint)
    frame.narrow(any_of([first, second]), place)


def _exclusive(frame: Frame, first: Filter, second: Filter) -> bool:
    """Whether both are told by one column, and by other values of it."""
    sides = [values_of(f.state, frame.scope) if isinstance(f, Is) else None for f in (first, second)]
    left, right = sides
    return left is not None and right is not None and left[0] == right[0] and not left[1] & right[1]
