"""Amazon Athena: queries over files in S3, in a workgroup, paid by the bytes they scan."""

import re
from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any
from uuid import uuid4

from core.errors import Invalid, NotAllowed, QuartermasterError, Unavailable
from core.warehouse import aws
from core.warehouse.athena import glue
from core.warehouse.away import Away, Throttled
from core.warehouse.base import Result, Usage, Value
from core.warehouse.polled import PolledWarehouse, Progress
from core.warehouse.remote import Asked, Tables
from core.warehouse.retry import Retry
from core.warehouse.settings import Warehouse as Settings

PAGE = 1000  # rows, the most that Athena gives
_NAMED = re.compile(
    r"(?:Column|Table|Function|Schema) '?[\w.\"]+'? (?:cannot be resolved|does not exist|not registered)[^:]*$"
)
_PLACE = re.compile(r"^[A-Z_]+: (?:line \d+:\d+: )?")
_ABOUT_VALUES = ("INVALID_CAST_ARGUMENT", "INVALID_FUNCTION_ARGUMENT", "NUMERIC_VALUE_OUT_OF_RANGE", "DIVISION_BY_ZERO")
_SENTENCES: tuple[tuple[str, type[QuartermasterError], str], ...] = (
    (r"Bytes scanned limit was exceeded", Invalid, "The query reads more than the workgroup allows: ask for less."),
    (r"exhausted resources|EXCEEDED_\w*MEMORY", Unavailable, "The query needs more than Athena has: ask for less."),
    (r"EXCEEDED_TIME_LIMIT", Unavailable, "The query took longer than Athena allows and was stopped."),
    (r"SlowDown|Rate exceeded|throttl", Throttled, "The warehouse has too much to do: try again in a few seconds."),
    (r"Access ?Denied|not authorized|PERMISSION_DENIED", NotAllowed, "This program's role may not read those tables."),
    ("|".join(_ABOUT_VALUES), Invalid, "A value cannot be used as the query asks: converted or computed with."),
)
_PARSED: Mapping[str, Callable[[str], Value]] = {
    "integer": int,
    "decimal": Decimal,
    "number": float,
    "date": date.fromisoformat,
    "timestamp": lambda text: datetime.fromisoformat(" ".join(text.split(" ")[:2])),
    "boolean": lambda text: text == "true",
}


def open_athena(settings: Settings) -> PolledWarehouse:
    clients = (aws.client("athena", settings.remote), aws.client("glue", settings.remote))
    return PolledWarehouse(Athena(*clients, settings), settings)


class Athena:
    dialect = "trino"

    def __init__(self, client: Any, catalogue: Any, settings: Settings) -> None:
        self._client, self._catalogue, self._settings = client, catalogue, settings

    def start(self, query: Asked) -> str:
        """A token of its own: sent twice by the network, it is run once."""
        place = self._settings.athena
        output = {"ResultConfiguration": {"OutputLocation": place.output}} if place.output else {}
        said = self._called(
            "start_query_execution",
            QueryString=query.sql,
            ClientRequestToken=uuid4().hex,
            QueryExecutionContext={"Database": self._settings.remote.tables_in, "Catalog": place.catalog},
            WorkGroup=place.workgroup,
            **output,
        )
        return str(said["QueryExecutionId"])

    def look(self, name: str) -> Progress:
        said = self._called("get_query_execution", QueryExecutionId=name)["QueryExecution"]
        state, scanned = said["Status"]["State"], int(said.get("Statistics", {}).get("DataScannedInBytes", 0))
        if state in ("QUEUED", "RUNNING", "SUCCEEDED"):
            return Progress(state == "SUCCEEDED", scanned)
        raise failed(said["Status"])

    def stop(self, name: str) -> None:
        self._called("stop_query_execution", QueryExecutionId=name)

    def fetch(self, name: str, most: int, retry: Retry, query: Asked) -> Result:
        kinds: list[str] = []
        names: list[str] = []
        rows: list[tuple[Value, ...]] = []
        token: dict[str, str] = {}
        while True:
            page = retry.call(
                lambda _, at=token: self._called(  # type: ignore[misc]
                    "get_query_results", QueryExecutionId=name, MaxResults=PAGE, **at
                ),
                query.left,
                query.cancel,
            )
            found = page["ResultSet"]["Rows"]
            if not token:
                described = page["ResultSet"]["ResultSetMetadata"]["ColumnInfo"]
                names = [str(column["Name"]) for column in described]
                kinds = [glue.kind_of(str(column["Type"])) for column in described]
                found = found[1:]  # the names once more
            rows += [_row(row["Data"], kinds) for row in found]
            if not page.get("NextToken") or len(rows) > most:
                return Result(tuple(names), tuple(kinds), tuple(rows[:most]), truncated=len(rows) > most)
            token = {"NextToken": page["NextToken"]}

    def usage(self, progress: Progress, seconds: float) -> Usage:
        return Usage("athena", Decimal(progress.scanned))

    def tables(self, ask: PolledWarehouse) -> Tables:
        return glue.read_tables(self._catalogue, self._settings.remote.tables_in)

    def _called(self, operation: str, **given: Any) -> Mapping[str, Any]:
        try:
            said: Mapping[str, Any] = getattr(self._client, operation)(**given)
        except aws.AWS_ERRORS as error:
            raise _expired(error) or aws.as_ours(error) from error
        return said


def failed(status: Mapping[str, Any]) -> QuartermasterError:
    """By what Athena says of the query; values are not repeated, names are."""
    reason = str(status.get("StateChangeReason", ""))
    if status["State"] == "CANCELLED":
        return Unavailable("The query was stopped by the warehouse.")
    for found, kind, sentence in _SENTENCES:
        if re.search(found, reason, re.IGNORECASE):
            return kind(sentence, after=1) if issubclass(kind, Throttled) else kind(sentence)
    if status.get("AthenaError", {}).get("Retryable"):
        return Away("The warehouse failed in the middle of the query; it can be asked again.")
    text = _PLACE.sub("", reason).strip().rstrip(".")
    if _NAMED.search(text) or "mismatched input" in text:
        return Invalid(f"{text.splitlines()[0]}.")
    return Invalid("The query cannot be run: a name, a type or the grammar does not fit.")


def _expired(error: Exception) -> QuartermasterError | None:
    """The files of a result are deleted after a while, by a rule of the bucket."""
    if "Could not find results" in str(error):
        return Away("The result is no longer there; the query can be asked again.")
    return None


def _row(cells: Sequence[Mapping[str, str]], kinds: Sequence[str]) -> tuple[Value, ...]:
    """No text at all is nothing; an empty text is one."""
    return tuple(
        None if (text := cell.get("VarCharValue")) is None else _PARSED[kind](text) if kind in _PARSED else text
        for cell, kind in zip(cells, kinds, strict=True)
    )
