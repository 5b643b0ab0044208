"""What is written down: the audit log, costs, the cache, and the steps of one's own answers."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated

from fastapi import APIRouter, Path, Query
from pydantic import AwareDatetime, BaseModel, Field

from api.v1.doing import Own, does
from core import audit, audit_check
from core.audit import Entry, Wanted
from core.cost import Totals
from core.store.spans import Step

router = APIRouter()
TraceId = Annotated[str, Path(pattern=r"^[0-9a-f]{32}$", examples=["4bf92f3577b34da6a3ce929d0e0e4736"])]
Text = Annotated[str | None, Query(max_length=200)]


class EntryShown(BaseModel):
    seq: int
    at: datetime
    who: str
    action: str = Field(examples=["sign-in"])
    subject: str
    outcome: str = Field(examples=["ok"])
    detail: str
    hash: str

    @classmethod
    def of(cls, entry: Entry) -> "EntryShown":
        return cls(**{name: getattr(entry, name) for name in cls.model_fields})


class EntriesFound(BaseModel):
    entries: list[EntryShown] = Field(description="Newest first")
    total: int
    older: int | None = Field(description="For `below` of the next request; null on the last page")


class Fault(BaseModel):
    seq: int | None
    why: str


class Whole(BaseModel):
    whole: bool
    faults: list[Fault]


class ServiceCost(BaseModel):
    service: str
    quantity: Decimal
    unit: str
    amount: Decimal


class Spent(BaseModel):
    amount: Decimal = Field(examples=["1.25"])
    currency: str = Field(examples=["USD"])
    by_service: list[ServiceCost]
    by_user: dict[str, Decimal] = {}
    projected: Decimal | None = Field(None, description="What the month will come to at this pace")

    @classmethod
    def of(cls, totals: Totals) -> "Spent":
        services = [
            ServiceCost(service=one.service, quantity=one.quantity, unit=one.unit, amount=one.amount)
            for one in totals.by_service
        ]
        return cls(
            amount=totals.amount,
            currency=totals.currency,
            by_service=services,
            by_user=dict(totals.by_user),
            projected=totals.projected,
        )


class Costs(BaseModel):
    day: Spent
    month: Spent
    warnings: list[str] = []


class CacheShown(BaseModel):
    hits: int
    misses: int
    evicted: int
    entries: int
    bytes: int
    hit_rate: float | None


class StepShown(BaseModel):
    id: str
    parent: str | None
    name: str
    started: datetime
    seconds: float
    status: str
    attributes: dict[str, str]

    @classmethod
    def of(cls, step: Step) -> "StepShown":
        return cls(**{name: getattr(step, name) for name in cls.model_fields})


@router.get("/audit", tags=["audit"], **does("see-audit"))
def search_audit(
    context: Own,
    who: Text = None,
    action: Text = None,
    outcome: Text = None,
    text: Text = None,
    since: AwareDatetime | None = None,
    until: AwareDatetime | None = None,
    below: Annotated[int | None, Query(ge=1, le=2**53)] = None,
    limit: Annotated[int, Query(ge=1, le=1000)] = 100,
) -> EntriesFound:
    """Who did what."""
    wanted = Wanted(who=who, action=action, outcome=outcome, since=since, until=until, text=text)
    found = audit.search(context.store, context.asker, wanted, below, limit)
    return EntriesFound(entries=[EntryShown.of(entry) for entry in found.entries], total=found.total, older=found.older)


@router.get("/audit/check", tags=["audit"], **does("see-audit"))
def check_audit(context: Own) -> Whole:
    """Whether every entry is there as it was written."""
    faults = audit_check.verify(context.store)
    return Whole(whole=not faults, faults=[Fault(seq=one.seq, why=one.why) for one in faults])


@router.get("/cost", tags=["cost"], **does("own-account"))
def own_cost(context: Own) -> Costs:
    """What your own answers cost."""
    ledger, mine = context.ledger, context.asker.email
    return Costs(
        day=Spent.of(ledger.day(mine)), month=Spent.of(ledger.month(mine)), warnings=list(ledger.warnings(mine))
    )


@router.get("/cost/all", tags=["cost"], **does("see-costs"))
def all_cost(context: Own) -> Costs:
    """What everybody's answers cost, by user."""
    return Costs(day=Spent.of(context.ledger.day()), month=Spent.of(context.ledger.month()))


@router.get("/cache", tags=["cache"], **does("see-costs"))
def cache(context: Own) -> CacheShown:
    """How much is kept, and how often that helped."""
    stats = context.cache.stats
    return CacheShown(
        hits=stats.hits, misses=stats.misses, evicted=stats.evicted, entries=stats.entries, bytes=stats.bytes,
        hit_rate=stats.hit_rate,
    )  # fmt: skip


@router.delete("/cache", tags=["cache"], **does("change-settings"))
def clear_cache(context: Own) -> CacheShown:
    """Forgets every result; the next one who asks pays for it again."""
    context.forget()
    audit.record(context.store, context.asker.email, "cache.clear")
    return cache(context)


@router.get("/traces", tags=["traces"], **does("own-account"))
def own_traces(context: Own, limit: Annotated[int, Query(ge=1, le=500)] = 50) -> list[StepShown]:
    """Your own latest answers."""
    return [StepShown.of(step) for step in context.tracer.answers_of(context.asker.email, limit)]


@router.get("/traces/{trace_id}", tags=["traces"], **does("own-account", 404))
def trace(context: Own, trace_id: TraceId) -> list[StepShown]:
    """The steps of one of your own answers; another's looks like none."""
    return [StepShown.of(step) for step in context.tracer.steps_of(trace_id, context.asker.email)]
