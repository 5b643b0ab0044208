"""The order that is asked for: "sort by shortage, biggest first", "rank suppliers by delay"."""

from core.language.frame import Frame
from core.language.recent import EARLY, LATE
from core.semantic.query import Group, Order


def read_order(frame: Frame) -> None:
    """ "sort by shortage, biggest first" """
    for number, item in list(frame.free()):
        if item.text.lower() == "first" and _said_first(frame, number):
            continue
        if item.is_word("descending", "ascending"):
            frame.direction = item.is_word("descending")
            frame.take(number)
        elif item.is_word("sort") and not item.is_word("list"):
            frame.take(number)
            _sorted_by(frame, number)


def _said_first(frame: Frame, number: int) -> bool:
    """ "newest year first", "highest revenue first": the end of an order, and what it goes by."""
    end = next((n for n in range(max(0, number - 4), number) if _superlative(frame, n) is not None), None)
    at = frame.next_content(end + 1, 3) if end is not None else None
    if end is None or at is None or at >= number:
        return False
    name = _column(frame, at)
    descending = _superlative(frame, end)
    if name is None or descending is None:
        return False
    frame.take(*range(end, number + 1))
    frame.order.append(Order(by=name, descending=descending))
    return True


def _superlative(frame: Frame, number: int) -> bool | None:
    text = frame.items[number].text.lower()
    if text in LATE or frame.is_word(number, "most", "best"):
        return True
    return False if text in EARLY or frame.is_word(number, "least", "worst") else None


def _column(frame: Frame, number: int) -> str | None:
    """What the answer has as a column: a figure, an attribute, or time itself."""
    named = [group.dimension for group in frame.groups]
    if frame.items[number].grain and not frame.measure(number):
        word = frame.items[number].text.lower()
        timed = [g for g in frame.groups if g.grain or word in g.dimension.replace(".", "_").split("_")]
        later = [n for n in range(number) if word in frame.items[n].text.lower().split() and frame.dimension(n)]
        return timed[0].dimension if timed else frame.dimension(later[0]) if later else None
    dimension = frame.dimension(number)
    return frame.measure(number) or (dimension if dimension in named or frame.listed else None)


def _sorted_by(frame: Frame, number: int) -> None:
    """ "sort by X": the column; "rank X by Y": X is grouped, Y is the order."""
    by = next((n for n in range(number + 1, len(frame.items)) if frame.is_word(n, "by")), None)
    spoken = frame.items[number].text.lower()
    if by is None and not spoken.endswith("by"):
        frame.direction = True if frame.direction is None else frame.direction
        if spoken.startswith("rank"):
            _ranked_noun(frame, number)
        return
    target = by if by is not None else number
    if spoken.startswith("rank") and by is not None:
        _ranked_noun(frame, number)
    for other in range(target + 1, min(len(frame.items), target + 5)):
        name = frame.measure(other)
        if frame.is_word(other, "count"):
            continue
        if name is None and (entity := frame.entity(other)):
            name = frame.count_of(entity)
        dimension = frame.dimension(other)
        if name or dimension:
            frame.order.append(Order(by=name or dimension or "", descending=bool(name)))
            if by is not None:
                frame.take(by)
            if not (spoken.startswith("rank") and name):
                frame.take(other)
            if dimension and not name:
                frame.columns.append(dimension)
            return


def _ranked_noun(frame: Frame, number: int) -> None:
    for other in range(number + 1, min(len(frame.items), number + 5)):
        if frame.is_word(other, "by"):
            return
        name = frame.entity(other) or (frame.dimension(other) if frame.measure(other) is None else None)
        if name:
            frame.take(other)
            frame.groups.append(Group(dimension=name))
            frame.direction = True if frame.direction is None else frame.direction
            return
