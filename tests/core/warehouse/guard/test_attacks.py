"""Every attack is refused, in a sentence that gives nothing away."""

import pytest

from core.warehouse.guard import Refused, check
from tests.core.warehouse.guard.business import Case, allowance, cases

ATTACKS = cases("attacks")


def test_there_are_enough() -> None:
    assert len(ATTACKS) >= 170
    assert {case.dialect for case in ATTACKS} == {"duckdb", "postgres", "redshift", "trino"}


@pytest.mark.parametrize("case", ATTACKS, ids=str)
def test_refused(case: Case) -> None:
    for limited in (False, True):
        with pytest.raises(Refused) as caught:
            check(case.sql, case.dialect, allowance(case.persona, limited=limited))
        said = caught.value.message
        assert said.endswith((".", "?")) and "\n" not in said and "Traceback" not in said
