"""Averages and extremes: of an attribute, or of a figure's groups."""

from core.language.frame import Frame
from core.semantic.model import Measure
from core.semantic.query import Aggregate, Term

WORDS: tuple[Aggregate, ...] = ("avg", "median", "min", "max", "sum")
SAID = {"avg": ("average", "mean"), "min": ("lowest", "minimum"), "max": ("highest", "maximum"), "sum": ("total",)}


def read_joined(frame: Frame) -> None:
    """ "min, max and average lead time", "max delay per supplier": before any of them is taken for a ranking."""
    for number, item in list(frame.free()):
        if number in frame.used or not item.is_word(*WORDS, "most", "least"):
            continue
        at = _noun_behind(frame, number)
        if at is None:
            continue
        words = _joined_words(frame, number, at)
        if len(words) + (frame.measure(at) is not None) > 2 and _several(frame, number, at, words):
            continue
        if words in (["min"], ["max"]) and _extreme_by_group(frame, number, at):
            frame.take(number, at)
            frame.terms.append(Term(agg=words[0], of=_number_of(frame, at)))


def read_aggregate(frame: Frame, number: int) -> None:
    """ "average invoice amount": the measure that says so, an aggregate of an attribute, or of a figure's groups."""
    word = aggregate_of(frame, number)
    if word is None:  # only "distinct"
        frame.take(number)
        return
    at = _noun_behind(frame, number)
    while at is not None and at in frame.used and (frame.items[at].grain or frame.items[at].filler):
        at = frame.next_content(at + 1, 3)
    frame.take(number)
    if at is None:
        if word in ("avg", "median") and number == len(frame.items) - 1:
            _said_last(frame, number, word)
            if not frame.terms and frame.groups and any(item.is_word("count") for item in frame.items):
                frame.aggregate = word  # "how many orders per customer on average"
        return
    if _several(frame, number, at, _joined_words(frame, number, at)) or _of_groups(frame, number, at, word):
        return
    measure, attribute = frame.measure(at), _number_of(frame, at)
    if named := _named(frame, word, frame.items[at].text):
        frame.take(at)
        frame.terms.append(Term(measure=named))
    elif attribute and (measure is None or word in ("median", "min", "max")):
        frame.take(at)
        frame.terms.append(Term(agg=word, of=attribute))
    elif measure and word == "avg" and (better := _average_of(frame, measure)):
        frame.take(at)
        frame.terms.append(Term(measure=better))


def aggregate_of(frame: Frame, number: int) -> Aggregate | None:
    """What a word aggregates by; a superlative names an end."""
    word = next((kind for kind in WORDS if frame.is_word(number, kind)), None)
    ends: tuple[tuple[str, Aggregate], ...] = (("most", "max"), ("least", "min"))
    return word or next((end for kind, end in ends if frame.is_word(number, kind)), None)


def _said_last(frame: Frame, number: int, word: Aggregate) -> None:
    """ "how many days overdue are orders on average": of the attribute that was named before."""
    for back in range(number - 1, -1, -1):
        if back not in frame.used and (attribute := _number_of(frame, back)) and not frame.measure(back):
            frame.take(back, *(n for n in range(back) if frame.is_word(n, "count", "much")))
            named = _named(frame, word, frame.items[back].text)
            frame.terms.append(Term(measure=named) if named else Term(agg=word, of=attribute))
            return


def _several(frame: Frame, number: int, at: int, words: list[Aggregate]) -> bool:
    """Several aggregates of one noun, which may be an attribute or a measure that is its average."""
    attribute, measure = _number_of(frame, at), frame.measure(at)
    if attribute is None and measure and words and (attribute := _averaged(frame, measure)):
        words = [*dict.fromkeys([*words, "avg"])]
    if attribute is None or len(words) < 2:
        return False
    frame.terms += [Term(agg=each, of=attribute) for each in words]
    frame.take(*range(number, at + 1))
    return True


