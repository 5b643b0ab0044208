"""The page of tools says what the registry has."""

from scripts.document_tools import PAGE, page
from tools.registry import TOOLS


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run scripts/document_tools.py"


def test_every_tool_and_argument_is_there() -> None:
    text = page()
    for tool in TOOLS.values():
        assert f"### {tool.name}\n" in text
        assert all(f"| `{name}` |" in text for name in tool.arguments.model_fields)
    assert "| `due` | a day | `null` | Open orders due on this day; today by default |" in text
    assert "| `order_ids` | a list of text | `null` | These orders; without them those that are due |" in text
