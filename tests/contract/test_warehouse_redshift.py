"""Redshift by its own protocol: the network fails, TLS is missing, rights are missing, and whose query it was."""

import threading
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from decimal import Decimal

import psycopg
import pytest

from core.errors import Invalid, NotAllowed, Unavailable
from core.warehouse.away import Away
from core.warehouse.base import Cancel, Checked, Errand, Result
from core.warehouse.redshift.connector import RedshiftWarehouse
from tests.contract.warehouses import StandIn
from tests.wire.redshift import certificates, relaying

TABLES = ("CREATE TABLE thing (id integer, name varchar(50))", "INSERT INTO thing VALUES (1, 'Bolt'), (2, 'Nut')")
SLOW = "SELECT count(*) AS n FROM generate_series(1, 1000000000) AS g(i)"


@pytest.fixture
def warehouse(redshift: StandIn, tmp_path: object) -> Iterator[RedshiftWarehouse]:
    redshift.fill(tmp_path, TABLES)  # type: ignore[arg-type]
    opened = RedshiftWarehouse.open(redshift.settings())
    yield opened
    opened.close()


def ask(
    warehouse: RedshiftWarehouse, sql: str = "SELECT count(*) AS n FROM thing", cancel: Cancel | None = None
) -> Result:
    return warehouse.run(Checked(sql, "redshift", frozenset(), 10), cancel=cancel)


def test_a_dropped_connection_costs_no_answer(redshift: StandIn, warehouse: RedshiftWarehouse) -> None:
    with ThreadPoolExecutor(3) as pool:
        list(pool.map(lambda _: ask(warehouse, "SELECT pg_sleep(0.2)"), range(3)))
    redshift.relay.drop()
    assert [ask(warehouse).rows for _ in range(3)] == [((2,),)] * 3


def test_lost_in_the_middle_is_away_and_the_next_one_works(redshift: StandIn, warehouse: RedshiftWarehouse) -> None:
    threading.Timer(0.3, redshift.relay.drop).start()
    with pytest.raises(Away, match="lost"):
        ask(warehouse, SLOW)
    assert ask(warehouse).rows == ((2,),)
    assert not _running(redshift)


def test_nobody_there_is_away(redshift: StandIn) -> None:
    redshift.relay.refusing = True
    try:
        with pytest.raises(Away, match=r"cannot be reached|does not answer"):
            ask(RedshiftWarehouse.open(redshift.settings()))
    finally:
        redshift.relay.refusing = False


def test_without_tls_nothing_is_sent(redshift: StandIn) -> None:
    with relaying(redshift.server, None) as plain:
        settings = redshift.settings()
        place = settings.redshift.model_copy(update={"port": plain.port})
        with pytest.raises(Unavailable, match="TLS"):
            ask(RedshiftWarehouse.open(settings.model_copy(update={"redshift": place})))


def test_a_certificate_of_somebody_else_is_not_trusted(redshift: StandIn, tmp_path: object) -> None:
    with relaying(redshift.server, certificates(tmp_path).context) as other:  # type: ignore[arg-type]
        settings = redshift.settings()
        place = settings.redshift.model_copy(update={"port": other.port})
        with pytest.raises(Unavailable, match="certificate"):
            ask(RedshiftWarehouse.open(settings.model_copy(update={"redshift": place})))


def test_a_name_that_the_certificate_does_not_say_is_not_trusted(redshift: StandIn) -> None:
    settings = redshift.settings()
    place = settings.redshift.model_copy(update={"host": "127.0.0.1"})
    with pytest.raises(Unavailable, match="certificate"):
        ask(RedshiftWarehouse.open(settings.model_copy(update={"redshift": place})))


def test_the_connection_only_reads_even_if_its_user_may_write(redshift: StandIn, warehouse: RedshiftWarehouse) -> None:
    with psycopg.connect(redshift.server, autocommit=True) as owner:
        owner.execute("GRANT INSERT, DELETE ON thing TO reader")
    try:
        for sql in ("INSERT INTO thing VALUES (3, 'Nail')", "DELETE FROM thing"):
            with pytest.raises(NotAllowed, match="Only reading"):
                ask(warehouse, sql)
    finally:
        with psycopg.connect(redshift.server, autocommit=True) as owner:
            owner.execute("REVOKE INSERT, DELETE ON thing FROM reader")
    assert ask(warehouse).rows == ((2,),)


def test_a_table_without_a_grant_is_said_so(redshift: StandIn, warehouse: RedshiftWarehouse) -> None:
    with psycopg.connect(redshift.server, autocommit=True) as owner:
        owner.execute("CREATE TABLE salary (amount integer)")
    try:
        with pytest.raises(NotAllowed, match="salary"):
            ask(warehouse, "SELECT amount FROM salary")
    finally:
        with psycopg.connect(redshift.server, autocommit=True) as owner:
            owner.execute("DROP TABLE salary")


