"""Forecasts of whole warehouses: beside those of single products, kept until the data changes, stopped when told."""

import time
from collections.abc import Iterator
from dataclasses import replace
from datetime import date, timedelta
from pathlib import Path

import duckdb
import numpy as np
import pytest

from core.context import Context
from core.errors import Unavailable
from core.warehouse.base import Cancel
from tests.sample_data.fixture import sample_db
from tests.tools.test_inventory import DAY, opened
from tools.demand.bands import calibrate
from tools.demand.forecast import forecast
from tools.demand.series import Series
from tools.demand_history import HISTORY, all_series, ordered, series_of
from tools.registry import use
from tools.tool import Desk


@pytest.fixture(scope="module")
def ctx(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Context]:
    found = opened(tmp_path_factory.mktemp("home"), sample_db(2_000, DAY, 7))
    yield found
    found.close()


def by_hand(warehouse: str) -> dict[str, np.ndarray]:
    """Units a day of each product, with SQL of its own."""
    first = date.fromisoformat(DAY) - timedelta(days=HISTORY)
    with duckdb.connect(str(sample_db(2_000, DAY, 7)), read_only=True) as connection:
        rows = connection.execute(f"""
            SELECT product_code, date_diff('day', DATE '{first}', order_date) AS place, sum(order_quantity)
            FROM sales_order_header JOIN sales_order_line USING (sales_order_prefix, sales_order_number)
            WHERE status <> 'Cancelled' AND warehouse_code = '{warehouse}'
              AND order_date >= DATE '{first}' AND order_date < DATE '{DAY}'
            GROUP BY ALL
        """).fetchall()
    found: dict[str, np.ndarray] = {}
    for product, place, units in rows:
        found.setdefault(product, np.zeros(HISTORY))[place] = float(units)
    return found


def test_a_warehouse_is_every_product_of_it(ctx: Context) -> None:
    found = use(ctx, "forecast_warehouse", {"warehouse": "WH002", "days": 14}).found
    known = by_hand("WH002")
    rows = {str(row["product_code"]): row for row in found.sheet("Demand ahead").records()}
    assert rows.keys() == known.keys()
    for product in sorted(rows)[:5]:
        assert rows[product]["before"] == known[product][-14:].sum()
    assert found.figures[0].value == pytest.approx(
        sum(float(str(row["total"])) for row in rows.values()), abs=0.05 * len(rows)
    )
    assert all(
        row["low_80"] <= row["total"] <= row["high_80"] or row["kind"] == "intermittent" for row in rows.values()
    )


def test_one_of_them_is_the_forecast_of_its_series(ctx: Context) -> None:
    found = use(ctx, "forecast_warehouse", {"warehouse": "WH002", "days": 14}).found
    row = found.sheet("Demand ahead").records()[0]
    own = series_of(Desk(ctx), [str(row["product_code"])], "WH002")[str(row["product_code"])]
    assert row["total"] == pytest.approx(forecast(own, 14).total, abs=0.05)


def test_parts_are_the_whole(ctx: Context) -> None:
    desk = Desk(ctx)
    products = ordered(desk)
    together = series_of(desk, products)
    apart = dict(all_series(desk, products))
    assert len(products) > 100, "more than one part is read"
    assert list(apart) == list(together) == products
    assert all((apart[name].units == together[name].units).all() for name in products)
    assert all((apart[name].unusual == together[name].unusual).all() for name in products)


def test_a_kept_forecast_is_the_same_and_costs_nothing(ctx: Context) -> None:
    first, again = (timed(ctx, "forecast_demand", {"product": "PRD0010", "days": 21}) for _ in range(2))
    assert first[0] == again[0]
    assert again[1] < first[1] / 3


def timed(ctx: Context, name: str, given: dict[str, object]) -> tuple[object, float]:
    began = time.process_time()
    found = use(ctx, name, given).found
    return found, time.process_time() - began


