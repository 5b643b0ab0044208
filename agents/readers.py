"""The language engine of an asker, kept ready: one for all with the same rights, data, day and vocabulary."""

from collections import OrderedDict
from concurrent.futures import Future
from dataclasses import dataclass, field, replace
from datetime import date
from threading import Lock

from core.access import Asker, persona_of, sees_tables
from core.context import Context
from core.language.known import known_values
from core.language.reader import Reader
from core.overlay import version, vocabulary
from core.semantic.compile.scope import Scope
from core.semantic.model import Model

KEPT = 40


@dataclass(frozen=True)
class _Key:
    asker: Asker  # without the e-mail: everybody with the same rights has the same one, and nobody else
    generation: str
    today: date
    model: Model
    overlay: int


def open_reader(ctx: Context) -> Reader:
    """Fills itself from the data: worth keeping."""
    model = vocabulary(ctx)
    scope = Scope(model, sees_tables(model, ctx.asker), ctx.clock.today, ctx.warehouse.dialect)
    return Reader(scope, persona_of(model, ctx.asker), known_values(ctx))


@dataclass
class Readers:
    """The latest ones; safe for many threads. Two who need the same one at once wait for the one that is made."""

    _kept: OrderedDict[_Key, Future[Reader]] = field(default_factory=OrderedDict)
    _lock: Lock = field(default_factory=Lock)

    def of(self, ctx: Context) -> Reader:
        wanted = _Key(replace(ctx.asker, email=""), ctx.warehouse.generation, ctx.clock.today, ctx.model, version(ctx))
        with self._lock:
            found = self._kept.get(wanted)
            if found is not None:
                self._kept.move_to_end(wanted)
            else:
                for old in [key for key in self._kept if key.generation != wanted.generation]:
                    del self._kept[old]  # they hold on to all values of the data before
                mine = self._kept[wanted] = Future()
                while len(self._kept) > KEPT:
                    self._kept.popitem(last=False)
        return found.result() if found is not None else self._make(wanted, mine, ctx)

    def _make(self, wanted: _Key, mine: Future[Reader], ctx: Context) -> Reader:
        try:
            made = open_reader(ctx)
        except BaseException as error:
            with self._lock:
                self._kept.pop(wanted, None)
            mine.set_exception(error)
            raise
        mine.set_result(made)
        return made
