"""Everything that is opened once and passed by hand; narrowed to one asker with `for_asker`."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from datetime import datetime

from core.access import Asker
from core.audit import AuditBehind
from core.cache import Cache
from core.clock import Clock
from core.config import Config
from core.cost import Ledger
from core.language.kept import KeptValues
from core.llm.models import Models
from core.login.steady import steady_clock
from core.metrics import Metrics
from core.prepared import Preparations
from core.rates import Rates
from core.retrieval.embed import Embedder
from core.retrieval.shelf import Shelf
from core.semantic.model import Model
from core.semantic.read import load_model
from core.store.open import Store
from core.tariff import Tariff
from core.trace import Trace, Tracer
from core.warehouse.backends import open_mirror, open_warehouse
from core.warehouse.base import Result, Warehouse


@dataclass(frozen=True)
class Context:
    config: Config
    clock: Clock
    model: Model
    warehouse: Warehouse
    store: Store
    cache: Cache[Result]
    worked: Cache[object]  # what tools have worked out from the data, until it changes
    preparations: Preparations
    values: KeptValues
    ledger: Ledger
    tariff: Tariff
    tracer: Tracer
    audit: AuditBehind  # of what changes nothing; the rest is recorded at once with core.audit
    metrics: Metrics
    rates: Rates
    embedder: Embedder
    models: Models
    now: Callable[[], datetime]  # for sessions and locks: a clock that is set changes nothing
    asker: Asker
    mirror: Warehouse | None = None  # what may answer while the warehouse is away
    trace: Trace | None = None  # of the answer being made: whatever is run for it keeps its steps there

    def for_asker(self, asker: Asker) -> "Context":
        return replace(self, asker=asker)

    def under(self, trace: Trace) -> "Context":
        return replace(self, trace=trace)

    def forget(self) -> None:
        """Whatever is kept of the data, in whichever generation."""
        self.cache.invalidate()
        self.worked.invalidate()

    def close(self) -> None:
        self.warehouse.close()
        if self.mirror is not None:
            self.mirror.close()
        self.audit.close()
        self.models.close()
        self.ledger.close()
        self.tracer.close()
        self.store.close()


def open_context(config: Config, asker: Asker) -> Context:
    """The composition root: nothing else opens these."""
    config.app.home.mkdir(parents=True, exist_ok=True)
    store = Store.open(config.store_url, home=config.app.home)
    headers = config.trace.otlp_headers
    ledger = Ledger(store, config.cost.budgets, config.cost.currency)
    tariff = Tariff(config.cost.prices, config.cost.currency)
    return Context(
        config=config,
        clock=config.clock,
        model=load_model(config.semantic.folder),
        warehouse=open_warehouse(config.warehouse, config.app.home, config.app.timezone),
        store=store,
        cache=Cache(config.cache.entries, config.cache.bytes),
        worked=Cache(config.cache.entries, config.cache.bytes),
        preparations=Preparations(),
        values=KeptValues(),
        ledger=ledger,
        tariff=tariff,
        tracer=Tracer(
            store, config.trace.keep_days, config.trace.otlp_endpoint, headers.get_secret_value() if headers else None
        ),
        audit=AuditBehind(store),
        metrics=Metrics(),
        rates=Rates.of(config),
        embedder=Embedder(config.embeddings.road, Shelf(config.app.home / "vectors.npz")),
        models=Models(config, ledger, tariff),
        now=steady_clock(),
        asker=asker,
        mirror=open_mirror(config.warehouse, config.app.home, config.app.timezone),
    )
