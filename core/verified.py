"""Questions whose answer somebody vouches for: found again by what they mean, offered where the words are near."""

import hashlib
import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import islice

from core import audit
from core.access import Asker, require, rows_seen
from core.context import Context
from core.conversations import wording
from core.errors import Invalid, QuartermasterError
from core.run import run_query
from core.semantic.query import Query
from core.store import verified as kept
from core.store.verified import NewVerified, Place
from core.store.verified import Verified as Verified
from core.table import Table

# Of the words of both together: "revenue by warehouse" and "revenue per warehouse" are near; or of the meaning, which
# is 0.65 for "late purchase orders by supplier" and "which vendors deliver too late".
NEAR = 0.6
NOTE = 2000
Similar = Callable[[str, str], float]


@dataclass(frozen=True)
class Tried:
    """One of them, asked again: `error` says why it does not run, or how its table looks different."""

    verified: Verified
    error: str = ""

    @property
    def ok(self) -> bool:
        return not self.error


def verify(ctx: Context, question: str, query: Query, note: str = "") -> Verified:
    """It is run first, under the rights of whoever vouches for it."""
    require(ctx.asker, "verify")
    if len(note) > NOTE:
        raise Invalid(f"A note has at most {NOTE:,} characters; this one has {len(note):,}.")
    table = run_query(ctx, query).table
    new = NewVerified(
        fingerprint(query), query.to_json(), question, note.strip(), shape_of(table), rows_seen(ctx.asker)
    )
    with audit.recording(ctx.store) as work:
        made = kept.add(work.session, place(ctx.asker), new, ctx.asker.email, ctx.now())
        work.note(ctx.asker.email, "verified.add", made.id, detail=question)
    return made


def unverify(ctx: Context, verified_id: str) -> None:
    require(ctx.asker, "verify")
    with audit.recording(ctx.store) as work:
        kept.remove(work.session, place(ctx.asker), verified_id)
        work.note(ctx.asker.email, "verified.remove", verified_id)


def all_of(ctx: Context) -> Sequence[Verified]:
    """Those of the asker's workspace and persona. Each was verified by somebody who may see other rows than the asker:
    `shown_to` says whose wording may be shown."""
    return kept.all_of(ctx.store, place(ctx.asker))


def shown_to(asker: Asker, verified: Iterable[Verified], reads: Callable[[Verified], bool]) -> list[Verified]:
    """Without a name that the asker may not know: verified by somebody who sees the same rows, or worded so that the
    asker's own engine `reads` the same question in it (which it does not where it does not know a name)."""
    mine = rows_seen(asker)
    return [one for one in verified if one.rights == mine or reads(one)]


def same(query: Query, among: Iterable[Verified]) -> Verified | None:
    wanted = fingerprint(query)
    return next((one for one in among if one.fingerprint == wanted), None)


def near(question: str, among: Iterable[Verified], most: int = 3, similar: Similar | None = None) -> list[Verified]:
    """The nearest wordings, best first; never the same as an answer, only a choice."""
    compare = similar or overlap
    scored = [(compare(question, one.question), one) for one in among]
    best = sorted((pair for pair in scored if pair[0] >= NEAR), key=lambda pair: -pair[0])
    return [one for _, one in best[:most]]


def overlap(one: str, other: str) -> float:
    """The share of their words that two questions have in common."""
    mine, theirs = (set(wording(text).split()) for text in (one, other))
    return len(mine & theirs) / len(mine | theirs) if mine | theirs else 0.0


def check_all(ctx: Context) -> list[Tried]:
    """Each as a regression test: it is still understood and runs, and its table still has the same columns."""
    require(ctx.asker, "verify")
    return [_check(ctx, one) for one in all_of(ctx)]


def examples(ctx: Context, question: str, most: int) -> list[tuple[str, Query]]:
    """Questions with their Query, for a model to learn from, the nearest first: only those that were verified with the
    asker's rows."""
    shown = shown_to(ctx.asker, all_of(ctx), lambda _: False)
    ranked = sorted(shown, key=lambda one: -overlap(question, one.question))
    understood = ((one.question, query) for one in ranked if (query := query_of(one)) is not None)
    return list(islice(understood, most))


def query_of(verified: Verified) -> Query | None:
    """None for one that an older program wrote and that nobody understands any more; `check_all` names it."""
    try:
        return Query.from_json(verified.query)
    except Invalid:
        return None


def place(asker: Asker) -> Place:
    return Place(asker.workspace or "", asker.persona)


def shape_of(table: Table) -> str:
    """What its columns are; its rows change with the data."""
    return json.dumps([[c.name, c.type, c.unit, c.role, c.grain] for c in table.columns])


def fingerprint(query: Query) -> str:
    """The same for Queries that differ only in the order of what has none: conditions, and values of a list."""
    said = json.loads(query.to_json())
    return hashlib.sha256(json.dumps(_sorted(said), sort_keys=True).encode()).hexdigest()[:32]


def _sorted(part: object) -> object:
    if isinstance(part, list):
        return [_sorted(one) for one in part]
    if not isinstance(part, dict):
        return part
    inner = {name: _sorted(value) for name, value in part.items()}
    for name in _unordered(inner):
        inner[name] = once = _once(inner[name])
        if name in ("and", "or") and len(once) == 1 and len(inner) == 1:
            return once[0]
    return inner


def _unordered(part: Mapping[str, object]) -> list[str]:
    """The lists in it whose order says nothing."""
    values = ("value",) if part.get("op") in ("in", "not in") else ()
    return [name for name in ("and", "or", "including", *values) if isinstance(part.get(name), list)]


def _once(parts: object) -> list[object]:
    assert isinstance(parts, list)
    by_text = {json.dumps(part, sort_keys=True): part for part in parts}
    return [by_text[text] for text in sorted(by_text)]


def _check(ctx: Context, one: Verified) -> Tried:
    try:
        shape = shape_of(run_query(ctx, Query.from_json(one.query)).table)
    except QuartermasterError as error:
        return Tried(one, error.message)
    if shape != one.shape:
        return Tried(one, f"Its columns were {_names(one.shape)}, and are {_names(shape)} now.")
    return Tried(one)


def _names(shape: str) -> str:
    return ", ".join(f"{name} ({kind}{', ' + unit if unit else ''})" for name, kind, unit, *_ in json.loads(shape))
