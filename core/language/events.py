"""What a verb of the question says happened, where that is a thing of its own: a sale, of a car."""

from core.language.frame import Frame
from core.language.negation import denial_of


def said_event(frame: Frame, entity: str) -> str | None:
    """What happened with an entity, by a verb that is not denied: it has a date, and each has one of the entity."""
    model, scope = frame.scope.model, frame.scope
    own = model.entities[entity].sources[0]
    for number, item in enumerate(frame.items):
        for name in frame.senses.all(item, "verb"):
            event = model.entities[name]
            known = name != entity and event.date and own in scope.reach(event.sources[0])
            if known and not item.named("entity") and denial_of(frame, number) is None:
                return name
    return None
