"""Verified questions as an asker may know them: shown, offered where the words are near, and made from a turn."""

from collections.abc import Sequence
from itertools import islice

from core import conversations, verified
from core.context import Context
from core.errors import Invalid
from core.language.frame import Choice
from core.language.reader import Reader
from core.semantic.query import Query
from core.verified import Similar, Tried, Verified

OFFERED = 3


def shown(ctx: Context, reader: Reader, among: Sequence[Verified] | None = None) -> list[Verified]:
    """Without those whose wording holds a name that this asker may not know (core/verified.py)."""

    def reads(one: Verified) -> bool:
        query = reader.understand(one.question).query
        return query is not None and verified.fingerprint(query) == one.fingerprint

    return verified.shown_to(ctx.asker, verified.all_of(ctx) if among is None else among, reads)


def checked(ctx: Context, reader: Reader) -> list[Tried]:
    """Those that the asker may know, each as a regression test."""
    known = {one.id for one in shown(ctx, reader)}
    return [one for one in verified.check_all(ctx) if one.verified.id in known]


def nearby(ctx: Context, reader: Reader, question: str, known: Sequence[Verified]) -> tuple[Choice, ...]:
    """Those that mean nearly the same, to be clicked; those in nearly the same words where meaning is not ready."""
    if not known:
        return ()
    similar = by_meaning(ctx, [one.question for one in known])
    near = verified.near(question, known, most=10, similar=similar)
    near = shown(ctx, reader, near)
    found = (Choice(one.question, one.question, query) for one in near if (query := verified.query_of(one)) is not None)
    return tuple(islice(found, OFFERED))


def by_meaning(ctx: Context, known: Sequence[str]) -> Similar | None:
    """None where nobody may wait for it: vectors that are not there yet are made in the background."""
    if not ctx.embedder.at_hand(known):
        return None

    def similar(one: str, other: str) -> float:
        left, right = ctx.embedder.kept([one, other])
        return float(left @ right)

    return similar


def verify(ctx: Context, turn_id: str, note: str = "") -> Verified:
    """The answer of one of the asker's own turns."""
    turn = conversations.turn(ctx, turn_id)
    if turn.status != "answered" or turn.query is None:
        raise Invalid("Only a question that was answered by a query can be verified.")
    return verified.verify(ctx, turn.question, Query.from_json(turn.query), note)
