"""A stand-in for AWS: the Redshift Data API, Athena and Glue over real HTTP, running the SQL for real."""

import json
import threading
import time
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any, Protocol
from uuid import uuid4

Row = Sequence[Any]
Data = dict[str, Any]


class Session(Protocol):
    """One statement's connection to the engine."""

    def run(self, sql: str, given: Data) -> tuple[list[tuple[str, str]], list[Row]]:
        """Columns with their types as the service calls them, and the rows. Errors are the engine's."""
        ...

    def stop(self) -> None: ...


@dataclass
class Faults:
    """What goes wrong; the counts are used up."""

    throttled: int = 0  # calls of `only`, or of any operation
    broken: int = 0  # calls that end in a 500
    only: str = ""
    half: int = 0  # queries that fail in the middle, as something that may pass
    expired: int = 0  # results that are gone when they are fetched
    slow: float = 0.0  # seconds that each query takes more
    scanned: int = 25_000_000  # bytes, told while a query runs as well


@dataclass
class Statement:
    sql: str
    session: Session
    state: str = "STARTED"
    error: str = ""
    columns: list[tuple[str, str]] = field(default_factory=list)
    rows: list[Row] = field(default_factory=list)
    retryable: bool = False
    named: str = ""


class Refused(Exception):
    """An error of the API, by its code."""

    def __init__(self, code: str, message: str = "", status: int = 400) -> None:
        super().__init__(message or code)
        self.code, self.status = code, status


@dataclass
class Cloud:
    """Statements by their id, over sessions of one engine; and what was asked of it, by operation."""

    open: Callable[[], Session]
    page: int
    tables: Callable[[], list[Data]] = list
    faults: Faults = field(default_factory=Faults)
    heard: list[tuple[str, Data]] = field(default_factory=list)
    statements: dict[str, Statement] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def count(self, operation: str) -> int:
        return sum(name == operation for name, _ in self.heard)

    def answer(self, operation: str, given: Data) -> Data:
        with self._lock:
            self.heard.append((operation, given))
            self._perhaps_fail(operation)
        return OPERATIONS[operation](self, given)

    def _perhaps_fail(self, operation: str) -> None:
        if self.faults.only not in ("", operation):
            return
        if self.faults.throttled:
            self.faults.throttled -= 1
            raise Refused("ThrottlingException", "Rate exceeded")
        if self.faults.broken:
            self.faults.broken -= 1
            raise Refused("InternalServerException", "try again", 500)

    def begin(self, sql: str, given: Data, named: str) -> str:
        name, statement = str(uuid4()), Statement(sql, self.open(), named=named)
        self.statements[name] = statement
        threading.Thread(target=self._run, args=(statement, given), daemon=True).start()
        return name

    def _run(self, statement: Statement, given: Data) -> None:
        until = time.monotonic() + self.faults.slow
        while time.monotonic() < until and statement.state == "STARTED":
            time.sleep(0.02)
        if self.faults.half:
            self.faults.half -= 1
            statement.retryable, statement.error, statement.state = True, "connection lost: internal error", "FAILED"
            return
        try:
            statement.columns, statement.rows = statement.session.run(statement.sql, given)
        except Exception as error:  # noqa: BLE001 - whatever the engine says is the statement's error
            statement.error = str(error)
            statement.state = "FAILED" if statement.state == "STARTED" else statement.state
        else:
            statement.state = "FINISHED" if statement.state == "STARTED" else statement.state

    def stop(self, name: str) -> None:
        statement = self.statements[name]
        if statement.state == "STARTED":
            statement.state = "ABORTED"
            statement.session.stop()

    def known(self, name: str) -> Statement:
        if name not in self.statements:
            raise Refused("ResourceNotFoundException", "Query does not exist.")
        return self.statements[name]

    def part(self, name: str, token: str | None, most: int) -> tuple[Statement, list[Row], Data]:
        statement, begin = self.known(name), int(token or 0)
        end = begin + min(most, self.page)
        more = {"NextToken": str(end)} if end < len(statement.rows) else {}
        return statement, list(statement.rows[begin:end]), more


def _execute(cloud: Cloud, given: Data) -> Data:
    parameters = {one["name"]: one["value"] for one in given.get("Parameters", ())}
    return {"Id": cloud.begin(given["Sql"], parameters, given.get("StatementName", ""))}


def _describe(cloud: Cloud, given: Data) -> Data:
    statement = cloud.known(given["Id"])
    return {"Id": given["Id"], "Status": statement.state, "Error": f"ERROR: {statement.error} [ErrorId: 1-67]"}


