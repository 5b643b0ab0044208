"""The one durable function: DBOS finds it by its name, in whichever process takes the job up."""

from collections.abc import Callable

from dbos import DBOS

from core.errors import Conflict
from core.jobs.job import JobId
from core.jobs.rows import WORKFLOW

MOST_STARTS = 10  # a job that ends the process each time is not begun an eleventh time
Doing = Callable[[JobId, str, str, str, str], str]
_doing: list[Doing] = []  # DBOS is one to a process, and calls a function of a module: this is where it finds ours


def do_with(doing: Doing | None) -> None:
    """From now on this process does jobs so, or none any more."""
    if doing and _doing:
        raise Conflict("This process does jobs already: there is one worker to a process.")
    _doing[:] = [doing] if doing else []


@DBOS.workflow(name=WORKFLOW, max_recovery_attempts=MOST_STARTS - 1)
def job(kind: str, arguments: str, persona: str) -> str:
    """What came of it, as a sentence."""
    return _doing[0](DBOS.workflow_id or "", kind, arguments, persona, DBOS.authenticated_user or "")