def _of_groups(frame: Frame, number: int, at: int, word: Aggregate) -> bool:
    """ "average monthly revenue", "average revenue per customer": of those groups, not by them."""
    measure = frame.measure(at)
    additive = measure is not None and frame.scope.model.measures[measure].additive
    if not additive or word == "sum" or not _per_groups(frame, number):
        return False
    frame.aggregate = word
    return True


def _per_groups(frame: Frame, number: int) -> bool:
    after = frame.next_content(number + 1, 2)
    stepped = after is not None and frame.items[after].grain is not None
    return bool(frame.groups) and (stepped or any(item.text.lower() == "per" for item in frame.items))


def _noun_behind(frame: Frame, number: int) -> int | None:
    at = frame.next_content(number + 1, 3)
    while at is not None and frame.is_word(at, *WORDS, "most", "least", "and", "count"):
        after = frame.next_content(at + 1, 3)
        if _names(frame, at) and not (after is not None and after == at + 1 and _names(frame, after)):
            return at  # "maximum" alone may be an attribute; before another noun it is none
        at = after
    return at


def _names(frame: Frame, number: int) -> bool:
    return bool(frame.dimension(number) or frame.measure(number))


def _number_of(frame: Frame, number: int) -> str | None:
    """The attribute with an amount that a word names."""
    dimension = frame.dimension(number)
    return dimension if dimension and frame.scope.model.dimensions[dimension].unit else None


def _joined_words(frame: Frame, number: int, at: int) -> list[Aggregate]:
    """ "min, average and max of": every aggregate before the noun they share."""
    found: list[Aggregate] = []
    for place in range(number, at):
        item = frame.items[place]
        if kind := aggregate_of(frame, place):
            found.append(kind)
        elif not (item.filler or item.is_word("and", "count")):
            return []
    return found


def _extreme_by_group(frame: Frame, number: int, at: int) -> bool:
    """ "max delay per supplier", "highest order value of each customer": an extreme of rows, no ranking of groups."""
    plain = frame.items[number].text.lower() in (
        "max",
        "min",
        "maximum",
        "minimum",
        "largest",
        "highest",
        "longest",
        "biggest",
    )
    grouped = any(frame.is_word(n, "by", "each") for n in range(at + 1, len(frame.items)))
    asks = any(item.is_word("which") for item in frame.items)
    return plain and grouped and not asks and _number_of(frame, at) is not None


def _named(frame: Frame, word: Aggregate, noun: str) -> str | None:
    """The measure that is called "average …"."""
    spoken = {f"{said} {noun.lower()}" for said in SAID.get(word, ())}
    known = (m for m in frame.scope.model.measures.values() if frame.senses.visible("measure", m.name))
    return next((m.name for m in known if spoken & {name.lower() for name in (m.label, *m.synonyms)}), None)


def _averaged(frame: Frame, name: str) -> str | None:
    """The attribute that a measure is the average of: by its definition, or by what it is called."""
    model = frame.scope.model
    measure = model.measures[name]
    sql = measure.sql or ""
    inside = sql[len("avg(") : -1] if sql.startswith("avg(") else ""
    bare = {
        word.lower().removeprefix("average ") for word in (measure.label, *measure.synonyms) if _is_average(measure)
    }
    for dimension in model.dimensions.values():
        called = bare & {dimension.label.lower(), *(each.lower() for each in dimension.synonyms)}
        if (inside and inside in (dimension.sql, *dimension.at)) or (called and dimension.unit == measure.unit):
            return dimension.name
    return None


def _is_average(measure: Measure) -> bool:
    return measure.label.lower().startswith("average ")


def _average_of(frame: Frame, measure: str) -> str | None:
    """The measure that averages what another sums up, over the same fact."""
    model = frame.scope.model
    total = model.measures[measure]
    for name, other in model.measures.items():
        if other.fact == total.fact and other.sql == (total.sql or "").replace("sum(", "avg("):
            return name
    return None
