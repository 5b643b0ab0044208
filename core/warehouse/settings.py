"""Settings of warehouses: which one, how to reach it, and how much one look at it may take."""

from datetime import time
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field

from core.setting_types import Count, Seconds, Secret, Section, Size

Kind = Literal["duckdb", "redshift", "redshift-data", "athena"]
Address = Annotated[str, Field(pattern=r"^https?://")]
Port = Annotated[int, Field(ge=1, le=65535)]


class Worker(Section):
    """Limits of the process that runs SQL written by a person or a model; it is killed when it passes one."""

    memory: Size = Field(2 * 1024**3, description="Address space of the process")
    cpu_seconds: Count = Field(30, description="Processor time of one query")
    rows: Count = Field(10_000, description="Rows it hands back at most")
    bytes: Size = Field(64 * 1000**2, description="Size of what it hands back at most")


class Remote(Section):
    """What Redshift and Athena have in common: tables, age of what is known about them, and what to do without them."""

    tables_in: str = Field("public", description="The schema (Redshift) or database (Athena) that has the tables")
    region: str | None = Field(None, description="The AWS region, as eu-central-1; null is that of the environment")
    endpoint: Address | None = Field(None, description="Another address of the API, such as a VPC endpoint's")
    at_once: Count = Field(8, description="Queries under way at once, of one process")
    refresh_seconds: Seconds = Field(300.0, description="How long the list of tables counts as current")
    scan_limit: Size | None = Field(None, description="A query that would read more is refused; null: no limit")
    attempts: Annotated[int, Field(ge=1, le=10)] = Field(3, description="Tries of a query whose failure may pass")
    failures: Count = Field(5, description="Failures in a row after which it is left alone")
    rest_seconds: Seconds = Field(30.0, description="It is left alone for this long")
    mirror_when_away: bool = Field(
        False, description="While it is away, answer from the mirror under app.home, and say so"
    )
    mirror_at: time | None = Field(
        None, description="When the mirror is made every day, as 02:30 in app.timezone; null: by hand only"
    )


class Redshift(Section):
    """Amazon Redshift, by its own protocol (redshift) or by the Data API (redshift-data)."""

    host: str | None = Field(None, description="The endpoint's name; null: found by workgroup or cluster, with IAM")
    port: Port = Field(5439, description="The endpoint's port")
    database: str = Field("dev", description="The database")
    user: str | None = Field(None, description="A database user that may only read; null with a workgroup: by IAM")
    password: Secret | None = Field(None, description="Its password; null: temporary credentials by IAM")
    workgroup: str | None = Field(None, description="A Serverless workgroup")
    cluster: str | None = Field(None, description="A provisioned cluster")
    secret_arn: str | None = Field(None, description="For the Data API: a secret with the user's name and password")
    verify: Literal["verify-full", "verify-ca"] = Field(
        "verify-full", description="TLS is always on; verify-ca, for tunnels, leaves the host's name unchecked"
    )
    rpu: Annotated[int, Field(ge=4)] = Field(
        8, description="Base capacity, by which seconds are counted as RPU-seconds"
    )


class Athena(Section):
    """Amazon Athena, with the Glue catalogue."""

    workgroup: str = Field("primary", description="The workgroup, whose own limits hold as well")
    output: Annotated[str, Field(pattern=r"^s3://")] | None = Field(
        None, description="Where results are put, as s3://bucket/folder/; null: the workgroup says"
    )
    catalog: str = Field("AwsDataCatalog", description="The data catalogue")


class Warehouse(Section):
    """Where the data is, and how much of this machine one look at it may take."""

    backend: Kind = Field("duckdb", description="The kind of warehouse")
    file: Path | None = Field(None, description="A DuckDB file; null is the newest one under app.home")
    memory: Size = Field(1000**3, description="Memory of the database in the program itself")
    threads: Count = Field(2, description="Processor threads of the database")
    timeout_seconds: Seconds = Field(30.0, description="A query is stopped after this long")
    row_limit: Count = Field(10_000, description="Rows shown at most; beyond them a result says it is cut")
    worker: Worker = Worker()
    remote: Remote = Remote()
    redshift: Redshift = Redshift()
    athena: Athena = Athena()

    @property
    def ours(self) -> bool:
        """Its data is loaded by this program, into generations under the home."""
        return self.backend == "duckdb" and self.file is None
