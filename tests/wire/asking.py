"""Models as the program opens them, pointed at servers of this machine, with a store of their own."""

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, field
from pathlib import Path

from core.clock import Clock
from core.config import load_config
from core.cost import Ledger
from core.llm.models import Models
from core.llm.talk import Reply, Talk, Tool
from core.store.open import Store
from core.tariff import Tariff
from core.trace import Step, Tracer
from tests.wire.anthropic import AnthropicWire
from tests.wire.bedrock import BedrockWire
from tests.wire.google import GoogleWire
from tests.wire.heard import Record, Rule
from tests.wire.openai import OpenAIWire
from tests.wire.server import Wire, serving

ROOT = Path(__file__).parents[2]
KEY = "sk-ant-test-0123456789-do-not-show"
AWS_SECRET = "aws-secret-do-not-show-0123456789abcdef"
WIRES: dict[str, type[Wire]] = {
    "anthropic": AnthropicWire, "bedrock": BedrockWire, "openai": OpenAIWire, "google": GoogleWire,
}  # fmt: skip
QUICK = {
    "models.silence_seconds": "6",
    "models.answer_seconds": "20",
    "models.retries": "0",
    "models.rest_seconds": "30",
}


def settings_of(addresses: dict[str, str]) -> dict[str, str]:
    """Of a configuration in which these providers are set up, and reached here."""
    chosen = {"models.order": ",".join(addresses)}
    if "anthropic" in addresses:
        chosen |= {"models.anthropic.api_key": KEY, "models.anthropic.base_url": addresses["anthropic"]}
    if "bedrock" in addresses:
        chosen |= {"models.bedrock.region": "eu-central-1", "models.bedrock.endpoint": addresses["bedrock"]}
    if "openai" in addresses:
        chosen |= {"models.openai.api_key": KEY, "models.openai.base_url": f"{addresses['openai']}/v1"}
        chosen |= {"models.openai.model": "gpt-4o-mini"}
    if "google" in addresses:
        chosen |= {"models.google.api_key": KEY, "models.google.base_url": addresses["google"]}
    return chosen


@dataclass
class Bench:
    models: Models
    ledger: Ledger
    tracer: Tracer
    records: dict[str, Record]
    said: list[str] = field(default_factory=list)
    trace_id: str = ""

    def talk(
        self,
        *tools: Tool,
        question: str = "How much?",
        user: str = "ann@example.com",
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Reply:
        with self.tracer.answer("model", user) as trace:
            self.trace_id = trace.id
            return self.models.talk(Talk("You count.", question, tools), user, trace, self.said.append, cancelled)

    def steps(self, name: str = "model call", user: str = "ann@example.com") -> list[Step]:
        return [step for step in self.tracer.steps_of(self.trace_id, user) if step.name == name and step.parent]


@contextmanager
def bench(home: Path, rules: dict[str, Rule], **settings: str) -> Iterator[Bench]:
    """`rules`: provider → what its server does, in the order of asking; `settings` with __ for the dots."""
    with ExitStack() as stack:
        records = {name: Record(rule) for name, rule in rules.items()}
        addresses = {name: stack.enter_context(serving(WIRES[name], record)) for name, record in records.items()}
        chosen = {key.replace("__", "."): value for key, value in settings.items()}
        config = load_config(ROOT, {"app.home": str(home), **QUICK, **settings_of(addresses), **chosen})
        home.mkdir(parents=True, exist_ok=True)
        store = Store.open(config.store_url, home=home)
        ledger, tracer = Ledger(store, config.cost.budgets, now=Clock.utc), Tracer(store)
        models = Models(config, ledger, Tariff(config.cost.prices))
        stack.callback(store.close)
        stack.callback(tracer.close)
        stack.callback(ledger.close)
        stack.callback(models.close)
        yield Bench(models, ledger, tracer, records)
