"""The providers, each made from its settings. Heavy to import: only once a model is asked, or to warm up."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from pydantic_ai.models import Model, create_async_httpx2_client
from pydantic_ai.settings import ModelSettings

from core.errors import Unavailable
from core.llm.settings import Models, Provider

# Thinking costs seconds and money; the tools, and the check of the text, do more for the figures.
ASKED: ModelSettings = {"cache": True, "thinking": False}
ONE_BY_ONE: ModelSettings = {**ASKED, "parallel_tool_calls": False}
CONNECT_SECONDS = 5.0


@dataclass(frozen=True)
class Asked:
    """One provider with its model, ready to be asked. `priced` is its name in the price list."""

    name: Provider
    priced: str
    model: Model
    settings: ModelSettings


def asked_in_order(settings: Models, names: tuple[Provider, ...]) -> tuple[Asked, ...]:
    return tuple(MADE[name](settings) for name in names)


def _anthropic(settings: Models) -> Asked:
    from anthropic import AsyncAnthropic
    from pydantic_ai.models.anthropic import AnthropicModel
    from pydantic_ai.providers.anthropic import AnthropicProvider

    own = settings.anthropic
    client = AsyncAnthropic(
        api_key=own.api_key.get_secret_value() if own.api_key else "",
        base_url=own.base_url or "https://api.anthropic.com",
        max_retries=0,  # whom to ask again, and when, is decided in one place: core.llm.call
        timeout=settings.silence_seconds,
        http_client=create_async_httpx2_client(timeout=settings.silence_seconds),
    )
    model = AnthropicModel(own.model, provider=AnthropicProvider(anthropic_client=client))
    return Asked("anthropic", "anthropic", model, ONE_BY_ONE)


def _bedrock(settings: Models) -> Asked:
    import boto3
    from botocore.config import Config
    from pydantic_ai.models.bedrock import BedrockConverseModel
    from pydantic_ai.providers.bedrock import BedrockProvider

    own = settings.bedrock
    client = boto3.Session(region_name=own.region).client(
        "bedrock-runtime",
        endpoint_url=own.endpoint,
        config=Config(
            read_timeout=settings.silence_seconds,
            connect_timeout=CONNECT_SECONDS,
            retries={"total_max_attempts": 1},
            max_pool_connections=50,
        ),
    )
    model = BedrockConverseModel(own.model, provider=BedrockProvider(bedrock_client=client))
    return Asked("bedrock", "aws", model, ASKED)


def _openai(settings: Models) -> Asked:
    try:
        from openai import AsyncOpenAI
        from pydantic_ai.models.openai import OpenAIChatModel
        from pydantic_ai.providers.openai import OpenAIProvider
    except ImportError:
        raise _missing("openai") from None
    own = settings.openai
    key = own.api_key.get_secret_value() if own.api_key else "none"
    client = AsyncOpenAI(
        api_key=key,
        base_url=own.base_url,
        max_retries=0,
        timeout=settings.silence_seconds,
        http_client=create_async_httpx2_client(timeout=settings.silence_seconds),
    )
    model = OpenAIChatModel(own.model or "", provider=OpenAIProvider(openai_client=client))
    return Asked("openai", "openai", model, ONE_BY_ONE)


def _google(settings: Models) -> Asked:
    try:
        from pydantic_ai.models.google import GoogleModel
        from pydantic_ai.providers.google import GoogleProvider
    except ImportError:
        raise _missing("google") from None
    own = settings.google
    provider = GoogleProvider(
        api_key=own.api_key.get_secret_value() if own.api_key else "",
        base_url=own.base_url,
        http_client=create_async_httpx2_client(timeout=settings.silence_seconds),
    )
    return Asked("google", "google", GoogleModel(own.model, provider=provider), ASKED)


MADE: Mapping[Provider, Callable[[Models], Asked]] = {
    "anthropic": _anthropic,
    "bedrock": _bedrock,
    "openai": _openai,
    "google": _google,
}


def _missing(extra: str) -> Unavailable:
    return Unavailable(f"models.{extra} is set, but what it needs is not installed: pydantic-ai-slim[{extra}].")
