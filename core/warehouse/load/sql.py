"""Statements put together from quoted names and literals, in one place."""


def name(*parts: str) -> str:
    """A quoted identifier, qualified when there are several parts."""
    return ".".join('"' + part.replace('"', '""') + '"' for part in parts)


def literal(value: object) -> str:
    """A number as it is, anything else as quoted text."""
    if isinstance(value, int):
        return str(value)
    return "'" + str(value).replace("'", "''") + "'"


def fill(template: str, **parts: str) -> str:
    """Put SQL parts, each a quoted name, a literal or made of such, into the {places} of a statement."""
    return template.format_map(parts)
