"""What a question is broken down by: "by warehouse and month", "per supplier", "for each region"."""

from dataclasses import replace

from core.language.frame import Frame
from core.language.moments import is_date
from core.language.rankings import is_ranked_by, rank_rows
from core.semantic.query import Group, Order


def read_groups(frame: Frame) -> None:
    for number, item in list(frame.free()):
        if number in frame.used or not item.is_word("by", "each", "breakdown"):
            continue
        _group_after(frame, number)
    for number, item in list(frame.free()):
        if item.is_word("and") and _joins_on(frame, number):
            frame.take(number)


def _joins_on(frame: Frame, number: int) -> bool:
    """ "by quarter and warehouse": the step in time is known already."""
    before, after = number - 1, frame.next_content(number + 1, 3)
    stepped = (
        before > 0 and frame.items[before].grain and before in frame.used and frame.is_word(before - 1, "by", "each")
    )
    wanted = after is not None and after not in frame.used and _groupable(frame, after)
    return bool(stepped and wanted and after is not None and _one_group(frame, after))


def _group_after(frame: Frame, number: int) -> None:
    """The nouns behind "by", joined by "and"; behind a ranking "by" names the measure instead."""
    at: int | None = frame.next_content(number + 1, 5)
    if at is not None and frame.is_word(number, "by") and _dates_the_period(frame, number, at):
        return
    if at is not None and _compound(frame, at):
        frame.take(at)
        frame.items[at] = replace(frame.items[at], senses=(), filler=True)
        at += 1
    took = False
    while at is not None:
        if frame.is_word(at, "each", "by") and at not in frame.used:
            frame.take(at)
            at = frame.next_content(at + 1, 3)
            continue
        if at in frame.used or not _one_group(frame, at):
            break
        took = True
        after = frame.next_content(at + 1, 2)
        if after is None or not (frame.is_word(after, "and") or frame.items[after].filler):
            break
        following = frame.next_content(after + 1, 3)
        if following is None or not _groupable(frame, following):
            break
        frame.take(after)
        at = following
    if took or frame.is_word(number, "each", "breakdown"):
        frame.take(number)


def _dates_the_period(frame: Frame, number: int, at: int) -> bool:
    """ "this year, by booking date": what the period goes by, no step in time."""
    last = frame.items[at].text.lower().endswith("date")
    spoken = last or (frame.is_word(at + 1, "period_word") and frame.items[at + 1].text.lower() == "date")
    date = _date(frame, at) if spoken and frame.periods and frame.date is None else None
    if date is None or frame.measure(at):
        return False
    frame.take(number, at, *([] if last else [at + 1]))
    frame.date = date
    return True


def _compound(frame: Frame, at: int) -> bool:
    """ "per claims handler": of two things in a row the second one is meant."""
    if at + 1 >= len(frame.items) or at in frame.used or at + 1 in frame.used or frame.items[at + 1].named("measure"):
        return False
    first, last = (frame.senses.of(frame.items[n], "entity") for n in (at, at + 1))
    return bool(first and last and first != last)


def _groupable(frame: Frame, number: int) -> bool:
    item = frame.items[number]
    return bool(item.grain or frame.entity(number) or frame.senses.all(item, "dimension")) and not (
        frame.measure(number) and not frame.entity(number)
    )


def _one_group(frame: Frame, number: int) -> bool:
    item = frame.items[number]
    if item.grain:
        frame.take(number)
        _add(frame, Group(dimension=_date_beside(frame, number) or "date", grain=item.grain))
        return True
    if number + 1 < len(frame.items) and frame.items[number + 1].grain and (date := _date(frame, number)):
        frame.take(number, number + 1)
        frame.date = frame.date or date
        _add(frame, Group(dimension=date, grain=frame.items[number + 1].grain))
        return True
    measure, entity = frame.measure(number), frame.entity(number)
    spoken = {"number", "count"} & set(item.text.lower().split())
    ranked = (frame.limit is not None or frame.superlative is not None) and not frame.is_word(number - 1, "each")
    other = bool(ranked and frame.groups and entity and not _belongs(frame, frame.groups[0].dimension, entity))
    if entity and measure == frame.scope.model.entities[entity].count and not spoken and not other:
        measure = None
    if ranked and measure is None and _ranked_rows(frame, number):
        return True
    if measure and (entity is None or ranked or spoken) and not _is_label(frame, number):
        frame.take(number)
        frame.order.append(Order(by=measure, descending=frame.superlative is not False))
        return True
    if entity and frame.is_word(number + 1, "period_word"):
        return False  # "by booking date": no date is called so
    if entity:
        frame.take(number)
        _add(frame, Group(dimension=entity))
        return True
    if dimension := frame.dimension(number):
        frame.take(number)
        _add(frame, Group(dimension=dimension))
        return True
    return False


def _date_beside(frame: Frame, number: int) -> str | None:
    """ "by month of check-out" """
    at = (
        frame.next_content(number + 2, 2)
        if number + 1 < len(frame.items) and frame.items[number + 1].text == "of"
        else None
    )
    date = _date(frame, at) if at is not None else None
    frame.take(*([at] if date and at is not None else []))
    return date


def _date(frame: Frame, number: int) -> str | None:
    names = [name for name in frame.senses.all(frame.items[number], "dimension") if is_date(frame, name)]
    return max(names, key=lambda n: frame.senses.fit(frame.items[number], "dimension", n), default=None)


def _belongs(frame: Frame, ranked: str, entity: str) -> bool:
    """Whether what is ranked has one of the other: "top products by supplier" names no figure."""
    entities = frame.scope.model.entities
    if ranked not in entities or ranked == entity or entities[entity].date is None:  # what exists is grouped by,
        return True  # what happens is counted
    return any(entities[entity].sources[0] in frame.scope.reach(source) for source in entities[ranked].sources)


def _ranked_rows(frame: Frame, number: int) -> bool:
    """ "top 5 orders by days overdue": by an attribute of each, no figure of a group."""
    attribute = frame.dimension(number)
    ranked = frame.groups[0].dimension if frame.groups else None
    owner = attribute.split(".")[0] if attribute else None
    if attribute is None or ranked is None or owner != ranked or not is_ranked_by(frame, attribute):
        return False
    frame.take(number)
    rank_rows(frame, attribute)
    frame.groups.pop(0)
    return True


def _is_label(frame: Frame, number: int) -> bool:
    return frame.senses.all(frame.items[number], "dimension") != [] and frame.limit is None and not frame.order


def _add(frame: Frame, group: Group) -> None:
    if group not in frame.groups:
        frame.groups.append(group)
