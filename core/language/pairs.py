"""Two figures or attributes as one: "revenue minus refunds", "the gap between A and B", "quantity times price"."""

from itertools import pairwise

from core.language.aggregates import aggregate_of
from core.language.amounts import is_numeric
from core.language.frame import Frame, equals
from core.semantic.query import Fields, Having, Term

APART = {"difference", "gap", "delta", "spread"}
FAR = 5
MORE = {
    "more": ">",
    "higher": ">",
    "larger": ">",
    "bigger": ">",
    "greater": ">",
    "less": "<",
    "fewer": "<",
    "lower": "<",
}


def read_pairs(frame: Frame) -> None:
    for number, item in list(frame.free()):
        if number in frame.used:
            continue
        text = item.text.lower()
        if text.split()[-1] in APART or (text.endswith(("between", "of", "in")) and text.split()[0] in APART):
            _difference(frame, number)
        elif item.is_word("minus"):
            _of_neighbours(frame, number, "-")
        elif item.is_word("times"):
            _of_neighbours(frame, number, "*")
        elif item.is_word("share"):
            _share(frame, number)
        elif text in MORE:
            _more_than(frame, number, MORE[text])


def _difference(frame: Frame, number: int) -> None:
    """ "difference between A and B": of two figures, of one figure for two names, or of two attributes."""
    sides = _two_after(frame, number)
    if sides is None:
        return
    first, last = sides
    taken = (
        number,
        *(n for n in range(first, last + 1) if frame.is_word(n, "and", "between")),
        *_openings(frame, number),
    )
    if frame.items[first].found and frame.items[last].found:
        if _of_names(frame, first, last):
            frame.take(*taken)
    elif _combined(frame, first, last, "-", number):
        frame.take(first, last, *taken)


def _openings(frame: Frame, number: int) -> list[int]:
    return [n for n in range(number, min(len(frame.items), number + FAR)) if frame.is_word(n, "between")]


def _two_after(frame: Frame, number: int) -> tuple[int, int] | None:
    """The two things that stand behind, with "and" between them."""
    named = [
        n
        for n in range(number + 1, min(len(frame.items), number + 2 * FAR))
        if frame.items[n].found or frame.measure(n) or frame.dimension(n)
    ]
    for first, last in pairwise(named):
        if any(frame.is_word(n, "and", "compare") for n in range(first + 1, last)):
            return first, last
    return None


def _of_names(frame: Frame, first: int, last: int) -> bool:
    """ "difference in revenue between WH001 and WH002": names that were read as one list are taken apart."""
    both = next(
        (f for f in frame.filters if isinstance(f, Fields) and f.op == "in" and frame.places.get(f) == first), None
    )
    at = next((n for n, _ in frame.free() if frame.measure(n) and not frame.is_word(n - 1, "by", "each")), None)
    measure = frame.measure(at) if at is not None else None
    if both is None or at is None or measure is None or not isinstance(both.value, tuple) or len(both.value) != 2:
        return False
    one, other = (equals(both.field, [str(value)]) for value in both.value)
    frame.filters.remove(both)
    frame.take(at)
    less = Term(measure=measure, where=other)
    frame.terms.append(Term(measure=measure, where=one, less=less, **{"as": "difference"}))
    return True


def _of_neighbours(frame: Frame, number: int, sign: str) -> None:
    """ "revenue minus refunds", "quantity times price"."""
    before = next((n for n in range(number - 1, max(-1, number - 3), -1) if not frame.items[n].filler), None)
    after = frame.next_content(number + 1, 3)
    if before is not None and after is not None and _combined(frame, before, after, sign, number):
        frame.take(before, number, after)


