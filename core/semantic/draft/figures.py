"""The figures of a draft: how many, sums, averages, what was sold for how much."""

from core.semantic.draft.naming import Naming
from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.wording import COMMON, bare_names, is_reference, plural, singular, words

Entry = dict[str, object]
# Amounts that a business earns, and what they are amounts of.
EARNED = {
    "amount", "total", "total amount", "total price", "sale price", "fare", "sales amount", "grand total",
    "order total",
}  # fmt: skip
PAID = {
    "fine", "fee", "payment", "donation", "expense", "refund", "bonus", "sale", "deposit", "withdrawal", "tip",
    "charge",
}  # fmt: skip
SOLD = {"order", "sale", "invoice", "booking", "reservation", "ticket", "transaction", "rental", "purchase"}
MONEY = (
    "price", "amount", "cost", "total", "fee", "revenue", "salary", "value", "charge", "paid", "balance", "payment",
    "budget", "discount", "commission", "tax", "msrp", "wage", "income", "premium", "deposit", "rent",
)  # fmt: skip
LEVELS = (
    "age", "rate", "rating", "score", "percent", "pct", "ratio", "temperature", "weight", "height", "year", "price",
    "level", "duration", "mileage", "grade", "latitude", "longitude", "stars", "floor", "salary", "speed", "size",
    "maximum", "minimum", "width", "length", "depth", "distance",
)  # fmt: skip


def _listed(entry: Entry) -> list[object]:
    names = entry["synonyms"]
    return list(names) if isinstance(names, list) else []


def unit(text: str) -> str:
    parts = text.split()
    if {"percent", "percentage", "share"} & {*parts}:
        return "units"
    if any(word.startswith(money) for word in parts for money in MONEY) and "rating" not in parts:
        return "money"
    return "days" if "days" in parts else "units"


def measures_of(
    table: Profile, key: tuple[str, ...], referring: set[str], entity: str, date: str | None, naming: Naming
) -> Entry:
    when: Entry = {"date": f"{entity}.{date.lower()}"} if date else {"as_of": "now"}
    label = naming.label(entity)
    many = plural(label)
    counted: Entry = {"label": many.capitalize(), "synonyms": [f"number of {many}", f"{label} count"]}
    counted |= {"fact": table.sql, "sql": "count(*)", **when, "unit": "count", "additive": True}
    measures: Entry = {f"{plural(entity)}_count": counted | {"meaning": f"Number of {many}"}}
    for column in table.columns:
        numeric = column.kind in ("integer", "decimal", "number")
        if (
            numeric
            and "year" not in words(column.name).split()
            and column.yes is None
            and column.name not in (*key, *referring)
            and not is_reference(column.name)
        ):
            measures |= _sum_and_average(table, column, entity, label, when, naming)
    return measures | _revenue(table, entity, referring, when)


def _revenue(table: Profile, entity: str, referring: set[str], when: Entry) -> Entry:
    """How many for how much each, less a discount that is a share: where no column has the amount itself."""
    numbers = [c for c in table.columns if c.kind in ("integer", "decimal", "number")]
    many = [c for c in numbers if words(c.name) in ("quantity", "units", "units sold", "order quantity", "count")]
    each = [c for c in numbers if words(c.name) in ("unit price", "price", "price each", "sale price", "selling price")]
    amounts = [c for c in numbers if {*words(c.name).split()} & {"total", "amount", "extended"}]
    if len(many) != 1 or len(each) != 1 or amounts or len(referring) < 2:
        return {}
    place = f"{table.sql}.{many[0].sql} * {table.sql}.{each[0].sql}"
    less = next((c for c in numbers if words(c.name) in ("discount", "discount percent") and _share(c)), None)
    place += f" * (1 - {table.sql}.{less.sql})" if less else ""
    names = ["sales", "turnover", "sales amount", "sales value", "total sales", "sales revenue", "total revenue"]
    entry: Entry = {"label": "Revenue", "synonyms": names, "fact": table.sql, "sql": f"sum({place})", **when}
    meaning = "Quantity times price" + (", less the discount" if less else "")
    return {f"{entity}_revenue": entry | {"unit": "money", "additive": True, "meaning": meaning}}


def _share(column: ColumnProfile) -> bool:
    return column.most == "" or float(column.most) <= 1


def _sum_and_average(
    table: Profile, column: ColumnProfile, entity: str, label: str, when: Entry, naming: Naming
) -> Entry:
    text = naming.spoken(column.name)
    many, parts = plural(label), text.split()
    level = "total" not in parts and any(part in LEVELS for part in (*parts, *words(column.name).split()))
    bare = text.removesuffix(" amount")
    full = [
        *bare_names(text),
        *COMMON.columns.get(text, ()),
        *([bare] if bare != text and not {bare, singular(bare)} & naming.labels else []),
        *naming.head(text),
        *([] if text.startswith(label) else [f"{label} {text}", f"{many} {text}"]),
    ]
    where = f"{table.sql}.{column.sql}"
    total: Entry = {
        "label": f"Total {text.removeprefix('total ')}",
        "synonyms": [*([] if level else [text]), *(full if not level else []), f"sum of {text}"],
    }
    average: Entry = {
        "label": f"Average {text}",
        "synonyms": [f"mean {text}", *([text, *full] if level else []), *(f"average {f}" for f in full)],
    }
    name = f"{entity}_{column.name.lower()}"
    if not level and text in EARNED and label.split()[-1] in SOLD:
        total["synonyms"] = [*_listed(total), "revenue", "sales", "turnover"]
    if not level and text in (*EARNED, label, f"{label} amount") and label.split()[-1] in PAID:
        total["synonyms"] = [*_listed(total), f"total {many}", f"total of {many}", f"{many} total", f"sum of {many}"]
    total |= {"fact": table.sql, "sql": f"sum({where})", **when, "unit": unit(text), "additive": True}
    average |= {"fact": table.sql, "sql": f"avg({where})", **when, "unit": unit(text)}
    return {
        f"total_{name}": total | {"meaning": f"Sum of the {text} of {many}"},
        f"average_{name}": average | {"meaning": f"Plain average of the {text} of {many}"},
    }
