"""Words that speak of the data, but only of what this asker may not see: they are refused by name."""

from core.language.items import Item
from core.language.senses import Senses

SIDE = ("condition", "verb", "ranks_low", "ranks_high")  # said beside something else


def is_outside(item: Item, senses: Senses) -> bool:
    business = [sense for sense in item.senses if sense.kind != "word"]
    only_state = all(sense.kind in SIDE for sense in business)
    if not business or len(business) < len(item.senses) or (only_state and _something_else(item, senses)):
        return False
    return not any(senses.visible(sense.kind, sense.name) for sense in business) and item.found is None


def _something_else(item: Item, senses: Senses) -> bool:
    """Whether another word names a thing or figure that the asker may see."""
    return any(
        senses.visible(s.kind, s.name)
        for other in senses.items
        if other is not item
        for s in other.senses
        if s.kind in ("measure", "entity", "dimension")
    )


def who_sees(item: Item, senses: Senses) -> str:
    """The personas that do see it."""
    seen = [
        persona.name
        for persona in senses.scope.model.personas.values()
        if any(
            senses.homes.of(s.kind, s.name) <= {*persona.tables, *persona.planning}
            for s in item.senses
            if s.kind != "word"
        )
    ]
    return " or ".join(seen)
