"""What a ranking goes by where nothing says so: the one natural figure, or a question back."""

from core.language.frame import Ask, Choice, Frame
from core.semantic.query import Term


def natural(frame: Frame) -> list[Term]:
    """A ranking without a measure asks which, unless there is only one natural one."""
    entity = frame.groups[0].dimension
    model = frame.scope.model
    reachable = [
        name for name, m in model.measures.items()
        if not m.hidden and m.additive and not _counts_itself(frame, name, entity)
        and frame.senses.visible("measure", name) and reaches(frame, name, entity)
    ]  # fmt: skip
    if len(reachable) == 1:
        return [Term(measure=reachable[0])]
    label = model.entities[entity].plural if entity in model.entities else entity
    choices = [Choice(model.measures[name].label) for name in reachable[:6]]
    frame.asks.append(Ask(f"Which {label} by what? Say the figure that counts.", choices))
    return []


def _counts_itself(frame: Frame, measure: str, entity: str) -> bool:
    known = frame.scope.model.entities.get(entity)
    return known is not None and known.count == measure


def reaches(frame: Frame, measure: str, entity: str) -> bool:
    fact = frame.scope.model.measures[measure].fact
    keys = frame.scope.model.entities[entity].key if entity in frame.scope.model.entities else (entity,)
    reached = frame.scope.reach(fact) if fact else {}
    dimensions = [frame.scope.model.dimensions[key] for key in keys if key in frame.scope.model.dimensions]
    return bool(fact) and all(any(p.rpartition(".")[0] in reached for p in d.at) for d in dimensions)


def amount_done(frame: Frame) -> list[Term]:
    """ "how much did we pay": the one amount of what was done."""
    asked = [n for n, item in frame.free() if item.text.lower() in ("how much", "how much money")]
    verbs = {name for item in frame.items for name in frame.senses.all(item, "verb")} if asked else set()
    model = frame.scope.model
    for verb in sorted(verbs):
        own = [m for m in model.measures.values() if m.fact == model.entities[verb].sources[0] and m.unit == "money"]
        sums = [m.name for m in own if m.additive and not m.where and not m.hidden]
        if len(sums) == 1:
            frame.take(*asked)
            frame.subject = None if frame.groups or frame.subject == verb else frame.subject
            return [Term(measure=sums[0])]
    return []
