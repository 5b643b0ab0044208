"""What a job's function is given: the context with its owner's rights, steps, progress, and whether to go on."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4

from dbos import DBOS, PortableWorkflowError

from core.context import Context
from core.errors import QuartermasterError
from core.jobs.job import JobId, Progress
from core.warehouse.base import Cancel

TELL_EVERY = 0.5  # seconds between two writings of a progress
log = logging.getLogger(__name__)


class Stopped(BaseException):
    """Ends an execution without a result: it was cancelled, another process has it, or this one stops.

    No Exception, so that nothing on the way takes it for a failure and records it as one.
    """


class Failed(Exception):
    """What is recorded of a failure: a sentence for its owner."""


def failure(error: Exception, job_id: JobId) -> Failed:
    """What the program did not foresee goes into the log; its text may be about anything, so the owner has a number."""
    if isinstance(error, Failed):
        return error
    if isinstance(error, QuartermasterError):
        return Failed(error.message)
    if isinstance(error, PortableWorkflowError) and error.name == Failed.__name__:  # as it comes back from the records
        return Failed(error.message)
    number = uuid4().hex[:12]
    log.error("job %s failed, error %s", job_id, number, exc_info=error)
    return Failed(f"Something went wrong that should not have; the log says more under {number}.")


@dataclass
class Work:
    """One execution of one job. It may be the second one: whatever a step does must bear being done again."""

    job_id: JobId
    ctx: Context
    folder: Path  # for the one file that it makes, if it makes one
    tell: Callable[[Progress], None]
    cancel: Cancel = field(default_factory=Cancel)
    _told: float = 0.0

    def step(self, name: str, do: Callable[[], str]) -> str:
        """Done once and remembered: after a crash the job goes on behind its last finished step."""
        self.go_on()

        def guarded() -> str:
            try:
                return do()
            except Exception as error:
                if self.cancel.event.is_set():  # the error is how the stopping looked from inside
                    raise Stopped from error
                raise failure(error, self.job_id) from None

        done: str = DBOS.run_step({"name": name}, guarded)
        return done

    def say(self, text: str, done: int = 0, total: int = 0) -> None:
        """How far it is; called as often as one likes. Ends the execution when it should not go on."""
        self.go_on()
        if time.monotonic() - self._told >= TELL_EVERY:
            self._told = time.monotonic()
            self.tell(Progress(text, done, total))

    def go_on(self) -> None:
        if self.cancel.event.is_set():
            raise Stopped

    def pause(self, seconds: float) -> None:
        """Wait, unless there is nothing more to wait for."""
        self.cancel.event.wait(seconds)
        self.go_on()
