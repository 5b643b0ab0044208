"""Results that take long, kept until the data changes, each only for those with the same rights on the same day."""

from collections.abc import Callable
from math import inf
from typing import TypeVar, cast

from core.access import rows_seen
from core.cache import Key
from core.errors import Unavailable
from tools.tool import Desk

Made = TypeVar("Made")
SIZE = 200_000  # bytes that a result counts for, where nobody says


def kept(desk: Desk, what: str, make: Callable[[], Made], size: int = SIZE) -> Made:
    """`what` names everything that the result depends on beside the data, the day and the asker's rights."""
    ctx, asker = desk.ctx, desk.ctx.asker
    # Personas read the same rows by different views: what one may see of a product, another may not.
    rights = (asker.persona, rows_seen(asker))
    key = Key(f"{what} {ctx.clock.today} {rights}", "", ctx.warehouse.generation)
    found = ctx.worked.get_or_compute(key, make, inf, lambda _made: size, desk.cancel.event.is_set)
    return cast(Made, found.value)


def told(desk: Desk, share: float, says: str) -> None:
    """How far it is; and the end of it, where somebody has cancelled."""
    if desk.cancel.event.is_set():
        raise Unavailable("This was cancelled.")
    desk.tell(share, says)
