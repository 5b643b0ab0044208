"""A question as tokens: the text as typed, and a plain form of each word to look up."""

import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass

LONGEST, MOST = 1000, 100  # characters and words of a question; what is longer than that is not one
CONTRACTIONS = {
    "won't": "will not", "can't": "can not", "cannot": "can not", "shan't": "shall not",
    "let's": "let us", "i'm": "i am", "what's": "what is", "who's": "who is", "where's": "where is",
    "how's": "how is", "when's": "when is", "that's": "that is", "there's": "there is",
    "it's": "it is", "here's": "here is",
    "gimme": "give me", "wanna": "want to", "pls": "please", "plz": "please", "thx": "thanks",
}  # fmt: skip
SHORT = {
    "avg": "average", "qty": "quantity", "amt": "amount", "pct": "percent", "prev": "previous", "mgmt": "management",
    "hw": "how", "hav": "have", "wich": "which", "wht": "what", "wat": "what", "shw": "show", "teh": "the",
    "tomorow": "tomorrow", "tommorow": "tomorrow", "yesterdy": "yesterday", "inc": "including", "excl": "excluding",
}  # fmt: skip
IRREGULAR = {
    "men": "man",
    "women": "woman",
    "people": "person",
    "children": "child",
    "data": "data",
    "indices": "index",
}
SAME = set(
    "less this is was has does goods news status overdue gross plus minus versus across us address various previous "
    "yes its his as process series always besides".split()
)
# Letters that no accent can be taken off, and marks that are not seen but part words.
PLAIN = {"ø": "o", "ł": "l", "đ": "d", "ð": "d", "ħ": "h", "ı": "i", "æ": "ae", "œ": "oe"}
UNSEEN: dict[int, str | None] = {ord(letter): bare for letter, bare in PLAIN.items()}
UNSEEN |= dict.fromkeys((0xAD, 0x34F, 0x61C, 0x180E, *range(0x200B, 0x2010), *range(0x202A, 0x202F), 0x2060, 0xFEFF))
UNSEEN |= dict.fromkeys((*range(0x2066, 0x206A), *range(0xFE00, 0xFE10)))
SHORTENED = (
    (re.compile(r"n't\b"), " not"),
    (re.compile(r"'s\b"), ""),
    (re.compile(r"(?<=s)'(?=\W|$)"), ""),
    (re.compile(r"'(?:re|ve|ll|d|m)\b"), ""),
)

_TOKEN = re.compile(
    r"""
    \d{4}-\d{1,2}-\d{1,2} | \d{4}-w\d{1,2} | \d{4}-q[1-4] | \d{4}-\d{2}(?!\d)  # dates
    | \d{1,2}[/.]\d{1,2}[/.]\d{2,4} | \d{1,2}/\d{4}
    | \d+(?:[.,]\d+)*(?:st|nd|rd|th|k|m|bn)?(?![^\W_])          # numbers
    | [^\W\d_]+\d+[^\W_]* | \d+[^\W\d_]+\d*                     # codes
    | [^\W\d_]+ | [%<>=]+
    """,
    re.VERBOSE,
)


@dataclass(frozen=True)
class Token:
    text: str  # as typed
    word: str  # lower case, plain letters
    stem: str  # the word's singular
    start: int
    end: int
    bare: str = ""  # the word before a short form was written out: names have it as it is


def plain(text: str) -> str:
    """Lower case, one kind of quote and dash, no accents: how words are compared."""
    if text.isascii():
        return text.lower()
    text = unicodedata.normalize("NFKC", text)
    text = text.translate({0x2018: "'", 0x2019: "'", 0x2013: "-", 0x2014: "-", 0x2212: "-"}).casefold()
    bare = (c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))
    return "".join(bare).translate(UNSEEN)


def singular(word: str) -> str:
    if word in IRREGULAR:
        return IRREGULAR[word]
    if word.endswith("people"):
        return word[: -len("people")] + "person"
    if len(word) < 4 or word in SAME or not word.endswith("s") or word.endswith(("ss", "us", "is")):
        return word
    if word.endswith("ies") and len(word) > 4:
        return word[:-3] + "y"
    if word.endswith(("sses", "shes", "ches", "xes", "zes")):
        return word[:-2]
    return word[:-1]


def too_long(text: str) -> bool:
    """Also where a character stands for many."""
    return len(text) > LONGEST or len(plain(text)) > LONGEST or len(tokens(text)) > MOST


def tokens(text: str) -> list[Token]:
    """The words, numbers and codes of a question; punctuation only parts them."""
    found: list[Token] = []
    for piece in re.finditer(r"\S+", text[:LONGEST]):
        found += _of_piece(text, piece.start(), piece.end())
    return found


def _of_piece(text: str, start: int, end: int) -> Iterator[Token]:
    word, places = _placed(text[start:end])
    bare = word.strip(".,;:!?\"'()[]{}")
    if bare in CONTRACTIONS:
        at = word.index(bare)
        first, last = start + places[at], start + places[at + len(bare) - 1] + 1
        yield from (Token(text[first:last], part, singular(part), first, last) for part in CONTRACTIONS[bare].split())
        return
    for pattern, rest in SHORTENED:
        word, places = _cut(word, places, pattern, rest)
    for match in _TOKEN.finditer(word):
        first, last = start + places[match.start()], start + places[match.end() - 1] + 1
        spelt = SHORT.get(match[0], match[0])
        yield Token(text[first:last], spelt, singular(spelt), first, last, match[0])


def _placed(piece: str) -> tuple[str, list[int]]:
    """The plain form of a piece, and for each of its characters the one it was made of."""
    if piece.isascii():
        return piece.lower(), list(range(len(piece)))
    made = [(letter, number) for number, typed in enumerate(piece) for letter in plain(typed)]
    return "".join(letter for letter, _ in made), [number for _, number in made]


def _cut(word: str, places: list[int], pattern: re.Pattern[str], rest: str) -> tuple[str, list[int]]:
    """Something else instead of a pattern; what is new stands where the old stood."""
    if "'" not in word:
        return word, places
    for match in reversed(list(pattern.finditer(word))):
        first, last = match.span()
        stands = [places[min(first + max(number - 1, 0), last - 1)] for number in range(len(rest))]
        word = word[:first] + rest + word[last:]
        places = [*places[:first], *stands, *places[last:]]
    return word, places


def key(phrase: str) -> tuple[str, ...]:
    """A phrase as it is looked up: the singulars of its words."""
    return tuple(token.stem for token in tokens(phrase))
