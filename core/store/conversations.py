"""Conversations and their turns, as kept: every look at them names the person and the persona they belong to."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from typing import Literal
from uuid import uuid4

from sqlalchemy import ColumnElement, Select, and_, delete, func, or_, select, update
from sqlalchemy.orm import Session

from core.errors import Conflict, NotFound
from core.store.open import Store
from core.store.schema import ConversationRow, FeedbackRow, TurnRow

TurnStatus = Literal["running", "answered", "clarify", "denied", "refused", "failed", "cancelled", "interrupted"]


@dataclass(frozen=True)
class Owner:
    user: str
    persona: str


@dataclass(frozen=True)
class Conversation:
    id: str
    title: str
    started: datetime
    used: datetime
    turns: int


@dataclass(frozen=True)
class Turn:
    """One question and what came of it; `query` is JSON. `text` is what was said then: the answer, or why none."""

    id: str
    conversation: str
    number: int
    question: str
    status: TurnStatus
    rights: str
    asked: datetime
    seconds: float
    interpretation: str
    query: str | None
    text: str
    chart: str
    engine: str
    model: str
    trace_id: str
    cost: Decimal
    currency: str
    process: str
    verdict: str | None = None  # up, down, or no word about it


@dataclass(frozen=True)
class NewTurn:
    question: str
    words: str
    rights: str
    process: str


@dataclass(frozen=True)
class Finished:
    """What is written of a turn when it is over."""

    status: TurnStatus
    seconds: float
    interpretation: str = ""
    query: str | None = None
    text: str = ""
    chart: str = ""
    engine: str = ""
    model: str = ""
    trace_id: str = ""
    cost: Decimal = Decimal(0)
    currency: str = ""


def begin_turn(store: Store, owner: Owner, conversation: str | None, new: NewTurn, title: str, now: datetime) -> Turn:
    """Into a conversation of theirs, or into a new one under that title. One question at a time in each."""
    with store.transaction() as session:
        if conversation is None:
            row = _new(owner, title, new.words, now)
            session.add(row)
            session.flush()
        else:
            row = _own(session, owner, conversation)
            row.used_at = now
        made = _turn_row(row.id, _next_number(session, row.id), new, now)
        session.add(made)
        session.flush()
        return _turn(made)


def finish_turn(store: Store, turn_id: str, done: Finished) -> None:
    """Gone by now is no error: the conversation may have been deleted meanwhile."""
    values = {name: getattr(done, name) for name in Finished.__dataclass_fields__}
    with store.transaction() as session:
        session.execute(update(TurnRow).where(TurnRow.id == turn_id).values(**values))


def page_of(
    store: Store, owner: Owner, words: str = "", below: str | None = None, limit: int = 50
) -> Sequence[Conversation]:
    """Latest first; with words, those whose title or questions hold them. `below` is the last of the page before."""
    with store.reading() as session:
        wanted = _listed(owner)
        if words:
            asked = select(TurnRow.conversation_id).where(TurnRow.words.contains(words, autoescape=True))
            held = ConversationRow.words.contains(words, autoescape=True)
            wanted = wanted.where(or_(held, ConversationRow.id.in_(asked)))
        if below is not None:
            wanted = wanted.where(_older_than(_own(session, owner, below)))
        newest = (ConversationRow.used_at.desc(), ConversationRow.id.desc())
        return [_conversation(row, count) for row, count in session.execute(wanted.order_by(*newest).limit(limit))]


def conversation(store: Store, owner: Owner, conversation_id: str) -> Conversation:
    with store.reading() as session:
        row = _own(session, owner, conversation_id)
        count = select(func.count()).where(TurnRow.conversation_id == row.id)
        return _conversation(row, session.scalar(count) or 0)


def turns_of(store: Store, owner: Owner, conversation_id: str, latest: int | None = None) -> Sequence[Turn]:
    """In the order they were asked; the latest so many."""
    with store.reading() as session:
        row = _own(session, owner, conversation_id)
        wanted = _with_verdict().where(TurnRow.conversation_id == row.id).order_by(TurnRow.number.desc())
        found = session.execute(wanted.limit(latest) if latest else wanted).all()
    return [_turn(turn, verdict) for turn, verdict in reversed(found)]


def turn(store: Store, owner: Owner, turn_id: str) -> Turn:
    with store.reading() as session:
        found = session.execute(_with_verdict().where(TurnRow.id == turn_id)).one_or_none()
        if found is None:
            raise NotFound(f"There is no question {turn_id!r}.")
        try:
            _own(session, owner, found[0].conversation_id)
        except NotFound:
            raise NotFound(f"There is no question {turn_id!r}.") from None
        return _turn(found[0], found[1])


def rename(store: Store, owner: Owner, conversation_id: str, title: str, words: str) -> None:
    with store.transaction() as session:
        row = _own(session, owner, conversation_id)
        row.title, row.words = title, words


def put_away(store: Store, owner: Owner, conversation_id: str, at: datetime | None) -> None:
    """Deletes it at a moment; with None that is undone."""
    with store.transaction() as session:
        _own(session, owner, conversation_id, deleted=at is None).deleted_at = at


def count_old(store: Store, before: datetime, *, deleted: bool) -> int:
    """Those not used since, or deleted before, a moment."""
    with store.reading() as session:
        return session.scalar(select(func.count()).where(_old(before, deleted=deleted))) or 0


def forget(store: Store, before: datetime, *, deleted: bool) -> int:
    """The same for good, with their turns and what was thought of these."""
    with store.transaction() as session:
        gone = session.execute(delete(ConversationRow).where(_old(before, deleted=deleted)))
        return gone.rowcount  # type: ignore[attr-defined,no-any-return]


def at_work(store: Store) -> set[str]:
    """The processes that some turn is waiting for."""
    with store.reading() as session:
        return set(session.scalars(select(TurnRow.process).where(TurnRow.status == "running").distinct()))


def interrupt(store: Store, process: str) -> int:
    """Its turns will not be finished any more: it is gone."""
    theirs = and_(TurnRow.status == "running", TurnRow.process == process)
    with store.transaction() as session:
        done = session.execute(update(TurnRow).where(theirs).values(status="interrupted"))
        return done.rowcount  # type: ignore[attr-defined,no-any-return]


def _old(before: datetime, *, deleted: bool) -> ColumnElement[bool]:
    return (ConversationRow.deleted_at if deleted else ConversationRow.used_at) < before


def _new(owner: Owner, title: str, words: str, now: datetime) -> ConversationRow:
    return ConversationRow(
        id=uuid4().hex, user_id=owner.user, persona=owner.persona, title=title, words=words, started_at=now,
        used_at=now, deleted_at=None,
    )  # fmt: skip


def _turn_row(conversation_id: str, number: int, new: NewTurn, now: datetime) -> TurnRow:
    return TurnRow(
        id=uuid4().hex, conversation_id=conversation_id, number=number, question=new.question, words=new.words,
        status="running", rights=new.rights, process=new.process, asked_at=now, seconds=0.0, interpretation="",
        query=None, text="", chart="", engine="", model="", trace_id="", cost=Decimal(0), currency="",
    )  # fmt: skip


def _next_number(session: Session, conversation_id: str) -> int:
    """Two at once get the same number, and one of them a Conflict."""
    here = select(TurnRow).where(TurnRow.conversation_id == conversation_id)
    last = session.scalar(here.order_by(TurnRow.number.desc()).limit(1))
    if last is not None and last.status == "running":
        raise Conflict("The question before is still being answered. Wait for it, or cancel it.")
    return last.number + 1 if last else 1


def _own(session: Session, owner: Owner, conversation_id: str, *, deleted: bool = False) -> ConversationRow:
    """Another's looks like none at all; so does one that was deleted."""
    row = session.get(ConversationRow, conversation_id)
    mine = row is not None and (row.user_id, row.persona) == (owner.user, owner.persona)
    if row is None or not mine or (row.deleted_at is not None) != deleted:
        raise NotFound(f"There is no conversation {conversation_id!r}.")
    return row


