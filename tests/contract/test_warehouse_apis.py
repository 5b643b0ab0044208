"""The Data API and Athena when things go wrong: throttled, broken, failed half-way, expired, slow, too much scanned."""

import threading
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path

import pytest

from core.errors import Invalid, NotAllowed, QuartermasterError, Unavailable
from core.warehouse.athena.athena import open_athena
from core.warehouse.away import Away, Throttled
from core.warehouse.base import Cancel, Checked, Errand, Result, Warehouse
from core.warehouse.redshift.data_api import open_data_api
from core.warehouse.resilient import Resilient
from core.warehouse.settings import Warehouse as Settings
from tests.contract.warehouses import Clouds
from tests.wire.aws import Cloud, Faults

TABLES = ("CREATE TABLE thing (id integer, name varchar(50))", "INSERT INTO thing VALUES (1, 'Bolt'), (2, NULL)")
COUNT = "SELECT count(*) AS n FROM thing"


@dataclass
class Service:
    cloud: Cloud
    settings: Callable[..., Settings]
    open: Callable[[Settings], Warehouse]
    start: str
    describe: str
    fetch: str
    stop: str

    def ask(
        self, sql: str = COUNT, cancel: Cancel | None = None, errand: Errand | None = None, **remote: object
    ) -> Result:
        warehouse = self.open(self.settings(**remote))
        return warehouse.run(Checked(sql, warehouse.dialect, frozenset(), 10), cancel=cancel, errand=errand)

    def patient(self, sql: str = COUNT) -> Result:
        """With the tries that the program makes."""
        warehouse = Resilient.of(self.open(self.settings()), self.settings())
        return warehouse.run(Checked(sql, warehouse.dialect, frozenset(), 10))


@pytest.fixture(params=["redshift-data", "athena"])
def service(request: pytest.FixtureRequest, aws: Clouds, tmp_path: Path) -> Iterator[Service]:
    if request.param == "athena":
        aws.fill_lake(tmp_path, TABLES)
        names = ("StartQueryExecution", "GetQueryExecution", "GetQueryResults", "StopQueryExecution")
        found = Service(aws.athena, aws.athena_settings, open_athena, *(f"AmazonAthena.{name}" for name in names))
    else:
        aws.redshift.fill(tmp_path, TABLES)
        names = ("ExecuteStatement", "DescribeStatement", "GetStatementResult", "CancelStatement")
        found = Service(aws.data, aws.data_settings, open_data_api, *(f"RedshiftData.{name}" for name in names))
    found.cloud.faults = Faults()
    found.cloud.heard.clear()
    yield found
    found.cloud.faults = Faults()


def test_throttled_at_the_start_is_said_and_tried_again(service: Service) -> None:
    service.cloud.faults = Faults(throttled=1, only=service.start)
    with pytest.raises(Throttled, match="too much to do") as caught:
        service.ask()
    assert caught.value.after > 0
    service.cloud.faults = Faults(throttled=2, only=service.start)
    assert service.patient().rows == ((2,),)


def test_throttled_looks_do_not_begin_the_query_anew(service: Service) -> None:
    service.cloud.faults = Faults(throttled=3, only=service.describe)
    assert service.ask().rows == ((2,),)
    assert (service.cloud.count(service.start), service.cloud.count(service.stop)) == (1, 0)


def test_a_page_that_fails_is_fetched_again_alone(service: Service) -> None:
    service.cloud.faults = Faults(broken=2, only=service.fetch)
    assert service.ask().rows == ((2,),)
    assert service.cloud.count(service.start) == 1


def test_failed_half_way_is_asked_again_as_a_whole(service: Service) -> None:
    service.cloud.faults = Faults(half=1)
    with pytest.raises(Away):
        service.ask()
    service.cloud.faults = Faults(half=2)
    service.cloud.heard.clear()
    assert service.patient().rows == ((2,),)
    assert service.cloud.count(service.start) == 3


def test_an_expired_result_is_asked_for_anew(service: Service) -> None:
    service.cloud.faults = Faults(expired=3)
    with pytest.raises(Away, match="again"):
        service.ask()
    service.cloud.faults = Faults(expired=4)
    assert service.patient().rows == ((2,),)


