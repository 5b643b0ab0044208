"""Words left out where two figures share them: "units purchased and received", "ordered and received units"."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.language.items import Item
from core.language.lexicon import Lexicon, Sense
from core.language.words import Token


def completed(
    items: list[Item], tokens: Sequence[Token], lexicon: Lexicon, visible: Callable[[Sense], bool]
) -> list[Item]:
    """Beside "and" or "vs", a word that makes a figure with what its neighbour shares is that figure."""
    found = turned(items)
    for number in range(1, len(items) - 1):
        if not items[number].is_word("and", "compare"):
            continue
        left, right = found[number - 1], found[number + 1]
        before = [token.stem for token in tokens[left.start : left.end]]
        after = [token.stem for token in tokens[right.start : right.end]]
        if _figures(left) and len(before) > 1 and len(after) == 1:
            found[number + 1] = _as_figure(right, _known((*before[:-1], *after), lexicon, visible))
        elif _figures(right) and len(after) > 1 and len(before) == 1:
            found[number - 1] = _as_figure(left, _known((*before, *after[1:]), lexicon, visible))
    return found


def turned(items: list[Item]) -> list[Item]:
    """ "warehouse wise": by warehouse."""
    found = list(items)
    for number in range(1, len(items)):
        if items[number].is_word("wise"):
            by = replace(items[number], senses=(Sense("word", "by"),))
            found[number - 1 : number + 1] = [by, items[number - 1]]
    return found


def _figures(item: Item) -> list[Sense]:
    return [sense for sense in item.senses if sense.kind == "measure"]


def _known(phrase: tuple[str, ...], lexicon: Lexicon, visible: Callable[[Sense], bool]) -> list[Sense]:
    return [sense for sense in lexicon.senses.get(phrase, ()) if sense.kind == "measure" and visible(sense)]


def _as_figure(item: Item, known: list[Sense]) -> Item:
    if _figures(item):
        return item
    return replace(item, senses=tuple(known), found=None, filler=False) if known else item