def _combined(frame: Frame, first: int, last: int, sign: str, number: int) -> bool:
    """Of two figures their difference; of two attributes an aggregate of what they make on each row."""
    measures = frame.measure(first), frame.measure(last)
    attributes = frame.dimension(first), frame.dimension(last)
    said = next((n for n in range(max(0, number - 3), number) if aggregate_of(frame, n)), None)
    summed = any(item.is_word("sum") for item in frame.items)
    rows = all(name and is_numeric(frame, name) for name in attributes) and _on_one_row(frame, *attributes)
    if rows and (said is not None or sign == "*" or not all(measures)):
        agg = (aggregate_of(frame, said) if said is not None else None) or ("sum" if summed or sign == "*" else "avg")
        frame.take(*([said] if said is not None else []))
        frame.terms.append(Term(agg=agg, of=f"{attributes[0]} {sign} {attributes[1]}"))
        return True
    if sign == "-" and measures[0] and measures[1] and measures[0] != measures[1]:
        less = Term(measure=measures[1])
        frame.terms.append(Term(measure=measures[0], less=less, **{"as": "difference"}))
        return True
    return False


def _on_one_row(frame: Frame, first: str | None, last: str | None) -> bool:
    senses = frame.senses
    return bool(first and last) and senses.linked(
        senses.home("dimension", first or ""), senses.home("dimension", last or "")
    )


def _share(frame: Frame, number: int) -> None:
    """ "refunds as a share of sales", "ratio of refunds to sales": one figure in another."""
    of = " of" in f" {frame.items[number].text.lower()}" or _text(frame, number + 1) == "of"
    before = next((n for n in range(number - 1, max(-1, number - FAR), -1) if not frame.items[n].filler), None)
    after = next((n for n in range(number + 1, min(len(frame.items), number + FAR)) if frame.measure(n)), None)
    if (
        not of
        or before is None
        or after is None
        or frame.measure(before) is None
        or frame.items[number - 1].number is not None
    ):
        return
    part, whole = frame.measure(before), frame.measure(after)
    thing = frame.senses.of(frame.items[before], "entity") and _text(frame, before + 1) != "as"
    if thing or part == whole or part is None or whole is None or _ratio(frame, part):
        return
    frame.take(before, number, after)
    frame.terms.append(Term(measure=part, over=Term(measure=whole), **{"as": "share"}))


def _ratio(frame: Frame, measure: str) -> bool:
    return frame.scope.model.measures[measure].unit == "ratio"


def _more_than(frame: Frame, number: int, sign: str) -> None:
    """ "more stock than their maximum": attributes of a row; "more returns than sales": figures of a group."""
    first = frame.next_content(number + 1, 2)
    than = frame.next_content(first + 1, 2) if first is not None else None
    if first is None or than is None or frame.items[than].text.lower() != "than":
        return
    last = frame.next_content(than + 1, 3)
    if last is not None and frame.is_word(last, "those") and not frame.items[last].content:
        last = frame.next_content(last + 1, 2)
    left = frame.dimension(first)
    right = _elliptic(frame, first, last) if last is not None else None
    if last is None:
        return
    if left and right and left.split(".")[0] == right.split(".")[0]:
        frame.take(number, first, than, last)
        frame.narrow(Fields(field=left, op=sign, other=right), number)
        return
    figure, other = frame.measure(first), frame.measure(last)
    if figure and other and figure != other:
        frame.take(number, first, than, last)
        frame.having.append(Having(measure=Term(measure=figure), op=sign, other=Term(measure=other)))


def _elliptic(frame: Frame, first: int, last: int) -> str | None:
    """ "more stock than their maximum (stock)"."""
    spoken = {frame.items[last].text.lower(), f"{frame.items[last].text} {frame.items[first].text}".lower()}
    known = frame.scope.model.dimensions.values()
    named = (
        d.name for d in known if spoken & {d.label.lower(), *d.synonyms} and frame.senses.visible("dimension", d.name)
    )
    return next((name for name in named if is_numeric(frame, name)), None)


def _text(frame: Frame, number: int) -> str:
    return frame.items[number].text.lower() if number < len(frame.items) else ""