def _listed(owner: Owner) -> Select[ConversationRow, int]:
    count = select(func.count()).where(TurnRow.conversation_id == ConversationRow.id).scalar_subquery()
    mine = and_(ConversationRow.user_id == owner.user, ConversationRow.persona == owner.persona)
    return select(ConversationRow, count).where(mine, ConversationRow.deleted_at.is_(None))


def _older_than(row: ConversationRow) -> ColumnElement[bool]:
    same = and_(ConversationRow.used_at == row.used_at, ConversationRow.id < row.id)
    return or_(ConversationRow.used_at < row.used_at, same)


def _with_verdict() -> Select[TurnRow, str]:
    return select(TurnRow, FeedbackRow.verdict).outerjoin(FeedbackRow, FeedbackRow.turn_id == TurnRow.id)


def _conversation(row: ConversationRow, turns: int) -> Conversation:
    return Conversation(row.id, row.title, row.started_at, row.used_at, turns)


def _turn(row: TurnRow, verdict: str | None = None) -> Turn:
    same = (
        "id", "number", "question", "rights", "seconds", "interpretation", "query", "text", "chart", "engine", "model",
        "trace_id", "cost", "currency", "process",
    )  # fmt: skip
    plain = {name: getattr(row, name) for name in same}
    status: TurnStatus = row.status  # type: ignore[assignment]  # the check constraint holds it
    return Turn(conversation=row.conversation_id, status=status, asked=row.asked_at, verdict=verdict, **plain)
