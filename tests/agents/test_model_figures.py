"""Figures in a text against the tables that its writer received: what is borne out, and what is marked and why."""

from datetime import date
from decimal import Decimal

import pytest

from agents.model.figures import Shown, figures
from core.table import Table, TableColumn
from core.warehouse.base import Value


def table(*rows: tuple[Value, ...], columns: str = "depot revenue share", total: int | None = None) -> Table:
    made = tuple(TableColumn(name, name, "text" if name == "depot" else "decimal") for name in columns.split())
    return Table(made, rows, total or len(rows), "SELECT 1")


DEPOTS = table(("Mysuru Depot", Decimal("14223091.80"), 0.2512), ("Hubballi Depot", Decimal("13825639.74"), -0.1))


@pytest.mark.parametrize(
    "text",
    [
        "Mysuru Depot made 14,223,091.80.",
        "Mysuru Depot made 14223091.8 USD.",
        "Mysuru Depot made $14,223,092, and Hubballi Depot 13,825,640.",
        "Mysuru Depot: 14.2 million (14.22m).",
        "Mysuru Depot made 1,42,23,092.",  # as lakhs and crores are written
        "Mysuru Depot made 1.42 crore.",
        "Mysuru Depot made 14,223k.",
        "Mysuru Depot made about 14,000,000, that is 25.1 % or 25 percent.",
        "Mysuru Depot has a quarter, 0.25 of all.",
        "Hubballi Depot fell by 10 %.",  # the sign is in the word
        "Over both of the 2 depots.",  # as many as there are rows
        "On 2026-06-30, in June 2026, Q2 2026, on 30 June and since 2024, at 12:30.",
        "1. First\n2. Second",
        "On March 12 sales fell, from May 3 to June 4, 2026; July 5.",
        "INR14,223,091.80 for Mysuru Depot.",
        "WH001, SO-000123 and B2B are codes.",
        "Mysuru Depot.",
    ],
)
def test_what_is_borne_out(text: str) -> None:
    assert Shown([DEPOTS]).marks(text, "") == ()


@pytest.mark.parametrize(
    ("text", "marked"),
    [
        ("Mysuru Depot made 15,223,091.80.", "15,223,091.80"),
        ("Mysuru Depot made 14,223,093.", "14,223,093"),
        ("Mysuru Depot made 14.3 million.", "14.3 million"),
        ("Mysuru Depot made 14,000,000.", "14,000,000"),  # it does not say about
        ("Mysuru Depot has 26 %.", "26 %"),
        ("In all 28,048,731.54.", "28,048,731.54"),  # added up in the head
        ("There are 7 depots.", "7"),
        ("It grew by 2000.", "2000"),
        ("Revenue decreased 15%.", "15%"),
        ("The margin 12% is thin.", "12%"),
        ("There are 42 declined orders.", "42"),
        ("There are 12 separate orders.", "12"),
        ("Marketing 20 units.", "20"),
        ("It made USD1200000.", "USD1200000"),
        ("It made Rs5,000.", "Rs5,000"),
        ("It made EUR-5000.", "EUR-5000"),
        ("In March 12 orders were late.", "12"),
        ("It stopped after 2050 orders.", "2050"),
    ],
)
def test_what_is_in_no_table_is_marked(text: str, marked: str) -> None:
    marks = Shown([DEPOTS]).marks(text, "")
    assert [(mark.text, mark.why) for mark in marks] == [(marked, "is in none of the tables")]
    assert all(text[mark.start : mark.end].strip() == mark.text for mark in marks)


def test_a_figure_of_another_row_is_marked() -> None:
    marks = Shown([DEPOTS]).marks("Mysuru Depot made 13.8 million and Hubballi Depot 14.2 million.", "")
    assert [mark.text for mark in marks] == ["13.8 million", "14.2 million"]
    assert {mark.why for mark in marks} == {"belongs to another row than the one it is said of"}


def test_the_questions_own_figures_are_not_marked() -> None:
    assert Shown([DEPOTS]).marks("No depot is above 20,000,000.", "which depots made more than 20000000?") == ()


def test_only_the_rows_that_were_shown_count() -> None:
    assert [mark.text for mark in Shown([table(total=900)]).marks("14,223,091.80 in 900 rows", "")] == ["14,223,091.80"]
    assert Shown([]).marks("It is 5.", "")[0].why == "is in none of the tables"


def test_numbers_in_names_and_days_are_written_not_reckoned() -> None:
    named = table(("Depot 7", date(2026, 6, 30), None), ("Cement 43 grade", True, float("nan")))
    assert Shown([named]).marks("Depot 7 and Cement 43 grade.", "") == ()
    assert [mark.text for mark in Shown([named]).marks("It is 1.", "")] == ["1"]  # True is no 1


def test_signs_scales_and_places_are_read() -> None:
    read = [(figure.value, figure.give) for figure in figures("−1,234.50 and 3k, about 1200, 0.5 % of 2 bn")]
    assert read == [
        (Decimal("1234.50"), Decimal("0.005")),
        (Decimal(3000), Decimal(500)),
        (Decimal(1200), Decimal(50)),
        (Decimal("0.5"), Decimal("0.05")),
        (Decimal(2 * 10**9), Decimal(5 * 10**8)),
    ]
