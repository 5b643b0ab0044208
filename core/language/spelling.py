"""Words that are spelt nearly alike: most are ruled out by the letters they have, the few others are compared."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from rapidfuzz.distance import DamerauLevenshtein

from core.language.packed import Numbers, Texts

LEAST = 4  # letters of a word that may be misspelt
Letters = npt.NDArray[np.uint64]


def typos_allowed(text: str) -> int:
    """None in short words: there a typo makes another word."""
    return 0 if len(text) < 5 else 1 if len(text) < 9 else 2


def typos(left: str, right: str, allowed: int) -> int:
    """How many letters are wrong, missing, too many or swapped; more than allowed is one more than allowed."""
    return DamerauLevenshtein.distance(left, right, score_cutoff=allowed)


@dataclass(frozen=True)
class Spelling:
    """The words of letters only, by length."""

    words: Texts
    numbers: Numbers  # the word at each place
    letters: Letters
    lengths: Numbers

    @classmethod
    def of(cls, words: Texts) -> "Spelling":
        known = [
            (len(word), number, word) for number, word in enumerate(words) if len(word) >= LEAST and word.isalpha()
        ]
        known.sort()
        letters = np.fromiter((_letters(word) for _, _, word in known), np.uint64, len(known))
        numbers = np.fromiter((number for _, number, _ in known), np.int32, len(known))
        return cls(words, numbers, letters, np.fromiter((size for size, _, _ in known), np.int32, len(known)))

    def near(self, text: str, allowed: int) -> list[tuple[int, int]]:
        """Typos and number of every word within so many typos, the nearest first."""
        if not allowed or not text.isalpha():
            return []
        first, last = np.searchsorted(self.lengths, [len(text) - allowed, len(text) + allowed + 1])
        apart = np.bitwise_count(self.letters[first:last] ^ np.uint64(_letters(text)))
        alike = self.numbers[first:last][apart <= 2 * allowed].tolist()  # a wrong letter adds one and takes one
        return self.nearest(text, alike, allowed)

    def nearest(self, text: str, numbers: Sequence[int], allowed: int) -> list[tuple[int, int]]:
        """Of some of the words; none of them has a digit, where another one is another thing."""
        letters = [(number, word) for number in numbers if (word := self.words[number]).isalpha()]
        wrong = ((typos(text, word, allowed), number) for number, word in letters)
        return sorted(pair for pair in wrong if pair[0] <= allowed)

    @property
    def bytes(self) -> int:
        return self.numbers.nbytes + self.letters.nbytes + self.lengths.nbytes


def _letters(word: str) -> int:
    """A bit for each letter that is there, and one for each that is there again."""
    once = twice = 0
    for letter in word:
        bit = 1 << (ord(letter) & 31)
        twice |= once & bit
        once |= bit
    return once | twice << 32
