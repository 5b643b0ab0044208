"""Word after word into names: as far as they go on, and where the next word is spelt nearly alike."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import partial

from core.language.phrases import Rows
from core.language.seen import NOTHING, Seen
from core.language.spelling import LEAST, typos_allowed

LONGEST = 16  # words of a name


@dataclass(frozen=True)
class Run:
    """Names that hold the first so many words of a question in a row."""

    rows: Rows
    length: int
    nearly: bool = False  # some word is spelt otherwise


def runs_of(seen: Seen, words: Sequence[str], strange: Sequence[bool] = ()) -> Iterator[Run]:
    """From one word on, each with one more; at last with the next word misspelt or cut short, if it is strange."""
    length, last = 0, NOTHING
    while length < min(len(words), LONGEST):
        rows = seen.once(("rows", *words[: length + 1]), partial(_next, seen, last if length else None, words[length]))
        if not len(rows):
            break
        length, last = length + 1, rows
        yield Run(rows, length)
    if 0 < length < LONGEST and any(strange[length : length + 1]):
        yield from _misspelt(seen, last, words, length)


def _next(seen: Seen, rows: Rows | None, word: str) -> Rows:
    number = seen.phrases.word(word)
    if rows is None:
        return seen.rows(number)
    return NOTHING if number is None else seen.phrases.longer(rows, [number])


def _misspelt(seen: Seen, rows: Rows, words: Sequence[str], length: int) -> Iterator[Run]:
    """The next word is looked for among those that really follow."""
    text = words[length]
    if len(text) < LEAST or not text.isalpha():
        return
    if near := seen.once(("alike", *words[: length + 1]), lambda: _alike(seen, text, seen.phrases.next_words(rows))):
        yield _as_far(seen, Run(seen.phrases.longer(rows, near), length + 1, True), words)


def _alike(seen: Seen, text: str, numbers: Sequence[int]) -> list[int]:
    near = seen.phrases.spelling.nearest(text, numbers, max(typos_allowed(text), 1))
    if near:
        return [number for typos, number in near if typos == near[0][0]]
    return [number for number in numbers if seen.phrases.words[number].startswith(text)]


def _as_far(seen: Seen, run: Run, words: Sequence[str]) -> Run:
    """As many more words as go on."""
    rows, length = run.rows, run.length
    while length < min(len(words), LONGEST) and len(more := _next(seen, rows, words[length])):
        rows, length = more, length + 1
    return Run(rows, length, run.nearly)


def nearest_runs(seen: Seen, words: Sequence[str]) -> Iterator[Run]:
    """From names with the first two words written as one, and from words spelt like the first, the nearest ones."""
    phrases = seen.phrases
    if len(words) > 1 and len(rows := seen.rows(phrases.word(words[0] + words[1]))):
        yield _as_far(seen, Run(rows, 2, True), words)
    least, first = None, words[0]
    for typos, number in seen.once(("near", first), lambda: phrases.spelling.near(first, typos_allowed(first))):
        rows = seen.rows(number) if least in (None, typos) else NOTHING
        if len(rows):
            least = typos
            yield _as_far(seen, Run(rows, 1, True), words)
