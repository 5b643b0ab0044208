"""What is not asked of the data: to change it, to run something, to give away secrets."""

import re

CHANGE = (
    "delete|drop|truncate|insert|update|alter|create|remove|erase|wipe|set|change|modify|edit|overwrite|mark|cancel|approve|reject"
    "|raise|place|submit|send|email|mail|pay|transfer|book|schedule|assign|add|rename|merge|upload|import|grant|revoke|execute|run"
    "|reorder|order|buy|purchase|ship|move|close|reopen|fix|increase|decrease|reduce|put|adjust|correct|archive|purge|reset"
)
# The same words begin honest questions: "order numbers of …", "remove the date filter", "run rate by month".
HARMLESS = (
    r"^(?:remove|drop|reset|clear)\s+(?:the\s+|all\s+)?(?:\w+\s+)?(?:filter|filters|date|period|limit|sort|sorting|grouping|group)"
    r"|^(?:run|order|orders|set|change|increase|decrease|add|put|close|purchase|buy|place|book|ship|move|reorder)\s*"
    r"(?:rate|in|of|by|value|values|count|number|numbers|date|dates|point|points|lines?|orders?|status|per|size|from|vs|over"
    r"|it by|them by)\b"
    r"|^(?:add|put)\s+(?:the\s+)?\w+\s+(?:column|as a column)"
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
    text = " ".join(question.lower().split())
    if re.search(SECRETS, text) or re.search(ESCAPES, text):
        return "Secrets and the rules of this program are not part of the data."
    if re.search(SQL, text):
        return "Questions read the data; nothing here changes it."
    start = re.sub(
        r"^(?:please|pls|kindly|can you|could you|would you|now|then|go ahead and|i want you to|just)[\s,]+", "", text
    )
    if re.match(rf"(?:{CHANGE})\b", start) and not re.match(HARMLESS, start):
        return "Questions read the data; nothing here changes it."
    return None