def _result(cloud: Cloud, given: Data) -> Data:
    if cloud.faults.expired:
        cloud.faults.expired -= 1
        raise Refused("ResourceNotFoundException", "Query result has expired.")
    statement, rows, more = cloud.part(given["Id"], given.get("NextToken"), 1 << 30)
    kinds = [kind for _, kind in statement.columns]
    described = [{"name": name, "typeName": kind, "label": name} for name, kind in statement.columns]
    records = [[_field(value, kind) for value, kind in zip(row, kinds, strict=True)] for row in rows]
    return {"ColumnMetadata": described, "Records": records, "TotalNumRows": len(statement.rows), **more}


def _field(value: Any, kind: str) -> Data:
    if value is None:
        return {"isNull": True}
    if kind == "bool":
        return {"booleanValue": value}
    if kind.startswith("int"):
        return {"longValue": value}
    return {"doubleValue": value} if kind.startswith("float") else {"stringValue": str(value)}


def _cancel(cloud: Cloud, given: Data) -> Data:
    cloud.stop(given["Id"])
    return {"Status": True}


def _start(cloud: Cloud, given: Data) -> Data:
    return {"QueryExecutionId": cloud.begin(given["QueryString"], {}, given["WorkGroup"])}


_STATES = {"STARTED": "RUNNING", "FINISHED": "SUCCEEDED", "ABORTED": "CANCELLED", "FAILED": "FAILED"}


def _execution(cloud: Cloud, given: Data) -> Data:
    statement = cloud.known(given["QueryExecutionId"])
    status = {"State": _STATES[statement.state], "StateChangeReason": statement.error}
    if statement.state == "FAILED":
        status["AthenaError"] = {"Retryable": statement.retryable}  # type: ignore[assignment]
    return {"QueryExecution": {"Status": status, "Statistics": {"DataScannedInBytes": cloud.faults.scanned}}}


def _results(cloud: Cloud, given: Data) -> Data:
    if cloud.faults.expired:
        cloud.faults.expired -= 1
        raise Refused("InvalidRequestException", "Could not find results")
    token = given.get("NextToken")
    statement, rows, more = cloud.part(given["QueryExecutionId"], token, given.get("MaxResults", 1000))
    described = [{"Name": name, "Type": kind} for name, kind in statement.columns]
    texts = [[None if value is None else _text(value) for value in row] for row in rows]
    if token is None:
        texts = [[name for name, _ in statement.columns], *texts]
    found = [{"Data": [{} if text is None else {"VarCharValue": text} for text in row]} for row in texts]
    return {"ResultSet": {"Rows": found, "ResultSetMetadata": {"ColumnInfo": described}}, **more}


def _text(value: Any) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


def _stop(cloud: Cloud, given: Data) -> Data:
    cloud.stop(given["QueryExecutionId"])
    return {}


def _tables(cloud: Cloud, given: Data) -> Data:
    tables, begin = cloud.tables(), int(given.get("NextToken") or 0)
    more = {"NextToken": str(begin + 1)} if begin + 1 < len(tables) else {}  # a table a page
    return {"TableList": tables[begin : begin + 1], **more}


OPERATIONS: dict[str, Callable[[Cloud, Data], Data]] = {
    "RedshiftData.ExecuteStatement": _execute,
    "RedshiftData.DescribeStatement": _describe,
    "RedshiftData.GetStatementResult": _result,
    "RedshiftData.CancelStatement": _cancel,
    "AmazonAthena.StartQueryExecution": _start,
    "AmazonAthena.GetQueryExecution": _execution,
    "AmazonAthena.GetQueryResults": _results,
    "AmazonAthena.StopQueryExecution": _stop,
    "AWSGlue.GetTables": _tables,
}


class _Door(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    cloud: Cloud

    def do_POST(self) -> None:
        given = json.loads(self.rfile.read(int(self.headers["content-length"])) or b"{}")
        try:
            self._say(200, self.cloud.answer(self.headers["x-amz-target"], given))
        except Refused as refused:
            self._say(refused.status, {"__type": refused.code, "message": str(refused)})

    def _say(self, status: int, body: Data) -> None:
        content = json.dumps(body, default=str).encode()
        self.send_response(status)
        self.send_header("content-type", "application/x-amz-json-1.1")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, *_: Any) -> None:
        pass


@contextmanager
def cloud_at(cloud: Cloud) -> Iterator[str]:
    """Its address."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Door", (_Door,), {"cloud": cloud}))
    server.daemon_threads = True
    server.handle_error = lambda *_: None  # type: ignore[method-assign]
    threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
