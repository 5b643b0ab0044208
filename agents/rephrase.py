"""A question asked again with the choice that was clicked in place of the word that was unclear."""

import re


def with_choice(question: str, reason: str, label: str) -> str:
    """`label` is as the choice reads, such as "Kalpadhara Cements (customer CU001)"; `reason` quotes the word."""
    quoted = re.search(r"'(.+?)'|\"(.+?)\"", reason)
    word = (quoted[1] or quoted[2]) if quoted else ""
    meant = _meant(label)
    at = question.lower().find(word.lower()) if word else -1
    if at < 0:
        return f"{question.rstrip(' ?.')} by {meant[:1].lower()}{meant[1:]}"
    return f"{question[:at]}{meant}{question[at + len(word) :]}"


def _meant(label: str) -> str:
    """By its code where it has one, otherwise by its kind and name, so that it is not unclear again."""
    described = re.fullmatch(r"(.+) \(([^()]+)\)", label)
    if not described:
        return label
    name, kind = described.groups()
    last = kind.split()[-1]
    return last if any(letter.isdigit() for letter in last) else f"{kind} {name}"
