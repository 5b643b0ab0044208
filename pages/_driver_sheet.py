"""The drivers' sheets: a page for each vehicle, as HTML that any browser prints, with nothing from outside."""

from collections.abc import Mapping
from html import escape
from itertools import groupby

from core.warehouse.base import Value
from tools.found import Found

Row = dict[str, Value]
STYLE = """
body {font: 11pt/1.35 system-ui, sans-serif; color: #111; margin: 2rem auto; max-width: 60rem}
section {break-after: page} section:last-child {break-after: auto}
h1 {font-size: 16pt; margin: 0} p {margin: .2rem 0 1rem; color: #444}
table {border-collapse: collapse; width: 100%} th, td {border-bottom: 1px solid #bbb; padding: .45rem .4rem;
text-align: left; vertical-align: top} th {font-size: 9pt; color: #444} tr {break-inside: avoid}
td.n {text-align: right; white-space: nowrap} td.sign {width: 8rem} tr.load {background: #eee} small {color: #555}
@media print {body {margin: 0}}
"""
COLUMNS = ("Stop", "Arrives", "Order", "Customer and address", "Unload", "Received by")
HEAD = f"<tr>{''.join(f'<th>{name}</th>' for name in COLUMNS)}</tr>"


def page(found: Found, title: str) -> str:
    times = {str(row["vehicle"]): row for row in found.sheet("Vehicles").records()}
    stops = groupby(found.sheet("Stops").records(), key=lambda row: str(row["vehicle"]))
    again = {(str(row["vehicle"]), row["trip"]): row for row in found.sheet("Second trips").records()}
    body = "".join(_vehicle(name, times[name], list(rows), title, again) for name, rows in stops)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def _vehicle(name: str, times: Row, rows: list[Row], title: str, again: Mapping[tuple[str, Value], Row]) -> str:
    stops = "1 stop" if len(rows) == 1 else f"{len(rows)} stops"
    told = f"Leaves {times['departs']}, back {times['returns']} · {stops} · {float(str(times['km'])):.1f} km"
    told += f" · {float(str(times['weight'])):,.0f} kg"
    lines = "".join(
        _loading(again.get((name, trip))) + "".join(map(_stop, part))
        for trip, part in groupby(rows, key=lambda row: row["trip"])
    )
    head = f"<h1>{escape(name)}</h1><p>{escape(title)} · {escape(told)}</p>"
    return f"<section>{head}<table>{HEAD}{lines}</table></section>"


def _loading(again: Row | None) -> str:
    """Back at the warehouse before a further trip."""
    if again is None:
        return ""
    said = f"Back at the warehouse: load trip {again['trip']}, leave at {again['leaves']}"
    load = f"{float(str(again['weight'])):,.1f} kg"
    cells = f'<td></td><td class="n">{escape(str(again["arrives"]))}</td><td colspan="2"><b>{escape(said)}</b></td>'
    return f'<tr class="load">{cells}<td class="n">{load}</td><td></td></tr>'


def _stop(row: Row) -> str:
    said = {name: escape(str(value if value is not None else "")) for name, value in row.items()}
    address = said["address"] or said["area"]
    rough = "" if row["precision"] == "address" else "<br><small>The map knows only the area.</small>"
    rough += f"<br><small>Takes deliveries {said['hours']}</small>" if said["hours"] else ""
    return (
        f'<tr><td class="n">{said["position"]}</td><td class="n">{said["arrives"]}</td><td>{said["order"]}</td>'
        f"<td><b>{said['customer']}</b><br>{address}{rough}</td>"
        f'<td class="n">{float(str(row["weight"])):,.1f} kg</td><td class="sign"></td></tr>'
    )
