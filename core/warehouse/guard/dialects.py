"""sqlglot's dialects as the guard speaks them."""

from sqlglot.dialects.redshift import Redshift


class PlainRedshift(Redshift):
    """Redshift with quotes doubled and backslashes left alone, in and out.

    sqlglot's own writes O'Brien as 'O\\'Brien', which ends the text early wherever a backslash is no escape, and reads
    'a\\%' as 'a%'.
    """

    class Tokenizer(Redshift.Tokenizer):
        STRING_ESCAPES = ["'"]


def spoken(dialect: str) -> str | type[PlainRedshift]:
    return PlainRedshift if dialect == "redshift" else dialect
