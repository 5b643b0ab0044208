"""The drivers' sheets: a page for each vehicle, as HTML that any browser prints, with nothing from outside."""

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
td.n {text-align: right; white-space: nowrap} td.sign {width: 8rem} small {color: #555}
@media print {body {margin: 0}}
"""
COLUMNS = ("Stop", "Arrives", "Order", "Customer and address", "Unload", "Received by")
HEAD = f"<tr>{''.join(f'<th>{name}</th>' for name in COLUMNS)}</tr>"


def page(found: Found, title: str) -> str:
    times = {str(row["vehicle"]): row for row in found.sheet("Vehicles").records()}
    stops = groupby(found.sheet("Stops").records(), key=lambda row: str(row["vehicle"]))
    body = "".join(_vehicle(name, times[name], list(rows), title) for name, rows in stops)
    return (
        f'<!doctype html><html lang="en"><head><meta charset="utf-8"><title>{escape(title)}</title>'
        f"<style>{STYLE}</style></head><body>{body}</body></html>"
    )


def _vehicle(name: str, times: Row, rows: list[Row], title: str) -> str:
    told = f"Leaves {times['departs']}, back {times['returns']} · {len(rows)} stops · {float(str(times['km'])):.1f} km"
    told += f" · {float(str(times['weight'])):,.0f} kg"
    lines = "".join(_stop(row) for row in rows)
    head = f"<h1>{escape(name)}</h1><p>{escape(title)} · {escape(told)}</p>"
    return f"<section>{head}<table>{HEAD}{lines}</table></section>"


def _stop(row: Row) -> str:
    said = {name: escape(str(value if value is not None else "")) for name, value in row.items()}
    address = said["address"] or said["area"]
    rough = "" if row["precision"] == "address" else "<br><small>The map knows only the area.</small>"
    return (
        f'<tr><td class="n">{said["position"]}</td><td class="n">{said["arrives"]}</td><td>{said["order"]}</td>'
        f"<td><b>{said['customer']}</b><br>{address}{rough}</td>"
        f'<td class="n">{float(str(row["weight"])):,.1f} kg</td><td class="sign"></td></tr>'
    )
