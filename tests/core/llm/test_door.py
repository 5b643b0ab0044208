"""The door to models: light to open, with those that are set up, in order, and without a word of their keys."""

from pathlib import Path

import pytest

from core.config import load_config
from core.llm.models import set_up
from core.llm.talk import small_schema
from core.semantic.query import Query
from tests.typed import typed

ROOT = Path(__file__).parents[3]
HEAVY = ("anthropic", "pydantic_ai", "boto3", "botocore", "genai_prices", "openai")


def test_no_command_imports_a_provider_before_it_asks_one(tmp_path: Path) -> None:
    """For the way to the first page see tests/pages/test_first_page.py."""
    script = tmp_path / "imported.py"
    script.write_text(f"import sys; print([n for n in ('scripts.ask', *{HEAVY}) if n in sys.modules])")
    assert typed(script, folder=tmp_path).stdout == "['scripts.ask']\n"


@pytest.mark.parametrize(
    ("given", "names"),
    [
        ({}, ()),
        ({"models.anthropic.api_key": "k"}, ("anthropic",)),
        ({"models.anthropic.api_key": "k", "models.bedrock.region": "eu-west-1"}, ("anthropic", "bedrock")),
        (
            {
                "models.order": "bedrock,anthropic",
                "models.anthropic.api_key": "k",
                "models.bedrock.region": "eu-west-1",
            },
            ("bedrock", "anthropic"),
        ),
        ({"models.order": "bedrock", "models.anthropic.api_key": "k"}, ()),
        ({"models.openai.api_key": "k"}, ()),  # which model?
        ({"models.openai.base_url": "http://localhost:11434/v1", "models.openai.model": "m"}, ("openai",)),
        ({"models.google.api_key": "k"}, ("google",)),
    ],
)
def test_who_is_asked(given: dict[str, str], names: tuple[str, ...]) -> None:
    assert set_up(load_config(ROOT, given).models) == names


def test_a_key_comes_from_the_environment_and_is_never_shown(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("ANTHROPIC_API_KEY", "sk-ant-from-outside-0123456789")
    config = load_config(ROOT)
    assert set_up(config.models) == ("anthropic",)
    assert "from-outside" not in repr(config) + str(config.model_dump()) + config.model_dump_json()


def test_the_schema_of_a_query_is_small_and_keeps_its_names() -> None:
    small, whole = small_schema(Query), Query.model_json_schema(by_alias=True)
    assert len(str(small)) < 0.75 * len(str(whole))
    assert set(small["$defs"]) == set(whole["$defs"])  # type: ignore[call-overload]
    for name, shape in whole["$defs"].items():
        assert set(small["$defs"][name].get("properties", {})) == set(shape.get("properties", {}))  # type: ignore[index]
    assert "null" not in str(small).replace("is null", "").replace("not null", "")
