"""The head of the rows behind a bar or a point: which one it is, what it measures, and how many rows that is."""

import streamlit as st

from core.dashboards import Panel
from core.run import Answered
from core.table import Table, shown
from pages import _show, _ui
from pages._labels import label, label_columns

# A table that was clicked into keeps the key for itself, and the dialog would stay open.
CLOSES = """<script>
if (!window.qmEscape) {
  window.qmEscape = true;
  document.addEventListener("keydown", (event) => {
    const dialog = event.key === "Escape" && document.querySelector("[data-testid=stDialog] [role=dialog]");
    if (dialog && dialog.contains(event.target) && event.target.closest("[data-testid=stDataFrame]"))
      dialog.querySelector("button[aria-label=Close]")?.click();
  }, true);
}
</script>"""


def headline(table: Table, row: int, currency: str) -> str:
    """The name of a bar with its figures, as they stand in the picture."""
    across = next(column for column in table.columns if column.role in ("key", "title", "attribute"))
    record = table.records()[row]
    figures = [
        f"{column.label} {shown(record[column.name], column, currency) or 'no figure'}"
        for column in table.columns
        if column.role in ("figure", "share", "running")
    ]
    name = label(record, label_columns(table, across, None))
    return " · ".join([f"Week of {name}" if across.grain == "week" else name, *figures])


def show(here: _ui.Here, answered: Answered, panel: Panel, head: str) -> None:
    st.html(CLOSES, unsafe_allow_javascript=True)
    table, model = answered.table, here.context.model
    entity = model.entities[panel.drill or ""]
    many = f"{table.total_rows:,} {entity.label if table.total_rows == 1 else entity.plural}"
    st.markdown(f"**{_show.plain(head)}** · {_show.plain(many)}")
    _show.table(table, here.context.config.app.currency, key="rows-behind")
