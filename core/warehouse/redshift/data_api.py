"""Redshift by the Data API: without connections of our own; statements are started, looked after and paged."""

from collections.abc import Callable, Mapping, Sequence
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from core.warehouse import aws
from core.warehouse.base import Checked, Result, Usage, Value
from core.warehouse.polled import PolledWarehouse, Progress, looks
from core.warehouse.redshift.errors import from_text
from core.warehouse.redshift.estimate import refuse_beyond
from core.warehouse.redshift.tables import read_tables
from core.warehouse.redshift.values import kind_of, result_of
from core.warehouse.remote import Asked, Tables, asked, tag
from core.warehouse.retry import Retry
from core.warehouse.settings import Warehouse as Settings

_UNDER_WAY = ("SUBMITTED", "PICKED", "STARTED")
_LONGEST_NAME = 500  # characters of a statement's name
_PARSED: Mapping[str, Callable[[str], Value]] = {
    "decimal": Decimal,
    "date": date.fromisoformat,
    "timestamp": datetime.fromisoformat,
    "number": float,
}
MANY = 100_000  # rows of our own questions about tables


def open_data_api(settings: Settings) -> PolledWarehouse:
    return PolledWarehouse(DataApi(aws.client("redshift-data", settings.remote), settings), settings)


class DataApi:
    dialect = "redshift"

    def __init__(self, client: Any, settings: Settings) -> None:
        self._client, self._settings = client, settings
        self._where = _where(settings)

    def start(self, query: Asked) -> str:
        """With a scan limit, Redshift's own plan is looked at first."""
        limit = self._settings.remote.scan_limit
        if limit is not None:
            refuse_beyond(limit, query.checked.sql, lambda sql: self._asked(sql, {}, query))
        return self._started(query.sql, {}, tag(query.errand))

    def look(self, name: str) -> Progress:
        said = self._called("describe_statement", Id=name)
        if said["Status"] in _UNDER_WAY:
            return Progress(False)
        if said["Status"] == "FINISHED":
            return Progress(True)
        raise from_text(str(said.get("Error") or "cancelled"))

    def stop(self, name: str) -> None:
        self._called("cancel_statement", Id=name)

    def fetch(self, name: str, most: int, retry: Retry, query: Asked) -> Result:
        names, kinds, rows = list[str](), list[str](), list[list[Value]]()
        token: dict[str, str] = {}
        while True:
            page = retry.call(
                lambda _, at=token: self._called("get_statement_result", Id=name, **at),  # type: ignore[misc]
                query.left,
                query.cancel,
            )
            if not names:
                names = [str(column["name"]) for column in page["ColumnMetadata"]]
                kinds = [kind_of(str(column["typeName"])) for column in page["ColumnMetadata"]]
            rows += [[_value(cell, kind) for cell, kind in zip(r, kinds, strict=True)] for r in page["Records"]]
            if not page.get("NextToken") or len(rows) > most:
                return result_of(names, kinds, rows, most, 0.0)
            token = {"NextToken": page["NextToken"]}

    def usage(self, progress: Progress, seconds: float) -> Usage:
        return Usage("redshift", Decimal(str(round(seconds * self._settings.redshift.rpu, 3))))

    def tables(self, ask: PolledWarehouse) -> Tables:
        return read_tables(self._own, self._settings.remote.tables_in)

    def _own(self, sql: str, parameters: Mapping[str, str]) -> Sequence[Sequence[object]]:
        """A question of our own about tables."""
        nothing = Checked(sql, self.dialect, frozenset(), MANY)
        return self._asked(
            sql, parameters, asked(nothing, self.dialect, self._settings.timeout_seconds, None, None, None)
        )

    def _asked(self, sql: str, parameters: Mapping[str, str], query: Asked) -> Sequence[Sequence[object]]:
        name = self._started(sql, parameters, "quartermaster tables")
        for _ in looks(self, name, query):
            pass
        return self.fetch(name, MANY, Retry(), query).rows

    def _started(self, sql: str, parameters: Mapping[str, str], name: str) -> str:
        given = [{"name": key, "value": value} for key, value in parameters.items()]
        more = {"Parameters": given} if given else {}
        said = self._called("execute_statement", Sql=sql, StatementName=name[:_LONGEST_NAME], **self._where, **more)
        return str(said["Id"])

    def _called(self, operation: str, **given: Any) -> Mapping[str, Any]:
        try:
            said: Mapping[str, Any] = getattr(self._client, operation)(**given)
        except aws.AWS_ERRORS as error:
            raise aws.as_ours(error) from error
        return said


def _where(settings: Settings) -> dict[str, str]:
    place = settings.redshift
    given = {
        "Database": place.database,
        "WorkgroupName": place.workgroup,
        "ClusterIdentifier": None if place.workgroup else place.cluster,
        "DbUser": None if place.workgroup or place.secret_arn else place.user,
        "SecretArn": place.secret_arn,
    }
    return {key: value for key, value in given.items() if value}


def _value(cell: Mapping[str, Any], kind: str) -> Value:
    """A cell is an object with one key, its kind as the API sees it; decimals and dates come as text."""
    if cell.get("isNull"):
        return None
    value: Value = next(iter(cell.values()))
    parse = _PARSED.get(kind)
    return parse(value) if parse and isinstance(value, str) else value
