"""Tokens to a row of items: at each place the best-explained span, with every sense it may have."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal, InvalidOperation
from itertools import accumulate

from core.language import beside, codes, coordinate, grammar, slips
from core.language.items import Item, Option, item_at
from core.language.lexicon import Lexicon, Sense
from core.language.named import LONGEST
from core.language.times import GRAIN_WORDS, UNITS, Times
from core.language.values import Found, ValueIndex
from core.language.words import Token
from core.language.written import as_named
from core.semantic.model import Model

FUTURE = {"due", "expected", "deliver", "next", "upcoming", "coming"}
SPECIAL_GRAINS = tuple(
    (len(phrase.split()), phrase, name)
    for name, phrases in {
        "weekday": ("weekday", "weekdays", "day of the week", "day of week", "days of the week"),
        "month_of_year": ("month of the year", "month of year", "calendar month", "calendar months"),
    }.items()
    for phrase in phrases
)
SCALE = {"k": 1000, "m": 1_000_000, "bn": 1_000_000_000}
LOST = 8  # unknown words, after which it is no longer guessed what others may mean
DOERS = ("we", "i", "you", "they", "us")  # after these a word says what somebody does
DENYING = ("un", "non", "in", "dis", "not")  # what turns a state round
ROUGH = ("half", "couple")  # numbers only where nothing better explains them
SURE = {"exact": 0.45, "code": 0.5, "part": 0.1, "typo": 0.05}  # how much more a name explains than its length


@dataclass
class Linker:
    model: Model
    lexicon: Lexicon
    values: ValueIndex
    times: Times
    visible: Callable[[Sense], bool] = lambda _: True

    def items(self, tokens: Sequence[Token]) -> list[Item]:
        """Left to right, the longest and surest span at each place."""
        return replace(self, values=self.values.of_question())._items(tokens)

    def _items(self, tokens: Sequence[Token]) -> list[Item]:
        found: list[Item] = []
        at = 0
        while at < len(tokens):
            options = [
                *self._phrase(tokens, at),
                *self._value(tokens, at),
                *self._time(tokens, at),
                *_number(tokens, at),
            ]
            best = max(options, key=lambda option: option[0])[1] if options else None
            best = _with_name(best, options) if best is not None else None
            if best is None and (denied := self._denied(tokens, at)):
                found += denied
            else:
                found.append(best or self._guess(tokens, at, lost=sum(item.unknown for item in found) >= LOST))
            at = found[-1].end
        return coordinate.completed(found, tokens, self.lexicon, self.visible)

    def _guess(self, tokens: Sequence[Token], at: int, *, lost: bool) -> Item:
        return item_at(tokens, at, 1) if lost else slips.guess(tokens, at, self.lexicon, self.values)

    def _denied(self, tokens: Sequence[Token], at: int) -> list[Item]:
        """ "unexcused" is not excused: never a slip of the pen for it."""
        for prefix in DENYING:
            bare = tokens[at].stem.removeprefix(prefix)
            senses = self.lexicon.senses.get((bare,), []) if bare != tokens[at].stem else []
            states = tuple(sense for sense in senses if sense.kind == "condition")
            if states:
                no = item_at(tokens, at, 1, senses=(Sense("word", "not"),))
                return [no, item_at(tokens, at, 1, senses=states)]
        return []

    def _phrase(self, tokens: Sequence[Token], at: int) -> list[Option]:
        stems = [token.stem for token in tokens[at : at + self.lexicon.longest + 3]]
        options = []
        for length, senses in self.lexicon.at(stems):
            known = _as_typed(tokens[at : at + length], senses)
            senses = self._worth(known)
            if not senses and length > 1 and any(sense.kind == "condition" for sense in known):
                senses = known  # "on time" narrows: what the asker lacks is refused by name, never dropped
            if not senses:
                said = all(token.word in grammar.FILLER for token in tokens[at : at + length])
                said = said or any(token.word in DOERS for token in tokens[max(0, at - 2) : at])  # "we ever paid"
                options += [(length + 0.05, item_at(tokens, at, length, filler=said))] if known else []
                continue
            business = any(sense.kind != "word" for sense in senses)
            options.append((length + (0.3 if business else 0.2), item_at(tokens, at, length, senses=tuple(senses))))
        return options

    def _worth(self, senses: list[Sense]) -> list[Sense]:
        """Side words of no use to the asker are as if unsaid; things and figures stay, to be refused by name."""
        main = any(sense.kind in ("measure", "entity", "word") for sense in senses)
        return senses if main else [sense for sense in senses if self.visible(sense)]

    def _value(self, tokens: Sequence[Token], at: int) -> list[Option]:
        ahead = tokens[at : at + LONGEST]
        said = [as_named(token) for token in ahead]
        words = [word for named in said for word in named]
        ends = {count: number for number, count in enumerate(accumulate(map(len, said)), 1)}
        options: list[Option] = []
        strange = [
            word for token, named in zip(ahead, said, strict=True) for word in [self._strange(token)] * len(named)
        ]
        for found in self.values.at(words, strange) if said[0] else ():
            length = ends.get(found.length)  # none: it ends within a word
            if length == 1 and beside.called_so(tokens, at, self.lexicon):
                continue
            if length is None or (
                length == 1 and self._common(tokens[at], found) and not beside.of_it(tokens, at, found, self.lexicon)
            ):
                continue
            state = found.how == "exact" and self._is_state(tokens[at : at + length])
            sure = 0.25 if state else SURE[found.how]
            verbs = (
                beside.happenings(tokens[at : at + length], self.lexicon, self.model) if found.how == "exact" else ()
            )
            item = item_at(tokens, at, length, found=replace(found, length=length), senses=verbs)
            options.append((length + sure, item))
        options += codes.numbered(tokens, at, self.lexicon, self.values, self.model)
        return options + codes.prefixed(tokens, at, self.values, self.model)

    def _strange(self, token: Token) -> bool:
        """Known to nothing but names."""
        return token.stem not in self.lexicon.words and token.word not in grammar.FILLER

    def _is_state(self, tokens: Sequence[Token]) -> bool:
        """A word of the vocabulary for a state says more than the value it stands for."""
        return any(
            s.kind in ("condition", "measure") for s in self.lexicon.senses.get(tuple(t.stem for t in tokens), ())
        )

    def _common(self, token: Token, found: Found) -> bool:
        """A word of the grammar is no part of a name by itself; a year or a plain number is no code."""
        if token.word.isdigit():
            return True
        closed = any(s.kind == "word" for s in self.lexicon.senses.get((token.stem,), ()))
        if found.how == "exact":
            if token.word in grammar.FILLER and token.word != token.stem and len(token.word) > 5:
                return False  # "filters", where a group of products is called so; never "the filter"
            return token.word in grammar.FILLER or (closed and token.text.islower())
        return closed or token.word in grammar.FILLER or (found.how == "part" and (token.stem,) in self.lexicon.senses)

    def _time(self, tokens: Sequence[Token], at: int) -> list[Option]:
        future = any(token.word in FUTURE for token in tokens[max(0, at - 4) : at + 1])
        options: list[Option] = []
        if (when := self.times.read(tokens, at, future)) is not None:
            options.append((when.length + 0.6, item_at(tokens, at, when.length, when=when)))
        for length, phrase, name in SPECIAL_GRAINS:
            if [token.word for token in tokens[at : at + length]] == phrase.split():
                options.append((length + 0.7, item_at(tokens, at, length, special=name)))
        if grain := GRAIN_WORDS.get(tokens[at].word) or UNITS.get(tokens[at].stem):
            options.append((1.25, item_at(tokens, at, 1, grain=grain)))
        return options


def _with_name(best: Item, options: Sequence[Option]) -> Item:
    """A word for a state that is a value as well keeps both, until it is seen what it is said of."""
    if not best.named("condition") or best.found is not None:
        return best
    same = (item.found for _, item in options if item.end == best.end and item.found and item.found.how == "exact")
    return replace(best, found=next(same, None))


def _as_typed(tokens: Sequence[Token], senses: list[Sense]) -> list[Sense]:
    """The closed words have no plural: "orders by" is no "order by"."""
    if grammar.spoken(" ".join(token.word for token in tokens)):
        return senses
    return [sense for sense in senses if sense.kind != "word"]


def _number(tokens: Sequence[Token], at: int) -> list[Option]:
    word = tokens[at].word
    if (number := as_number(word)) is not None:
        return [(1.1, item_at(tokens, at, 1, number=number))]
    if word in grammar.NUMBERS:
        return [(0.9 if word in ROUGH else 1.25, item_at(tokens, at, 1, number=Decimal(grammar.NUMBERS[word])))]
    return []


def as_number(word: str) -> Decimal | None:
    """1,200 and 1.5k."""
    bare = word.rstrip("kmbn")
    scale = SCALE.get(word[len(bare) :], 1)
    try:
        return Decimal(bare.replace(",", "")) * scale if bare[:1].isdigit() else None
    except InvalidOperation:
        return None
