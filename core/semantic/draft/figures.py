"""The figures and states of a draft: how many, sums, averages; yes-or-no columns."""

from core.semantic.draft.naming import Naming, state_of
from core.semantic.draft.profile import ColumnProfile, Profile
from core.semantic.draft.wording import bare_names, is_reference, plural, stem, words

Entry = dict[str, object]
MONEY = (
    "price", "amount", "cost", "total", "fee", "revenue", "salary", "value", "charge", "paid", "balance", "payment",
    "budget", "discount", "commission", "tax", "msrp", "wage", "income", "premium", "deposit", "rent",
)  # fmt: skip
LEVELS = (
    "age", "rate", "rating", "score", "percent", "pct", "ratio", "temperature", "weight", "height", "year", "price",
    "level", "duration", "mileage", "grade", "latitude", "longitude", "stars", "floor", "salary", "speed", "size",
    "maximum", "minimum", "width", "length", "depth", "distance",
)  # fmt: skip
DOINGS = {"deleted": ["removed"], "active": ["in use"], "paid": ["settled"]}
SEXES = {"female": ("F", ["women", "woman", "females", "girls"]), "male": ("M", ["men", "man", "males", "boys"])}


def unit(text: str) -> str:
    parts = text.split()
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
            and column.name not in (*key, *referring)
            and not is_reference(column.name)
        ):
            measures |= _sum_and_average(table, column, entity, label, when, naming)
    return measures


def _sum_and_average(
    table: Profile, column: ColumnProfile, entity: str, label: str, when: Entry, naming: Naming
) -> Entry:
    text = naming.spoken(column.name)
    many, parts = plural(label), text.split()
    level = "total" not in parts and any(part in LEVELS for part in (*parts, *words(column.name).split()))
    full = [
        *bare_names(text),
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
    total |= {"fact": table.sql, "sql": f"sum({where})", **when, "unit": unit(text), "additive": True}
    average |= {"fact": table.sql, "sql": f"avg({where})", **when, "unit": unit(text)}
    return {
        f"total_{name}": total | {"meaning": f"Sum of the {text} of {many}"},
        f"average_{name}": average | {"meaning": f"Plain average of the {text} of {many}"},
    }


def conditions_of(table: Profile, entity: str, naming: Naming) -> Entry:
    """A yes-or-no column is a state; so is a sex in one letter."""
    found: Entry = {}
    sex = next((c for c in table.columns if c.name.lower() in ("gender", "sex") and c.longest == 1), None)
    for label, (letter, synonyms) in SEXES.items() if sex else ():
        when = f"{table.sql}.{sex.sql} = '{letter}'" if sex else ""
        found[f"{entity}.{label}"] = {"label": label, "synonyms": synonyms, "when": when, "meaning": label.capitalize()}
    for column in table.columns:
        if column.kind == "boolean":
            whole = words(column.name, naming.nouns)
            text = state_of(whole)
            when = f"{table.sql}.{column.sql} = true"
            found[f"{entity}.{stem(column.name)}"] = {
                "label": text,
                "synonyms": list(DOINGS.get(text, ())),
                "when": when,
                "meaning": f"{whole.capitalize()}: yes",
            }
    return found
