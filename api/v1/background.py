"""Jobs: work that goes on without anybody waiting for it, and can be watched, stopped and tried again."""

from datetime import datetime
from typing import Annotated

from fastapi import APIRouter, Path, Query, Response
from fastapi.responses import FileResponse
from pydantic import BaseModel, ConfigDict, Field, JsonValue

from api.v1.doing import Asking, Own, Someone, TheHouse, does
from core.jobs.exporting import EXPORT
from core.jobs.job import Job
from core.login.rights import asker_of

router = APIRouter(prefix="/jobs", tags=["jobs"])
JobId = Annotated[str, Path(max_length=100, pattern=r"^[\w-]+$", examples=["export-4bf92f3577b34da6a3ce929d"])]


class NewJob(BaseModel):
    """With the same key twice it is one job."""

    model_config = ConfigDict(extra="forbid")
    kind: str = Field(max_length=40, examples=["export"])
    arguments: dict[str, JsonValue] = Field({}, examples=[{"query": {"measures": ["revenue"], "by": ["product"]}}])
    key: str | None = Field(None, max_length=200, examples=["revenue-2026-06-30"])


class ProgressShown(BaseModel):
    text: str
    done: int
    total: int


class JobShown(BaseModel):
    id: str = Field(examples=["export-4bf92f3577b34da6a3ce929d"])
    kind: str
    title: str
    owner: str
    persona: str
    state: str = Field(description="waiting, running, done, failed or cancelled", examples=["running"])
    submitted: datetime
    started: datetime | None
    finished: datetime | None
    progress: ProgressShown
    result: str = Field(description="What came of it, as a sentence")
    error: str = Field(description="Why nothing did")
    times_started: int

    @classmethod
    def of(cls, job: Job) -> "JobShown":
        progress = ProgressShown(text=job.progress.text, done=job.progress.done, total=job.progress.total)
        plain = {name: getattr(job, name) for name in cls.model_fields if name != "progress"}
        return cls(progress=progress, **plain)


@router.get("", **does("own-account", 503))
def list_jobs(
    house: TheHouse, context: Own, limit: Annotated[int, Query(ge=1, le=500)] = 50, mine: bool = False
) -> list[JobShown]:
    """Your jobs, newest first; for Admins everybody's, unless `mine`."""
    return [JobShown.of(job) for job in house.jobs.list(context.asker, limit, mine=mine)]


@router.post("", status_code=202, **does("own-account", 404, 409, 503))
def submit(house: TheHouse, context: Asking, new: NewJob) -> JobShown:
    """Into the queue. Each kind needs an action of its own: an export that of exports, a load that of loading."""
    if new.kind == EXPORT.name:
        context.rates.export.take(context.asker.email)
    job_id = house.jobs.submit(new.kind, new.arguments, context.asker, new.key)
    return JobShown.of(house.jobs.get(job_id, context.asker))


@router.get("/{job_id}", **does("own-account", 404, 503))
def get_job(house: TheHouse, context: Own, job_id: JobId) -> JobShown:
    """How far it is."""
    return JobShown.of(house.jobs.get(job_id, context.asker))


@router.post("/{job_id}/cancel", **does("own-account", 404, 409, 503))
def cancel(house: TheHouse, context: Own, job_id: JobId) -> JobShown:
    """What is under way stops within a second."""
    house.jobs.cancel(job_id, context.asker)
    return JobShown.of(house.jobs.get(job_id, context.asker))


@router.post("/{job_id}/retry", **does("own-account", 404, 409, 503))
def retry(house: TheHouse, context: Own, job_id: JobId) -> JobShown:
    """From the step that failed."""
    house.jobs.retry(job_id, context.asker)
    return JobShown.of(house.jobs.get(job_id, context.asker))


@router.get("/{job_id}/file", response_class=FileResponse, **does("own-account", 404, 503))
def job_file(house: TheHouse, context: Own, caller: Someone, job_id: JobId) -> Response:
    """What it has made, an export or the bad rows of a load: for its owner, as the persona that it was made as."""
    job = house.jobs.get(job_id, context.asker)
    own = job.owner == context.asker.email
    path = house.jobs.file(job_id, asker_of(caller.user, job.persona) if own else context.asker)
    return FileResponse(path, filename=path.name)
