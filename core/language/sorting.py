"""The order that is asked for: "sort by shortage, biggest first", "rank suppliers by delay"."""

from core.language.frame import Frame
from core.semantic.query import Group, Order


def read_order(frame: Frame) -> None:
    """ "sort by shortage, biggest first" """
    for number, item in list(frame.free()):
        if item.is_word("descending", "ascending"):
            frame.direction = item.is_word("descending")
            frame.take(number)
        elif item.is_word("sort") and not item.is_word("list"):
            frame.take(number)
            _sorted_by(frame, number)


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
        if entity := frame.entity(other):
            frame.take(other)
            frame.groups.append(Group(dimension=entity))
            frame.direction = True if frame.direction is None else frame.direction
            return
