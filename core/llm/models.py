"""The one door to language models. Light to open: what is heavy is imported when one is first asked, or to warm up."""

from collections.abc import Callable
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import TYPE_CHECKING

from core.config import Config
from core.cost import Ledger
from core.errors import QuartermasterError, Unavailable
from core.llm.loop import Loop
from core.llm.rest import Rest
from core.llm.settings import Models as Settings
from core.llm.settings import Provider
from core.llm.talk import Limits, Reply, Say, Talk
from core.log import logger
from core.tariff import Tariff
from core.trace import Trace

if TYPE_CHECKING:
    from core.llm.call import Caller

log = logger(__name__)
NONE_SET_UP = "No language model is set up: it takes a key in models.anthropic.api_key, or a region in models.bedrock."


def set_up(settings: Settings) -> tuple[Provider, ...]:
    """Those that have what they need, in the order of the settings."""
    has: dict[Provider, bool] = {
        "anthropic": settings.anthropic.api_key is not None,
        "bedrock": settings.bedrock.region is not None,
        "openai": settings.openai.model is not None
        and (settings.openai.api_key is not None or settings.openai.base_url is not None),
        "google": settings.google.api_key is not None,
    }
    return tuple(name for name in dict.fromkeys(settings.order) if has[name])


@dataclass
class Models:
    """Opened once with the context; safe for many threads."""

    config: Config
    ledger: Ledger
    tariff: Tariff
    names: tuple[Provider, ...] = field(init=False)
    _rest: Rest = field(init=False)
    _loop: Loop = field(default_factory=Loop)
    _lock: Lock = field(default_factory=Lock)
    _caller: "Caller | None" = None

    def __post_init__(self) -> None:
        self.names = set_up(self.config.models)
        self._rest = Rest(self.config.models.rest_seconds)

    def why_not(self) -> str:
        """Empty when one could be asked now; otherwise a sentence."""
        if not self.names:
            return NONE_SET_UP
        waits = [self._rest.left(name) for name in self.names]
        if min(waits):
            return f"The language model does not answer at the moment; it is asked again in {min(waits):.0f} seconds."
        return ""

    def talk(self, talk: Talk, user: str, trace: Trace, say: Say, cancelled: Callable[[], bool]) -> Reply:
        """Raises BudgetSpent, TryLater or Unavailable, each with a sentence."""
        if why := self.why_not():
            raise Unavailable(why)
        from core.llm.call import Line
        from core.llm.converse import converse

        line = Line(user, trace, self._limits(), say)
        return self._loop.run(converse(self._opened(), talk, line), cancelled)

    def warm(self, then: Callable[[], None] = lambda: None) -> Thread | None:
        """In the background, so that the first to ask does not wait for the imports; nothing is sent."""
        if not self.names:
            return None
        thread = Thread(target=self._warm, args=(then,), name="models-warm", daemon=True)
        thread.start()
        return thread

    def _warm(self, then: Callable[[], None]) -> None:
        try:
            self._opened()
        except QuartermasterError as error:
            log.warning("a language model cannot be asked", why=error.message)
            return
        then()

    def close(self) -> None:
        self._loop.close()

    def _limits(self) -> Limits:
        settings, amount = self.config.models, self.config.cost.budgets.answer
        return Limits(settings.steps, settings.output_tokens, settings.answer_seconds, settings.retries, amount)

    def _opened(self) -> "Caller":
        from core.llm.call import Books, Caller
        from core.llm.price import PriceList
        from core.llm.providers import asked_in_order

        with self._lock:
            if self._caller is None:
                books = Books(self.ledger, self.tariff, PriceList.of(self.config))
                asked = asked_in_order(self.config.models, self.names)
                self._caller = Caller(asked, books, self._rest, self.config.models.silence_seconds)
            return self._caller
