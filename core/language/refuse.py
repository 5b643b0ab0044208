"""What is not asked of the data: to change it, to run something, to give away secrets."""

import re

CHANGE = (
    "delete|drop|truncate|insert|update|alter|create|remove|erase|wipe|set|change|modify|edit|overwrite|mark|cancel|approve|reject"
    "|raise|place|submit|send|email|mail|pay|transfer|book|schedule|assign|add|rename|merge|upload|import|grant|revoke|execute|run"
    "|reorder|order|buy|purchase|ship|move|close|reopen|fix|increase|decrease|reduce|put|adjust|correct|archive|purge|reset"
)
# The same words begin honest questions: "remove the date filter", "change in revenue", "order it by value". What is
# called by one of them ("order numbers", "run rate") the vocabulary knows, and the reader asks it.
HARMLESS = (
    r"^(?:remove|drop|reset|clear)\s+(?:the\s+|all\s+)?(?:\w+\s+)?(?:filter|filters|date|period|limit|sort|sorting|grouping|group)"
    rf"|^(?:{CHANGE})\s+(?:in|of|by|per|from|vs|over|it by|them by)\b"
    r"|^send (?:me|us)\b"
    r"|^(?:email|mail|order|book|schedule|transfer)s?\s+(?:addresses\s+|address\s+)?(?:of|for)\b"
    r"|^(?:add|put)\s+(?:the\s+)?\w+\s+(?:column|as a column)"
)
# "purchase spend by supplier", "buy price", "order 017880": beside one thing, or a number, it is the name of something;
# to order is to order the, some, 40 or pumps.
NAMING = (
    r"^(?:order|purchase|buy|sell|ship|drop|transfer|import|increase|decrease|change|book|schedule|run|place)\s+"
    r"(?!(?:the|an?|all|any|more|some|my|our|this|that|it|them|me|us|new|another|everything|everyone|something)\b)"
    r"(?:[a-z]*[a-rt-z]|0\d+|\d{5,})(?![\w-])"
)
SECRETS = (
    r"\b(?:passwords?|passphrases?|api[\s_-]*keys?|secrets?|access[\s_-]*tokens?|credentials?|system\s+prompt|password\s+hash\w*"
    r"|private\s+keys?|session\s+cookies?)\b"
)
ESCAPES = (
    r"\b(?:ignore|disregard|forget)\b.{0,30}\b(?:rules?|instructions?|prompts?|restrictions?)\b"
    r"|\bno restrictions\b|\byou are (?:now )?dan\b"
)
SQL = (
    r"(?:^|[;'\"(:]\s*|\b(?:run|execute)\b.{0,30})(?:drop\s+table|delete\s+from|insert\s+into|update\s+\w+\s+set|alter\s+table|truncate"
    r"|create\s+(?:table|view)|attach\s|copy\s|pragma\s)"
)


def refusal(question: str) -> str | None:
    """The reason not to read on; None for what may be a question."""
    return forbidden(question) or command_to(question)


def forbidden(question: str) -> str | None:
    """What is refused whatever else is said."""
    text = " ".join(question.lower().split())
    if re.search(SECRETS, text) or re.search(ESCAPES, text):
        return "Secrets and the rules of this program are not part of the data."
    if re.search(SQL, text):
        return "Questions read the data; nothing here changes it."
    return None


def command_to(question: str) -> str | None:
    """What begins like an order to do something."""
    text = " ".join(question.lower().split())
    start = re.sub(
        r"^(?:please|pls|kindly|can you|could you|would you|now|then|go ahead and|i want you to|just)[\s,]+", "", text
    )
    if re.match(rf"(?:{CHANGE})(?![\w-])", start) and not re.match(HARMLESS, start) and not re.match(NAMING, start):
        return "Questions read the data; nothing here changes it."
    return None
