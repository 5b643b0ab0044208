"""Redshift by its own protocol: pooled connections over TLS, reading only, each query with a time limit and a tag."""

import contextlib
import math
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from decimal import Decimal

from redshift_connector import connect
from redshift_connector.core import Connection
from redshift_connector.error import ProgrammingError
from redshift_connector.utils.oids import RedshiftOID

from core.errors import QuartermasterError, Unavailable
from core.warehouse.away import Away
from core.warehouse.base import Errand, Result, Usage, Value
from core.warehouse.elsewhere import Elsewhere
from core.warehouse.redshift.errors import as_ours
from core.warehouse.redshift.estimate import refuse_beyond
from core.warehouse.redshift.pool import LOST, Line, Pool, lost
from core.warehouse.redshift.tables import read_tables
from core.warehouse.redshift.values import result_of
from core.warehouse.remote import TOO_SLOW, Asked, Tables
from core.warehouse.settings import Redshift, Remote
from core.warehouse.settings import Warehouse as Settings
from core.warehouse.stopping import Watched, stopping

GRACE = 10  # seconds that the network may take on top of the time limit
AGAIN = 0.5  # seconds between two tries to cancel
_KINDS = {
    **dict.fromkeys((RedshiftOID.SMALLINT, RedshiftOID.INTEGER, RedshiftOID.BIGINT, RedshiftOID.OID), "integer"),
    **dict.fromkeys((RedshiftOID.REAL, RedshiftOID.FLOAT), "number"),
    **dict.fromkeys((RedshiftOID.TIMESTAMP, RedshiftOID.TIMESTAMPTZ), "timestamp"),
    RedshiftOID.NUMERIC: "decimal",
    RedshiftOID.DATE: "date",
    RedshiftOID.BOOLEAN: "boolean",
}


class RedshiftWarehouse(Elsewhere):
    """Made by `open`, which does not connect yet: a warehouse that is away is told by the first question."""

    def __init__(self, pool: Pool, settings: Settings) -> None:
        super().__init__("redshift", settings)
        self._pool = pool

    @classmethod
    def open(cls, settings: Settings) -> "RedshiftWarehouse":
        seconds = math.ceil(settings.timeout_seconds) + GRACE
        pool = Pool(lambda: _dial(settings.redshift, settings.remote, seconds), settings.remote.at_once)
        return cls(pool, settings)

    def close(self) -> None:
        super().close()
        self._pool.close()

    def _answer(self, query: Asked) -> Result:
        milliseconds = max(50, math.ceil(query.left * 1000 / 50) * 50)  # in steps, so that it is seldom set anew
        with self._pool.reading(milliseconds) as line:
            canceller = _Canceller(self._pool, line.pid)
            began = time.perf_counter()
            with stopping(canceller.now, query.seconds, query.deadline, query.cancel) as watched:
                try:
                    refuse_beyond(self._settings.remote.scan_limit, query.checked.sql, line.execute)
                    found = _fetched(line, query)
                except LOST as error:
                    told = _told(error, query)
                    if isinstance(told, Away):
                        canceller.now()  # or it would run on over there, for nobody
                    raise watched.why() or told from error
                finally:
                    self._count(query.errand, time.perf_counter() - began)
            _unless_stopped(watched)
            return replace(found, seconds=time.perf_counter() - began)

    def _count(self, errand: Errand, seconds: float) -> None:
        errand.used.append(Usage("redshift", Decimal(str(round(seconds * self._settings.redshift.rpu, 3)))))

    def _read_tables(self) -> Tables:
        return read_tables(self._ask, self._settings.remote.tables_in)

    def _ask(self, sql: str, given: Mapping[str, str]) -> Sequence[Sequence[object]]:
        """A question of our own about tables."""
        self._require_open()
        with self._pool.reading(math.ceil(self._settings.timeout_seconds * 1000)) as line:
            try:
                return line.execute(sql, given)
            except LOST as error:
                raise _told(error, None) from error


class _Canceller:
    """Cancels from a connection of its own, not more often than is of use."""

    def __init__(self, pool: Pool, pid: int) -> None:
        self._pool, self._pid, self._last = pool, pid, 0.0

    def now(self) -> None:
        if time.monotonic() - self._last < AGAIN:
            return
        with contextlib.suppress(QuartermasterError, *LOST):  # the time limit over there holds all the same
            line = self._pool.dial()
            try:
                line.execute(f"SELECT pg_cancel_backend({self._pid:d})")
            finally:
                line.hang_up()
        self._last = time.monotonic()


def _fetched(line: Line, query: Asked) -> Result:
    cursor = line.raw.cursor()
    cursor.execute(query.sql)
    described = cursor.description or []
    rows: Sequence[Sequence[Value]] = cursor.fetchall()
    kinds = [_KINDS.get(column[1], "text") for column in described]
    return result_of([str(column[0]) for column in described], kinds, rows, query.checked.row_limit, 0.0)


def _unless_stopped(watched: Watched) -> None:
    """Cancelled at the last moment; the line may be cancelled yet, so it is not used again."""
    if why := watched.why():
        raise why


def _told(error: BaseException, query: Asked | None) -> Exception:
    said = error.args[0] if error.args else None
    if not isinstance(error, ProgrammingError) or not isinstance(said, dict):
        return lost()
    if said.get("C") == "57014" and query is not None:
        return Unavailable(TOO_SLOW.format(query.seconds))
    return as_ours(said.get("C", ""), said.get("M", ""))


def _dial(place: Redshift, remote: Remote, seconds: int) -> Connection:
    """TLS always. Without a password the driver asks IAM for one that lasts some minutes."""
    secret = place.password.get_secret_value() if place.password else None
    iam = secret is None
    return connect(
        host=place.host,
        port=place.port,
        database=place.database,
        user=None if iam else place.user,
        password=secret,
        iam=iam,
        db_user=place.user if iam else None,
        cluster_identifier=place.cluster if iam else None,
        is_serverless=iam and place.workgroup is not None,
        serverless_work_group=place.workgroup if iam else None,
        region=remote.region if iam else None,
        endpoint_url=remote.endpoint if iam else None,
        ssl=True,
        sslmode=place.verify,
        timeout=seconds,
        max_prepared_statements=0,
        application_name="quartermaster",
    )