def test_horizons_and_rights_do_not_mix(ctx: Context) -> None:
    limited = ctx.for_asker(replace(ctx.asker, warehouses=("WH003",)))
    everybody = use(ctx, "forecast_demand", {"product": "PRD0010", "days": 14}).found
    other = use(ctx, "forecast_demand", {"product": "PRD0010", "days": 15}).found
    assert (len(everybody.sheet("Forecast").rows), len(other.sheet("Forecast").rows)) == (14, 15)
    few = use(limited, "forecast_demand", {"product": "PRD0010", "days": 14}).found
    assert few.sheet("History").rows != everybody.sheet("History").rows


def test_other_data_is_forecast_anew(tmp_path: Path) -> None:
    """The same context, whose data is replaced: what was kept counts no more."""
    at = opened(tmp_path, sample_db(2_000, DAY, 7))
    before = use(at, "forecast_demand", {"product": "PRD0010", "days": 14, "method": "naive"}).found
    at.close()
    changed = tmp_path / "changed.duckdb"
    changed.write_bytes(sample_db(2_000, DAY, 7).read_bytes())
    with duckdb.connect(str(changed)) as connection:
        connection.execute("UPDATE sales_order_line SET order_quantity = order_quantity * 2")
    other = opened(tmp_path / "other", changed)
    mixed = replace(other, worked=at.worked)  # as a process has it whose data moved on
    after = use(mixed, "forecast_demand", {"product": "PRD0010", "days": 14, "method": "naive"}).found
    other.close()
    assert after.sheet("History").rows[0][1] == 2 * float(str(before.sheet("History").rows[0][1]))


def test_it_tells_how_far_it_is_and_stops(ctx: Context) -> None:
    said: list[float] = []
    use(ctx, "forecast_warehouse", {"warehouse": "WH004", "days": 10}, lambda share, _says: said.append(share))
    assert said[-1] == 1
    cancel, heard = Cancel(), []

    def stop(share: float, says: str) -> None:
        heard.append(says)
        cancel.now()

    with pytest.raises(Unavailable, match="cancelled"):
        use(ctx, "forecast_warehouse", {"warehouse": "WH004", "days": 11}, stop, cancel)
    assert len(heard) == 1
    assert use(ctx, "forecast_warehouse", {"warehouse": "WH004", "days": 11}).found.figures[2].known() > 0


def test_accuracy_over_all_products(ctx: Context) -> None:
    found = use(ctx, "check_forecast_accuracy", {"warehouse": "WH001"}).found
    rows = found.sheet("Accuracy").records()
    assert sum(int(str(row["series"])) for row in rows) == found.figures[3].value
    assert 100 < found.figures[3].known() <= len(by_hand("WH001"))
    intermittent = next(row for row in rows if row["kind"] == "intermittent")
    assert float(str(intermittent["total_error"])) < float(str(intermittent["naive_total"]))
    assert 0.6 < float(str(intermittent["inside_80"])) <= 1


def test_the_errors_are_those_of_the_held_back_days() -> None:
    """A series that never changes is forecast without error by everybody; one that jumps is missed by as much."""
    steady = Series(np.full(200, 4.0))
    one = calibrate([steady], 14).accuracy[0]
    assert (one.mase, one.naive_mase, one.moving_mase) == pytest.approx((0, 0, 0), abs=1e-6)
    jump = Series(np.concatenate([np.tile([4.0, 6.0], 93), np.full(14, 15.0)]), season=2)
    one = calibrate([jump], 14).accuracy[0]
    assert one.moving_total_error == pytest.approx((15 - 5) / 15)


def test_a_year_ahead_still_has_bands() -> None:
    rng = np.random.default_rng(3)
    series = [Series(rng.poisson(9, HISTORY).astype(float)) for _ in range(3)]
    found = calibrate(series, 365)
    assert found.known
    low, high = found.total_band(forecast(series[0], 365), 0.8)
    assert low < high
