"""Who answered: the language engine, verified questions or a model; how it ended, how long it took and what it cost."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

import streamlit as st

from agents.present import Chart
from core.quality import Day, Quality
from core.table import Table, TableColumn
from pages import _charts, _quality_table, _ui

DAY = TableColumn("day", "Day", "date", role="key", grain="day")
ENGINE = TableColumn("engine", "Engine", "text", role="title")
TIMES = TableColumn("times", "Questions", "integer", "count", additive=True)
COST = TableColumn("cost", "Cost", "decimal", "money", additive=True)
COLUMNS = (
    ENGINE, TIMES, TableColumn("answered", "Answered", "number", "ratio"),
    TableColumn("mean", "Mean time (ms)", "number"), TableColumn("up", "Thumbs up", "integer", "count"),
    TableColumn("down", "Thumbs down", "integer", "count"), COST,
    TableColumn("each", "Cost each", "decimal", "money"),
)  # fmt: skip


def show(here: _ui.Here, found: Quality) -> None:
    if not found.days:
        st.info("Nothing was asked in this period.", icon=":material/forum:")
        return
    currency = here.context.config.app.currency
    left, right = st.columns(2)
    with left:
        st.markdown("**Questions by engine**")
        _charts.draw(_by_day(found.days, cost=False), Chart("line", "day", ("times",)), currency, "engines-chart")
    with right:
        st.markdown("**Cost over time**")
        _charts.draw(_by_day(found.days, cost=True), Chart("line", "day", ("cost",)), currency, "cost-chart")
    _quality_table.shown(here, _quality_table.made(COLUMNS, _sums(found.days)), "engines")


def _by_day(days: Sequence[Day], *, cost: bool) -> Table:
    sums: dict[tuple[date, str], Decimal] = {}
    for one in days:
        place = one.day, _name(one)
        sums[place] = sums.get(place, Decimal(0)) + (one.cost if cost else one.times)
    rows = [(day, name, float(value)) for (day, name), value in sorted(sums.items())]
    return _quality_table.made((DAY, ENGINE, COST if cost else TIMES), rows)


def _sums(days: Sequence[Day]) -> list[tuple[str, int, float, float, int, int, Decimal, Decimal]]:
    rows = []
    for name in sorted({_name(one) for one in days}):
        mine = [one for one in days if _name(one) == name]
        times, cost = sum(one.times for one in mine), sum((one.cost for one in mine), Decimal(0))
        answered = sum(one.times for one in mine if one.status == "answered")
        took = round(sum(one.seconds for one in mine) / times * 1000, 1)
        up, down = sum(one.up for one in mine), sum(one.down for one in mine)
        rows.append((name, times, answered / times, took, up, down, cost, cost / times))
    return rows


def _name(one: Day) -> str:
    return " · ".join(filter(None, (one.engine or "not finished", one.model)))
