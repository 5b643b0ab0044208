"""Words left out where two figures share them: "units purchased and received", "ordered and received units"."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.language.items import Item, item_at
from core.language.lexicon import Lexicon, Sense
from core.language.words import Token


def completed(
    items: list[Item], tokens: Sequence[Token], lexicon: Lexicon, visible: Callable[[Sense], bool]
) -> list[Item]:
    """Beside "and" or "vs", a word that makes a figure with what its neighbour shares is that figure."""
    found = parted(turned(items), tokens, lexicon)
    for number in range(1, len(found) - 1):
        if not found[number].is_word("and", "compare"):
            continue
        if all(found[side].is_word("most", "least") for side in (number - 1, number + 1)):
            for side in (number - 1, number + 1):  # "minimum and maximum": no attributes of that name
                words = tuple(sense for sense in found[side].senses if sense.kind == "word")
                found[side] = replace(found[side], senses=words)
            continue
        left, right = found[number - 1], found[number + 1]
        before = [token.stem for token in tokens[left.start : left.end]]
        after = [token.stem for token in tokens[right.start : right.end]]
        if _figures(left) and len(before) > 1 and len(after) == 1:
            found[number + 1] = _as_figure(right, _known((*before[:-1], *after), lexicon, visible))
        elif _figures(right) and len(after) > 1 and len(before) == 1:
            found[number - 1] = _as_figure(left, _known((*before, *after[1:]), lexicon, visible))
    return found


def parted(items: list[Item], tokens: Sequence[Token], lexicon: Lexicon) -> list[Item]:
    """ "which product has the highest unit cost": of an attribute of the thing itself, no figure of that name."""
    found: list[Item] = []
    for number, item in enumerate(items):
        stems = [token.stem for token in tokens[item.start : item.end]]
        ends = [s for s in lexicon.senses.get(tuple(stems[:1]), ()) if s.kind == "word" and s.name in ("most", "least")]
        own = [s for s in lexicon.senses.get(tuple(stems[1:]), ()) if s.kind == "dimension"]
        things = {
            name
            for n, other in enumerate(items[:number])
            for name in other.named("entity")
            if not (n and items[n - 1].is_word("by", "each"))
        }
        if _figures(item) and ends and any(s.name.split(".")[0] in things for s in own):
            found.append(item_at(tokens, item.start, 1, senses=tuple(ends)))
            found.append(item_at(tokens, item.start + 1, len(stems) - 1, senses=tuple(own)))
        else:
            found.append(item)
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
