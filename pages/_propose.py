"""What a warehouse should order now: a budget to try, quantities to change, and the request that comes of it."""

from functools import partial

import streamlit as st

from core.table import Table
from pages import _request_form, _sheet_file, _show, _tool, _ui, _using
from pages._cells import cell, column_format, headings
from tools.found import Found
from tools.replenishment import Needs, as_changed, needs, within
from tools.worked import counted

TALLEST = 520
HIDDEN = ("warehouse_code",)


def show(here: _ui.Here, warehouses: dict[str, str]) -> None:
    options = list(warehouses)
    warehouse = st.selectbox(
        "Warehouse",
        options,
        format_func=lambda code: f"{code} · {warehouses[code]}",
        key="propose-at",
        persist_state="session",
        width=300,
    )
    found = _using.read(here, "needs", ("needs", warehouse), partial(needs, warehouse=warehouse))
    if found is None:
        return
    _request_form.done(here, "proposal")
    if not found.wanted:
        st.success(f"{warehouse} has nothing to order now.", icon=":material/check_circle:")
        return
    made = within(found, _budget(found, warehouse))
    currency = here.context.config.app.currency
    figures = st.container()
    changed = _edit(made.sheet("Lines"), currency, warehouse)
    taken = as_changed(found, changed)
    with figures:
        _tool.figures((*taken.figures, *made.figures[2:]), currency)
    _act(here, taken, changed, warehouse)
    _tool.sheets(here, (*taken.sheets[1:2], *made.sheets[2:]), currency, "proposal")
    _tool.unknown(made)
    _tool.basis(made, currency)


def _budget(found: Needs, warehouse: str) -> float | None:
    """A slider over what all of it costs; at its end there is no limit."""
    most = max(int(found.value) + 1, 1)
    step = max(10 ** (len(str(most)) - 3), 1)
    top = -(-most // step) * step
    chosen = st.slider("Budget", 0, top, top, step, key=f"budget-{warehouse}-{top}", format="localized",
                       help="At the right end all of it is ordered; with less the most urgent comes first")  # fmt: skip
    return None if chosen >= top else float(chosen)


def _edit(lines: Table, currency: str, warehouse: str) -> dict[str, int]:
    """The lines with quantities that may be changed; zero leaves a line out."""
    shown = [column for column in lines.columns if column.name not in HIDDEN]
    places = [lines.columns.index(column) for column in shown]
    names = headings(shown)
    data = {
        name: [cell(row[place], lines.columns[place]) for row in lines.rows]
        for name, place in zip(names, places, strict=True)
    }
    formats = {name: column_format(column, currency) for name, column in zip(names, shown, strict=True)}
    formats["Quantity"] = st.column_config.NumberColumn(
        "Quantity ✎", min_value=0, max_value=1_000_000, step=1, format="%,d", help="Change it here; 0 leaves it out"
    )
    st.caption("Change quantities in the table; 0 leaves a line out.")
    version = hash(lines.rows)
    edited = st.data_editor(
        data, hide_index=True, column_config=formats, key=f"lines-{warehouse}-{version}",
        disabled=[name for name in names if name != "Quantity"], height=min(TALLEST, 38 + 35 * len(lines.rows)),
        placeholder="",
    )  # fmt: skip
    codes, units = edited["Product"], edited["Quantity"]
    return {str(code): int(str(amount)) for code, amount in zip(codes, units, strict=True) if amount}


def _act(here: _ui.Here, made: Found, changed: dict[str, int], warehouse: str) -> None:
    value = made.figures[1].known()
    currency = here.context.config.app.currency
    with st.container(border=True):
        told = counted(f"{len(changed):,}", "lines"), counted(f"{sum(changed.values()):,}", "units")
        st.markdown(_show.plain(f"{' · '.join(told)} · {value:,.2f} {currency}"))
        if here.may("confirm-tools"):
            _request_form.confirm(here, warehouse, lambda: changed, "proposal")
        else:
            st.caption(_request_form.WHO)
        _sheet_file.buttons(here, made.sheet("Lines"), f"proposal-{warehouse}", "proposal-lines")
