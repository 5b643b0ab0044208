"""A question as tokens: the text as typed, and a plain form of each word to look up."""

import re
import unicodedata
from dataclasses import dataclass

LONGEST = 1000  # characters that are read; a question longer than that is not one
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

_TOKEN = re.compile(
    r"""
    \d{4}-\d{1,2}-\d{1,2} | \d{4}-w\d{1,2} | \d{4}-q[1-4] | \d{4}-\d{2}(?!\d)  # dates
    | \d{1,2}[/.]\d{1,2}[/.]\d{2,4} | \d{1,2}/\d{4}
    | \d+(?:[.,]\d+)*(?:st|nd|rd|th|k|m|bn)?(?![^\W\d_])        # numbers
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


def plain(text: str) -> str:
    """Lower case, one kind of quote and dash, no accents: how words are compared."""
    text = unicodedata.normalize("NFKC", text)
    text = text.translate({0x2018: "'", 0x2019: "'", 0x2013: "-", 0x2014: "-", 0x2212: "-"}).casefold()
    return "".join(c for c in unicodedata.normalize("NFD", text) if not unicodedata.combining(c))


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


def tokens(text: str) -> list[Token]:
    """The words, numbers and codes of a question; punctuation only parts them."""
    found: list[Token] = []
    for piece in re.finditer(r"\S+", text[:LONGEST]):
        word = plain(piece[0])
        bare = word.strip(".,;:!?\"'()[]{}")
        if bare in CONTRACTIONS:
            found += [
                Token(part, part, singular(part), piece.start(), piece.end()) for part in CONTRACTIONS[bare].split()
            ]
            continue
        word = re.sub(r"n't\b", " not", word)
        word = re.sub(r"'s\b|s'(?=\W|$)", lambda m: "s" if m[0].startswith("s") else "", word)
        word = re.sub(r"'(?:re|ve|ll|d|m)\b", "", word)
        for match in _TOKEN.finditer(word):
            offset = piece.start() + (match.start() if len(word) == len(piece[0]) else 0)
            end = offset + len(match[0]) if len(word) == len(piece[0]) else piece.end()
            spelt = SHORT.get(match[0], match[0])
            found.append(Token(text[offset:end], spelt, singular(spelt), offset, min(end, piece.end())))
    return found


def key(phrase: str) -> tuple[str, ...]:
    """A phrase as it is looked up: the singulars of its words."""
    return tuple(token.stem for token in tokens(phrase))
