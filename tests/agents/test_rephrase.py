"""A choice that was clicked takes the place of the word that was unclear."""

import pytest

from agents.rephrase import with_choice


@pytest.mark.parametrize(
    ("question", "reason", "label", "asked"),
    [
        ("orders of Kalpa", "I do not know 'Kalpa' here.", "Kalpadhara Cements", "orders of Kalpadhara Cements"),
        ("Orders of north?", "'North' fits 2 things.", "North Gate (customer CUS0001)", "Orders of CUS0001?"),
        ("orders of North", "'North' fits 2 things.", "North (delivery area)", "orders of delivery area North"),
        ("top customers?", "Which customers by what?", "Revenue", "top customers by revenue"),
    ],
)
def test_the_question_with_the_choice(question: str, reason: str, label: str, asked: str) -> None:
    assert with_choice(question, reason, label) == asked
