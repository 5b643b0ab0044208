"""Settings of language models: who is asked in which order, with which key, for how long, and what they are shown."""

from typing import Annotated, Literal

from pydantic import BeforeValidator, Field, WithJsonSchema

from core.setting_types import Count, Seconds, Secret, Section, names_in

Provider = Literal["anthropic", "bedrock", "openai", "google"]
Order = Annotated[tuple[Provider, ...], BeforeValidator(names_in), WithJsonSchema({"format": "list"})]
Address = Annotated[str, Field(pattern=r"^https?://")]


class Anthropic(Section):
    """Claude by Anthropic's own API."""

    api_key: Secret | None = Field(None, description="The key; null: not used")
    model: str = Field("claude-sonnet-5-5", description="Which Claude")
    base_url: Address | None = Field(None, description="Another address, such as a gateway's; null is Anthropic's")


class Bedrock(Section):
    """Claude, or another model, by Amazon Bedrock, with the AWS credentials of this machine."""

    region: str | None = Field(None, description="The AWS region; null: not used")
    model: str = Field("global.anthropic.claude-sonnet-5-5", description="The model's or inference profile's id")
    endpoint: Address | None = Field(None, description="Another address, such as a VPC endpoint's; null is Amazon's")


class OpenAI(Section):
    """OpenAI, or anything that speaks like it; needs pydantic-ai-slim[openai]."""

    api_key: Secret | None = Field(None, description="The key; null with base_url: none is needed")
    base_url: Address | None = Field(
        None, description="The address, such as http://localhost:11434/v1; null is OpenAI's"
    )
    model: str | None = Field(None, description="Which model; null: not used")


class Google(Section):
    """Gemini by Google's API; needs pydantic-ai-slim[google]."""

    api_key: Secret | None = Field(None, description="The key; null: not used")
    model: str = Field("gemini-2.5-flash", description="Which Gemini")
    base_url: Address | None = Field(None, description="Another address, such as a gateway's; null is Google's")


class Models(Section):
    """Language models, asked when the language engine is not sure. Without a key of any there is none."""

    order: Order = Field(
        ("anthropic", "bedrock", "openai", "google"), description="Who is asked first; the next if it fails"
    )
    rows_sent: Annotated[int, Field(ge=0, le=1000)] = Field(
        50,
        description="Rows of a result that a model is shown; 0: only the names of columns, and no value from the data",
    )
    steps: Count = Field(8, description="Calls of a model for one answer at most")
    output_tokens: Count = Field(4000, description="Length of what it writes in one call at most")
    answer_seconds: Seconds = Field(90.0, description="Time for one answer at most, with all its queries")
    silence_seconds: Seconds = Field(30.0, description="A call is given up after this long without a sign of life")
    retries: Annotated[int, Field(ge=0, le=5)] = Field(2, description="Rounds through the order after all have failed")
    rest_seconds: Seconds = Field(60.0, description="One that keeps failing is left alone for this long")
    anthropic: Anthropic = Anthropic()
    bedrock: Bedrock = Bedrock()
    openai: OpenAI = OpenAI()
    google: Google = Google()