def test_it_is_looked_at_less_and_less_often(service: Service) -> None:
    service.cloud.faults = Faults(slow=1.0)
    assert service.ask().rows == ((2,),)
    assert 2 <= service.cloud.count(service.describe) <= 8


def test_cancelled_it_is_stopped_over_there(service: Service) -> None:
    service.cloud.faults = Faults(slow=20)
    cancel = Cancel()
    threading.Timer(0.3, cancel.now).start()
    with pytest.raises(Unavailable, match="cancelled"):
        service.ask(cancel=cancel)
    assert service.cloud.count(service.stop) == 1


def test_nothing_but_a_query_is_sent(service: Service) -> None:
    for sql in ("DELETE FROM thing", "CREATE TABLE copied AS SELECT * FROM thing", f"{COUNT}; DROP TABLE thing"):
        with pytest.raises(QuartermasterError):
            service.ask(sql)
    assert service.cloud.count(service.start) == 0


def test_whose_query_it_is_stands_in_its_text(service: Service) -> None:
    service.ask(errand=Errand("ann@example.com", "trace-7"))
    (given,) = (said for name, said in service.cloud.heard if name == service.start)
    text = given.get("Sql") or given["QueryString"]
    assert text.startswith("/* quartermaster user=ann@example.com trace=trace-7 */ SELECT")


def test_denied_by_aws_is_a_sentence_without_its_text(service: Service, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(Cloud, "_perhaps_fail", _denied)
    with pytest.raises(NotAllowed) as caught:
        service.ask()
    assert "arn:" not in caught.value.message


def _denied(_cloud: Cloud, _operation: str) -> None:
    from tests.wire.aws import Refused

    raise Refused("AccessDeniedException", "User arn:aws:iam::123456789012:user/x is not authorized")


def test_nobody_at_the_address_is_away(service: Service) -> None:
    with pytest.raises(Away, match="cannot be reached"):
        service.ask(endpoint="http://127.0.0.1:9")


def test_athena_counts_the_bytes_and_none_of_what_failed(aws: Clouds, tmp_path: Path) -> None:
    aws.fill_lake(tmp_path, TABLES)
    aws.athena.faults = Faults(scanned=123_456_789)
    errand = Errand()
    warehouse = open_athena(aws.athena_settings())
    result = warehouse.run(Checked(COUNT, "trino", frozenset(), 10), errand=errand)
    aws.athena.faults = Faults(scanned=123_456_789, slow=2)  # it is seen reading before it fails
    with pytest.raises(Invalid):
        warehouse.run(Checked("SELECT nothing FROM thing", "trino", frozenset(), 10), errand=errand)
    assert result.bytes_scanned == 123_456_789
    assert [(used.service, used.quantity) for used in errand.used] == [
        ("athena", Decimal(123_456_789)),
        ("athena", Decimal(0)),
    ]


def test_a_scan_beyond_the_limit_is_stopped(aws: Clouds, tmp_path: Path) -> None:
    aws.fill_lake(tmp_path, TABLES)
    aws.athena.faults = Faults(scanned=3_000_000_000, slow=20)
    aws.athena.heard.clear()
    warehouse = open_athena(aws.athena_settings(scan_limit="2GB"))
    with pytest.raises(Invalid, match=r"has read 3\.0 GB, more than the 2\.0 GB"):
        warehouse.run(Checked(COUNT, "trino", frozenset(), 10))
    assert aws.athena.count("AmazonAthena.StopQueryExecution") == 1
    aws.athena.faults = Faults()


def test_athena_is_told_where_and_in_which_workgroup(aws: Clouds, tmp_path: Path) -> None:
    aws.fill_lake(tmp_path, TABLES)
    aws.athena.heard.clear()
    open_athena(aws.athena_settings()).run(Checked(COUNT, "trino", frozenset(), 10))
    given = aws.athena.heard[0][1]
    assert given["WorkGroup"] == "analysts"
    assert given["ResultConfiguration"] == {"OutputLocation": "s3://results/"}
    assert given["QueryExecutionContext"] == {"Database": "lake", "Catalog": "AwsDataCatalog"}
