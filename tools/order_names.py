"""A sales order by the number that people give, among millions: looked up, never listed."""

import re

from core.context import Context
from core.errors import Invalid, Unknown
from core.run import run_query
from core.semantic.query import Query

LONGEST = 12  # digits of a number with zeros in front
NEAR = 200  # numbers among which the nearest are found


def order_code(ctx: Context, text: str) -> str:
    """so 123, SO000123 and 000123 are SO-000123; cancelled orders have a number too."""
    letters, digits = _parts(text)
    if not digits:
        raise Invalid(f"{text!r} is no order number; they look like SO-000123.")
    short = digits.lstrip("0") or "0"
    written = {short.zfill(length) for length in range(1, LONGEST + 1)} | {digits}
    found = [
        (prefix, number)
        for prefix, number in _numbers(ctx, {"field": "sales_order.number", "op": "in", "value": sorted(written)})
        if letters in ("", prefix.lower())
    ]
    if len(found) == 1:
        return "-".join(found[0])
    if found:
        raise Invalid(f"{text!r} fits {len(found)} sales orders: {', '.join('-'.join(one) for one in found)}.")
    raise Unknown("sales order", text, _near(ctx, short))


def _near(ctx: Context, digits: str) -> list[str]:
    """Numbers that have most of the digits in one piece."""
    for length in range(len(digits), 0, -1):
        found = _numbers(ctx, {"field": "sales_order.number", "op": "contains", "value": digits[:length]})
        if found:
            return ["-".join(one) for one in found]
    return []


def _numbers(ctx: Context, where: dict[str, object]) -> list[tuple[str, str]]:
    query = {
        "rows": "sales_order", "by": ["sales_order.prefix", "sales_order.number"], "where": where,
        "including": ["Cancelled"], "limit": NEAR,
    }  # fmt: skip
    return [(str(prefix), str(number)) for prefix, number in run_query(ctx, Query.model_validate(query)).table.rows]


def _parts(text: str) -> tuple[str, str]:
    """The letters in front, and the digits."""
    match = re.fullmatch(r"\W*([a-z]*)[\W_]*(\d+)\W*", text.strip().lower())
    return (match[1], match[2]) if match else ("", "")
