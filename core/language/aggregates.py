"""Averages and extremes: of an attribute, or of a figure's groups."""

from core.language.frame import Frame
from core.semantic.query import Term

WORDS = ("avg", "median", "min", "max", "sum")


def read_joined(frame: Frame) -> None:
    """ "min, max and average lead time": before any of them is taken for a ranking."""
    for number, item in list(frame.free()):
        if number in frame.used or not item.is_word(*WORDS, "most", "least"):
            continue
        at = _noun_behind(frame, number)
        if at is not None and len(_joined_words(frame, number, at)) + (frame.measure(at) is not None) > 2:
            read_aggregate(frame, number)


def _noun_behind(frame: Frame, number: int) -> int | None:
    at = frame.next_content(number + 1, 3)
    while at is not None and frame.is_word(at, *WORDS, "most", "least", "and") and not _names(frame, at):
        at = frame.next_content(at + 1, 3)
    return at


def _names(frame: Frame, number: int) -> bool:
    return bool(frame.dimension(number) or frame.measure(number))


def read_aggregate(frame: Frame, number: int) -> None:
    """ "average invoice amount" where no measure says it: an aggregate of an attribute."""
    word = next((k for k in WORDS if frame.is_word(number, k)), None)
    if word is None:
        if frame.is_word(number, "distinct"):
            frame.take(number)
            return
        word = "max" if frame.is_word(number, "most") else "min"
    at = _noun_behind(frame, number)
    while at is not None and at in frame.used and (frame.items[at].grain or frame.items[at].filler):
        at = frame.next_content(at + 1, 3)
    if at is None:
        frame.take(number)
        return
    words = _joined_words(frame, number, at)
    dimension, measure = frame.dimension(at), frame.measure(at)
    if len(words) > 1 and dimension and frame.scope.model.dimensions[dimension].unit:
        frame.terms += [Term(agg=each, of=dimension) for each in words]
        frame.take(*range(number, at + 1))
        return
    twin = _averaged(frame, measure) if measure and words and dimension is None else None
    if twin:
        frame.terms += [Term(agg=each, of=twin) for each in dict.fromkeys([*words, "avg"])]
        frame.take(*range(number, at + 1))
        return
    additive = measure is not None and frame.scope.model.measures[measure].additive
    if word == "avg" and additive and frame.groups and _adjective(frame, number):
        frame.take(number)
        frame.aggregate = word
        return
    if (
        dimension
        and (measure is None or word in ("median", "min", "max"))
        and frame.scope.model.dimensions[dimension].unit
    ):
        frame.take(number, at)
        frame.terms.append(Term(agg=word, of=dimension))
    elif measure and word == "avg" and (better := _average_of(frame, measure)):
        frame.take(number, at)
        frame.terms.append(Term(measure=better))
    else:
        frame.take(number)
        if word in ("avg", "median", "max", "min") and frame.groups and additive and _per_groups(frame, number):
            frame.aggregate = word


def _per_groups(frame: Frame, number: int) -> bool:
    """ "average monthly revenue", "average revenue per customer": of those groups, not by them."""
    return _adjective(frame, number) or any(item.text.lower() == "per" for item in frame.items)


def _adjective(frame: Frame, number: int) -> bool:
    after = frame.next_content(number + 1, 2)
    return after is not None and frame.items[after].grain is not None


def _joined_words(frame: Frame, number: int, at: int) -> list[str]:
    """ "min, average and max of": every aggregate before the noun they share."""
    found = []
    for place in range(number, at):
        item = frame.items[place]
        kind = next((k for k in WORDS if item.is_word(k)), None)
        kind = kind or ("max" if item.is_word("most") else "min" if item.is_word("least") else None)
        if kind is None and not (item.filler or item.is_word("and")):
            return []
        found += [kind] if kind else []
    return found


def _averaged(frame: Frame, measure: str) -> str | None:
    """The attribute that a measure is the average of."""
    model = frame.scope.model
    sql = model.measures[measure].sql or ""
    inside = sql[len("avg(") : -1] if sql.startswith("avg(") else ""
    return next((d.name for d in model.dimensions.values() if inside and inside in (d.sql, *d.at)), None)


def _average_of(frame: Frame, measure: str) -> str | None:
    """The measure that averages what another sums up, over the same fact."""
    model = frame.scope.model
    total = model.measures[measure]
    for name, other in model.measures.items():
        if other.fact == total.fact and other.sql == (total.sql or "").replace("sum(", "avg("):
            return name
    return None
