"""Names of tables and columns as words that people say."""

import re

ENDINGS = ("_id", "_code", "_no", "_num", "_number", "_key", "_ref", "id")
IRREGULAR = {"people": "person", "children": "child", "staff": "staff", "series": "series", "status": "status"}


def words(name: str) -> str:
    """`unitPrice`, `unit_price` → "unit price"."""
    spaced = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", "_", name)
    return re.sub(r"[_\W]+", " ", spaced).strip().lower()


def singular(name: str) -> str:
    last = name.rsplit("_", 1)[-1].lower()
    if last.endswith("people") and last != "people":
        return name[:-6] + "person"
    if last in IRREGULAR:
        return name[: len(name) - len(last)] + IRREGULAR[last]
    if last.endswith("ies") and len(last) > 4:
        return name[:-3] + "y"
    if last.endswith(("sses", "shes", "ches", "xes")):
        return name[:-2]
    return name[:-1] if last.endswith("s") and not last.endswith(("ss", "us", "is")) else name


def plural(word: str) -> str:
    if word.endswith("person"):
        return word[: -len("person")] + "people"
    if word.endswith("y") and word[-2:-1] not in "aeiou":
        return word[:-1] + "ies"
    return word + ("es" if word.endswith(("s", "x", "ch", "sh")) else "s")


def stem(column: str) -> str:
    """What a reference refers to: `patient_id` → "patient"."""
    for ending in ENDINGS:
        if column.lower().endswith(ending) and len(column) > len(ending):
            return column[: -len(ending)].rstrip("_").lower()
    return column.lower()


def is_reference(column: str) -> bool:
    return stem(column) != column.lower() or column.lower() in ("id", "code", "key")


SUFFIXES = ("min", "mins", "minutes", "hours", "hrs", "sec", "kg", "km", "eur", "usd", "gbp", "cm", "mm", "lbs")


# What people also call a thing, and what happens with it: common English, no business's own words.
ALSO = {
    "vehicle": ["car", "auto"], "customer": ["client", "buyer"], "salesperson": ["seller", "sales rep", "salesman"],
    "employee": ["staff member", "worker"], "doctor": ["physician"], "invoice": ["bill"], "supplier": ["vendor"],
    "vendor": ["supplier"], "product": ["item", "article"], "department": ["dept"], "branch": ["store", "shop"],
    "appointment": ["visit"], "student": ["pupil"], "course": ["class"], "warehouse": ["depot"], "city": ["town"],
}  # fmt: skip
VERBS = {
    "sale": ["sell", "sold", "selling", "buy", "bought", "purchased", "purchase"],
    "order": ["ordered", "place", "placed"], "purchase": ["bought", "buy", "purchased"],
    "appointment": ["booked", "scheduled", "visited"], "visit": ["visited"], "booking": ["booked", "book"],
    "prescription": ["prescribed", "prescribe"], "treatment": ["treated"], "repair": ["repaired"],
    "payment": ["pay", "paid"], "invoice": ["billed", "invoiced"], "rental": ["rented", "rent"],
    "delivery": ["delivered", "deliver"], "enrollment": ["enrolled"], "loan": ["lent", "borrowed"], "hire": ["hired"],
}  # fmt: skip


def happened(column: str) -> list[str]:
    """Words for a date's event: `hire_date` → "hired", `prescribed_on` → "prescribed", `birth_date` → "born"."""
    bare = re.sub(r" (date|at|on|time|day|dt)$", "", words(column))
    if bare in ("birth", "dob", "date of birth"):
        return ["born", "birthday"]
    if " " in bare or bare in ("date", "created", "updated"):
        return []
    return [bare] if bare.endswith("ed") else [bare + ("d" if bare.endswith("e") else "ed")]


def bare_names(column: str) -> list[str]:
    """`drug_name` → "drug"; `duration_min` → "duration"."""
    parts = words(column).split()
    return [" ".join(parts[:-1])] if len(parts) > 1 and (parts[-1] == "name" or parts[-1] in SUFFIXES) else []


def said(column: str) -> str:
    """A column without ends that nobody says: `signed_at` → "signed"."""
    text = words(column)
    return re.sub(r" (at|on|ts)$", "", text) or text
