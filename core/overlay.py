"""Synonyms added while the program runs: checked, versioned, undoable, laid over the YAML, and written out as YAML."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from functools import lru_cache

from core import audit
from core.access import require
from core.audit import recording
from core.context import Context
from core.errors import Conflict, Invalid, NotFound, Unknown
from core.language.lexicon import lexicon_of
from core.language.words import key
from core.offered import who_sees_measure
from core.semantic.model import Condition, Dimension, Entity, Measure, Model
from core.store import overlay as kept
from core.store.overlay import Change as Change
from core.store.overlay import Synonym as Synonym
from core.store.overlay import TermKind as TermKind
from core.yaml_file import written

LONGEST = 60
SECTIONS: Mapping[TermKind, str] = {
    "measure": "measures",
    "entity": "entities",
    "dimension": "dimensions",
    "condition": "conditions",
}
Thing = Measure | Entity | Dimension | Condition


def version(ctx: Context) -> int:
    """Part of the key of everything that is made from the vocabulary."""
    return kept.version(ctx.store)


def synonyms(ctx: Context) -> tuple[Synonym, ...]:
    return in_force(kept.changes(ctx.store))


def history(ctx: Context) -> Sequence[Change]:
    """Every step, oldest first."""
    return kept.changes(ctx.store)


def in_force(changes: Iterable[Change]) -> tuple[Synonym, ...]:
    """What is left of all the steps."""
    left: dict[Synonym, None] = {}
    for step in changes:
        if step.change == "add":
            left[step.synonym] = None
        else:
            left.pop(step.synonym, None)
    return tuple(left)


def vocabulary(ctx: Context) -> Model:
    """The YAML's with the overlay of the asker's persona on it."""
    return merged(ctx.model, synonyms(ctx), ctx.asker.persona)


def add(ctx: Context, wanted: Synonym) -> Change:
    """Takes effect with the next question of anybody."""
    require(ctx.asker, "edit-vocabulary")
    wanted = Synonym(" ".join(wanted.phrase.split()), wanted.kind, wanted.target, wanted.persona)
    with recording(ctx.store) as work:
        kept.alone_with_it(work.session)
        _check(ctx.model, in_force(kept.changes_in(work.session)), wanted)
        return _step(ctx, work, "add", wanted)


def check(ctx: Context, wanted: Synonym) -> None:
    """What `add` would say against it, without adding it."""
    require(ctx.asker, "edit-vocabulary")
    _check(ctx.model, synonyms(ctx), wanted)


def undo(ctx: Context, step: int) -> Change:
    """The opposite of a step, as a new one: what it added is removed, what it removed is added."""
    require(ctx.asker, "edit-vocabulary")
    with recording(ctx.store) as work:
        kept.alone_with_it(work.session)
        changes = kept.changes_in(work.session)
        done = next((change for change in changes if change.version == step), None)
        if done is None:
            raise NotFound(f"The vocabulary has no change {step}.")
        there = in_force(changes)
        if done.change == "add":
            if done.synonym not in there:
                raise Conflict(f"Change {step} is undone already.")
            return _step(ctx, work, "remove", done.synonym)
        _check(ctx.model, there, done.synonym)
        return _step(ctx, work, "add", done.synonym)


def targets(ctx: Context) -> Mapping[tuple[TermKind, str], str]:
    """All that can get another name, with what it is called."""
    labels: dict[tuple[TermKind, str], str] = {}
    for kind in SECTIONS:
        for name, thing in _things(ctx.model, kind).items():
            whose = f"{thing.entity.replace('_', ' ')}: " if isinstance(thing, Dimension | Condition) else ""
            labels[kind, name] = whose + (thing.plural if isinstance(thing, Entity) else thing.label)
    often = Counter((kind, label) for (kind, _), label in labels.items())
    return {one: label if often[one[0], label] == 1 else f"{label} ({one[1]})" for one, label in labels.items()}


def as_yaml(ctx: Context) -> str:
    """The entries that the overlay changes, to be put into semantic/*.yaml by hand: each with all of its synonyms."""
    require(ctx.asker, "edit-vocabulary")
    out: dict[str, dict[str, dict[str, object]]] = {}
    for one in synonyms(ctx):
        if one.persona:
            if one.persona not in ctx.model.personas or one.target not in ctx.model.measures:
                continue  # it counts for nobody: the YAML has lost whom, or what, it is about
            entry = out.setdefault("personas", {}).setdefault(one.persona, {})
            said = entry.setdefault("synonyms", dict(ctx.model.personas[one.persona].synonyms))
            assert isinstance(said, dict)
            said[one.phrase.lower()] = one.target
        elif thing := _things(ctx.model, one.kind).get(one.target):
            entry = out.setdefault(SECTIONS[one.kind], {}).setdefault(one.target, {})
            listed = entry.setdefault("synonyms", list(thing.synonyms))
            assert isinstance(listed, list)
            listed.append(one.phrase)
    return written(out) if out else "{}\n"


@lru_cache(maxsize=64)
def merged(model: Model, added: tuple[Synonym, ...], persona: str) -> Model:
    """A vocabulary of its own for each version; the same object for the same one, so that what hangs on it is kept."""
    whose = ("", persona) if persona in model.personas else ("",)  # one that is gone is nobody's any more
    mine = [one for one in added if one.persona in whose and one.target in _things(model, one.kind)]
    if not mine:
        return model
    changed: dict[str, dict[str, object]] = {}
    for one in mine:
        section = changed.setdefault(SECTIONS[one.kind], dict(getattr(model, SECTIONS[one.kind])))
        thing = section[one.target]
        assert isinstance(thing, Thing)
        section[one.target] = thing.model_copy(update={"synonyms": (*thing.synonyms, one.phrase)})
    own = {one.phrase.lower(): one.target for one in mine if one.persona}
    if own:
        who = model.personas[persona]
        mended = who.model_copy(update={"synonyms": {**who.synonyms, **own}})
        changed["personas"] = {**model.personas, persona: mended}
    return model.model_copy(update=changed)


def _step(ctx: Context, work: audit.Work, change: str, synonym: Synonym) -> Change:
    now, who = ctx.now(), ctx.asker.email
    what = "add" if change == "add" else "remove"
    row = kept.append(work.session, what, synonym, who, now)  # type: ignore[arg-type]
    whose = f" for {synonym.persona}" if synonym.persona else ""
    detail = f"{synonym.phrase!r} is {synonym.kind} {synonym.target}{whose}"
    work.note(who, f"vocabulary.{what}", f"change {row.id}", detail=detail)
    return Change(row.id, what, synonym, who, now)  # type: ignore[arg-type]


def _check(model: Model, there: tuple[Synonym, ...], wanted: Synonym) -> None:
    """Raises where it would name nothing, or something that has another meaning already."""
    if not key(wanted.phrase) or len(wanted.phrase) > LONGEST:
        raise Invalid(f"A synonym is a word or a few, {LONGEST} characters at most; this is {wanted.phrase[:80]!r}.")
    offered = _things(model, wanted.kind)
    if wanted.target not in offered:
        raise Unknown(wanted.kind, wanted.target, offered)
    if wanted.persona:
        _check_persona(model, wanted)
    elsewhere = {other.persona for other in there if key(other.phrase) == key(wanted.phrase)}
    for persona in [wanted.persona] if wanted.persona else ["", *sorted(elsewhere - {""})]:
        _check_clash(merged(model, there, persona), wanted)


def _check_persona(model: Model, wanted: Synonym) -> None:
    if wanted.persona not in model.personas:
        raise Unknown("persona", wanted.persona, model.personas)
    if wanted.kind != "measure":
        raise Invalid("Only a measure can have a synonym of one persona. Leave the persona out, and it is for all.")
    if wanted.persona not in who_sees_measure(model, model.measures[wanted.target]):
        raise Invalid(f"{wanted.persona} does not see {wanted.target!r}, so there is nothing to call by that word.")


def _check_clash(model: Model, wanted: Synonym) -> None:
    """A persona may mean another measure by a word; everything else has one meaning."""
    known = lexicon_of(model).senses.get(key(wanted.phrase), [])
    if any((sense.kind, sense.name) == (wanted.kind, wanted.target) for sense in known):
        if not wanted.persona or len(known) == 1:
            raise Conflict(f"{wanted.phrase!r} is known as {wanted.target!r} already.")
        return
    others = [sense for sense in known if not (wanted.persona and sense.kind == "measure")]
    if others:
        said = "part of the language" if others[0].kind == "word" else f"the {others[0].kind} {others[0].name!r}"
        raise Conflict(f"{wanted.phrase!r} has a meaning already: it is {said}.")


def _things(model: Model, kind: TermKind) -> Mapping[str, Thing]:
    """What can be named: not the hidden parts of others."""
    things: Mapping[str, Thing] = getattr(model, SECTIONS[kind])
    return {name: thing for name, thing in things.items() if not getattr(thing, "hidden", False)}
