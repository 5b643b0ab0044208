"""Superlatives that say what they are about: the tallest by its height, the most expensive by its price."""

from core.language.frame import Frame
from core.language.rankings import is_ranked_by

LASTING = {
    "duration",
    "length",
    "minutes",
    "hours",
    "days",
    "nights",
    "runtime",
    "milliseconds",
    "seconds",
    "pages",
    "distance",
}  # how long something is
SIZES = {"size", "capacity", "population", "area", "seats", "beds", "surface"}
SAID_OF = {
    "tallest highest": {"height", "elevation", "altitude"},
    "heaviest lightest": {"weight"},
    "fastest slowest quickest": {"speed", "velocity"},
    "farthest furthest nearest closest": {"distance"},
    "widest narrowest": {"width"},
    "hottest coldest warmest": {"temperature"},
    "richest poorest": {"worth", "income", "wealth"},
    "deepest": {"depth"},
    "populous": {"population"},
}


def by_adjective(frame: Frame, number: int, entity: str) -> str | None:
    """ "most expensive product", "longest appointment": the one attribute that the adjective can be about."""
    said = frame.items[number].text.lower()
    known = [d for d in frame.scope.model.dimensions.values() if d.entity == entity and is_ranked_by(frame, d.name)]
    if any(item.is_word("by") for item in frame.items[number:]) or frame.terms or frame.order:
        return None
    if any(word in said for word in ("expensive", "cheap", "pric", "dear")):
        fits = [d for d in known if "price" in d.label.split()] or [d for d in known if d.unit == "money"]
    elif said in ("longest", "shortest"):
        fits = [d for d in known if {*d.label.split()} & LASTING or d.unit == "days"]
    elif said in ("biggest", "largest", "smallest", "greatest"):
        fits = [d for d in known if {*d.label.split()} & SIZES] or [d for d in known if d.unit == "money"]
    else:
        words = {word for said_of, named in SAID_OF.items() if said.split()[-1] in said_of.split() for word in named}
        fits = [d for d in known if {*d.label.split()} & words]
    return fits[0].name if len(fits) == 1 else None