def test_a_wrong_password_is_a_sentence(redshift: StandIn, postgres: str) -> None:
    settings = redshift.settings()
    place = settings.redshift.model_copy(update={"user": "nobody"})
    with pytest.raises(Unavailable, match="sign-in"):
        ask(RedshiftWarehouse.open(settings.model_copy(update={"redshift": place})))


def test_the_time_limit_holds_over_there_too(
    warehouse: RedshiftWarehouse, redshift: StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nobody cancels here: the statement's own limit ends it."""
    monkeypatch.setattr("core.warehouse.redshift.connector._Canceller.now", lambda _: None)
    with pytest.raises(Unavailable, match=r"0\.4 seconds"):
        warehouse.run(Checked(SLOW, "redshift", frozenset(), 10), timeout=0.4)
    assert not _running(redshift)


def test_cancelled_it_is_gone_over_there(warehouse: RedshiftWarehouse, redshift: StandIn) -> None:
    cancel = Cancel()
    threading.Timer(0.4, cancel.now).start()
    with pytest.raises(Unavailable, match="cancelled"):
        ask(warehouse, SLOW, cancel)
    assert not _running(redshift)


def _running(redshift: StandIn) -> list[object]:
    with psycopg.connect(redshift.server, autocommit=True) as owner:
        return owner.execute(
            "SELECT query FROM pg_stat_activity WHERE usename = 'reader' AND state = 'active'"
        ).fetchall()


def test_the_warehouse_can_tell_whose_query_it_is(warehouse: RedshiftWarehouse, redshift: StandIn) -> None:
    errand = Errand("ann@example.com */ DROP TABLE thing; --", "trace-7")
    with ThreadPoolExecutor(1) as pool:
        sleeping, cancel = Checked("SELECT pg_sleep(60)", "redshift", frozenset(), 10), Cancel()
        running = pool.submit(warehouse.run, sleeping, cancel=cancel, errand=errand)
        until = time.monotonic() + 30
        while not (seen := str(_running(redshift))).count("pg_sleep") and time.monotonic() < until:
            time.sleep(0.05)
        cancel.now()
        with pytest.raises(Unavailable, match="cancelled"):
            running.result()
    assert "/* quartermaster user=ann@example.comDROPTABLEthing-- trace=trace-7 */ SELECT pg_sleep(60)" in seen


def test_what_it_used_is_counted_even_when_it_failed(redshift: StandIn, warehouse: RedshiftWarehouse) -> None:
    errand = Errand()
    with pytest.raises(Unavailable):
        warehouse.run(Checked(SLOW, "redshift", frozenset(), 10), timeout=1.5, errand=errand)
    (used,) = errand.used
    assert used.service == "redshift"
    assert Decimal("0.2") * 8 <= used.quantity < 60 * 8  # some of the time may have gone into connecting


def test_a_query_that_would_read_too_much_is_refused_before_it_runs(redshift: StandIn) -> None:
    with psycopg.connect(redshift.server, autocommit=True) as owner:
        owner.execute(
            "CREATE TABLE IF NOT EXISTS large AS SELECT i, repeat('x', 100) AS t FROM generate_series(1, 5000) i"
        )
        owner.execute("GRANT SELECT ON large TO reader; ANALYZE large")
    limited = RedshiftWarehouse.open(redshift.settings(scan_limit="100kB"))
    try:
        with pytest.raises(Invalid, match=r"about 5\d\d\.\d kB, more than the 100\.0 kB"):
            ask(limited, "SELECT count(t) AS n FROM large")
        assert ask(limited, "SELECT count(*) AS n FROM thing").rows == ((2,),)
    finally:
        limited.close()
        with psycopg.connect(redshift.server, autocommit=True) as owner:
            owner.execute("DROP TABLE large")


def test_connections_are_used_again(redshift: StandIn, warehouse: RedshiftWarehouse) -> None:
    before = redshift.relay.accepted
    for _ in range(5):
        ask(warehouse)
    assert redshift.relay.accepted - before == 1


def test_an_unknown_name_is_named_and_a_value_never(warehouse: RedshiftWarehouse) -> None:
    with pytest.raises(Invalid, match='Column "nothing" does not exist'):
        ask(warehouse, "SELECT nothing FROM thing")
    with pytest.raises(Invalid) as caught:
        ask(warehouse, "SELECT CAST(name AS integer) AS n FROM thing")
    assert "Bolt" not in caught.value.message
