"""Where the words that were used stand in the question as it was typed."""

from collections.abc import Iterable

from core.language.words import tokens

Span = tuple[int, int]


def spans(question: str, used: Iterable[Span]) -> tuple[Span, ...]:
    """From numbers of tokens to places of letters: whole words, in order, those that touch as one."""
    known = tokens(question)
    found: list[Span] = []
    for first, last in sorted(used):
        start, end = _whole(question, known[first].start, max(token.end for token in known[first:last]))
        if found and start < found[-1][1]:
            found[-1] = found[-1][0], max(end, found[-1][1])
        else:
            found.append((start, end))
    return tuple(found)


def _whole(question: str, start: int, end: int) -> Span:
    """The "n't" of a word is marked with all of the word."""
    while start > 0 and question[start].isalnum() and question[start - 1].isalnum():
        start -= 1
    while end < len(question) and question[end].isalnum() and question[end - 1].isalnum():
        end += 1
    return start, end
