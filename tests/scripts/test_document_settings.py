"""The page of settings says what the code takes."""

from scripts.document_settings import PAGE, page


def test_the_page_is_current() -> None:
    assert PAGE.read_text(encoding="utf-8") == page(), "run scripts/document_settings.py"


def test_a_row_says_type_bounds_default_and_variable() -> None:
    assert "| `planning.service_target` | number > 0 < 1 | `0.95` | Share of replenishment" in page()
    assert "| `store.url` | secret | `null` |" in page()
    assert "`QM_WAREHOUSE_WORKER_MEMORY` |" in page()
