"""Conversations: one's own as one's persona, with the questions and what came of them; never another person's."""

from collections.abc import Callable, Sequence
from dataclasses import replace

from core.access import Asker, rows_seen
from core.context import Context
from core.errors import Invalid
from core.language.words import key, plain
from core.store import conversations as kept
from core.store.conversations import Conversation as Conversation
from core.store.conversations import Finished as Finished
from core.store.conversations import NewTurn, Owner
from core.store.conversations import Turn as Turn
from core.store.open import Store

LONGEST = 1000  # characters of a question
TITLE = 80
CONTEXT = 10  # turns that a later question may refer to


def begin_turn(ctx: Context, question: str, conversation: str | None, process: str) -> Turn:
    """Kept before it is answered, so that a reload finds it. Without a conversation it begins one."""
    asked = " ".join(question.split())
    if not asked:
        raise Invalid("There is no question in that.")
    if len(asked) > LONGEST:
        raise Invalid(f"A question has at most {LONGEST:,} characters; this one has {len(asked):,}.")
    new = NewTurn(asked, wording(asked), rows_seen(ctx.asker), process)
    return kept.begin_turn(ctx.store, owner(ctx.asker), conversation, new, _title(asked), ctx.now())


def finish_turn(ctx: Context, turn_id: str, done: Finished) -> None:
    kept.finish_turn(ctx.store, turn_id, done)


def page_of(ctx: Context, search: str = "", below: str | None = None, limit: int = 50) -> Sequence[Conversation]:
    """One's own, the latest first. `below`: the id of the last one of the page before."""
    return kept.page_of(ctx.store, owner(ctx.asker), wording(search) if search.strip() else "", below, limit)


def conversation(ctx: Context, conversation_id: str) -> Conversation:
    return kept.conversation(ctx.store, owner(ctx.asker), conversation_id)


def turns_of(ctx: Context, conversation_id: str, latest: int | None = None) -> Sequence[Turn]:
    """In the order they were asked. What was said under other rights is left out of them."""
    found = kept.turns_of(ctx.store, owner(ctx.asker), conversation_id, latest)
    return [_seen(turn, ctx.asker) for turn in found]


def turn(ctx: Context, turn_id: str) -> Turn:
    return _seen(kept.turn(ctx.store, owner(ctx.asker), turn_id), ctx.asker)


def rename(ctx: Context, conversation_id: str, title: str) -> Conversation:
    named = " ".join(title.split())
    if not 0 < len(named) <= TITLE:
        raise Invalid(f"A title has 1 to {TITLE} characters; this one has {len(named)}.")
    kept.rename(ctx.store, owner(ctx.asker), conversation_id, named, wording(named))
    return conversation(ctx, conversation_id)


def delete(ctx: Context, conversation_id: str) -> None:
    """Out of sight at once; for ask.undo_days it can be brought back."""
    kept.put_away(ctx.store, owner(ctx.asker), conversation_id, ctx.now())


def restore(ctx: Context, conversation_id: str) -> Conversation:
    kept.put_away(ctx.store, owner(ctx.asker), conversation_id, None)
    return conversation(ctx, conversation_id)


def interrupt_of_the_gone(store: Store, mine: str, gone: Callable[[str], bool]) -> int:
    """Questions whose process has ended will not be answered any more; they say so from now on."""
    return sum(kept.interrupt(store, process) for process in kept.at_work(store) if process != mine and gone(process))


def wording(text: str) -> str:
    """A text as it is searched and grouped: the singulars of its words."""
    return " ".join(key(text)) or plain(text).strip()


def owner(asker: Asker) -> Owner:
    return Owner(asker.email or "anonymous", asker.persona)


def _title(question: str) -> str:
    return question if len(question) <= TITLE else question[: TITLE - 1].rstrip() + "…"


def _seen(turn: Turn, asker: Asker) -> Turn:
    """The words of an answer hold its figures: whoever sees other rows by now asks again."""
    if turn.rights == rows_seen(asker):
        return turn
    return replace(turn, interpretation="", text="")
