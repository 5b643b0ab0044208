"""How far a "not" reaches: one scan back from what it may deny, over small words and what it is joined to."""

from core.language.frame import Frame
from core.language.items import Item

SMALL = ("any", "distinct", "those", "including", "list")  # words that a denial reaches over
NARROW = {"not", "no", "never"}  # these deny what follows up to an "and"


def refused(frame: Frame, number: int, far: int = 6) -> bool:
    """Whether "not", "without" or "except" stands before an item; takes the word."""
    back = denial_of(frame, number, far)
    if back is None:
        return False
    frame.take(back)
    return True


def denial_of(frame: Frame, number: int, far: int = 6) -> int | None:
    """ "except A and B", "neither A nor B", "not A or B": where the word for it stands."""
    joints: set[str] = set()
    joined = False
    for back in range(number - 1, max(-1, number - 1 - far), -1):
        item = frame.items[back]
        if item.is_word("not", "except"):
            only_first = "and" in joints and item.text.lower() in NARROW
            return None if only_first else back
        if item.is_word("and", "or"):
            joints |= {kind for kind in ("and", "or") if item.is_word(kind)}
            joined = True
        elif _peer(item) and (joined or _alike(item, frame.items[number])):
            joined = False
        elif not (item.filler or item.is_word(*SMALL) or _names_it(item, frame.items[number])):
            return None
    return None


def _peer(item: Item) -> bool:
    return item.found is not None or bool(item.named("condition"))


def _alike(item: Item, other: Item) -> bool:
    """Neighbours in a list: names of one kind."""
    return item.found is not None and other.found is not None


def _names_it(item: Item, other: Item) -> bool:
    """The word for a kind before its name: "except warehouse WH001"."""
    if other.found is None:
        return False
    kinds = {value.dimension.split(".")[0] for value in other.found.values}
    return bool(kinds & {*item.named("entity"), *(name.split(".")[0] for name in item.named("dimension"))})
