"""Does jobs in this process: those of the queue, of the schedule, and of processes that died in the middle."""

import logging
import time
from dataclasses import dataclass, field
from threading import Event, Thread
from uuid import uuid4
from zoneinfo import ZoneInfo

from dbos import DBOS

from core.clock import Clock
from core.context import Context
from core.errors import QuartermasterError
from core.jobs.database import settings
from core.jobs.execution import Desk, system
from core.jobs.jobs import Jobs
from core.jobs.rows import WORKFLOW
from core.jobs.schedule import Daily, schedule
from core.jobs.work import Failed
from core.jobs.workflow import do_with
from core.store.presence import Presence, presence
from core.store.trouble import explained

TICK = 0.5  # seconds between looks at what was cancelled and who is gone
TROUBLED = 5.0  # the same after an error, which will hardly be over so soon
GRACE = 5.0  # seconds that jobs under way get to stop by themselves
log = logging.getLogger(__name__)


@dataclass
class Worker:
    """One to a process. Started with the context and stopped before it is closed."""

    desk: Desk
    name: str
    place: Presence
    daily: tuple[Daily, ...]
    _stop: Event = field(default_factory=Event)
    _keeper: Thread | None = None
    _suspects: frozenset[str] = frozenset()
    _submitted: set[str] = field(default_factory=set)

    @classmethod
    def start(cls, ctx: Context, jobs: Jobs, daily: tuple[Daily, ...] | None = None) -> "Worker":
        name = f"worker-{uuid4().hex}"  # never the same again: what a dead process had is told from what we have
        place = presence(ctx.store, ctx.config.app.home / "workers", name)
        worker = cls(Desk(ctx, jobs), name, place, schedule(ctx.config.warehouse) if daily is None else daily)
        do_with(worker.desk.do)
        try:
            place.stay()  # before there is anything that somebody could take for a dead process's
            _through_our_log()
            with explained():
                DBOS(config=settings(ctx.config, name))
                DBOS.launch()
        except BaseException:
            worker.stop()
            raise
        worker._keeper = Thread(target=worker._keep, name="jobs-keeper", daemon=True)
        worker._keeper.start()
        return worker

    def stop(self, grace: float = GRACE) -> None:
        """What is under way ends at its next look and is gone on with by another process, or by the next start."""
        self.desk.stopping = True
        until = time.monotonic() + grace
        while (works := self.desk.works()) and time.monotonic() < until:
            for work in works:
                work.cancel.now()
            time.sleep(0.02)
        self._stop.set()
        if self._keeper:
            self._keeper.join()
        DBOS.destroy()
        do_with(None)
        if not self.desk.works():  # otherwise the end of this process says that we are gone
            self.place.leave()

    def _keep(self) -> None:
        pause = TICK
        while not self._stop.wait(pause):
            pause = TICK
            for duty in (self.place.stay, self._stop_cancelled, self._take_over, self._submit_due):
                try:
                    duty()
                except QuartermasterError as error:
                    log.warning("jobs: %s", error.message)
                    pause = TROUBLED
                except Exception:
                    log.exception("jobs: an unexpected error")
                    pause = TROUBLED

    def _stop_cancelled(self) -> None:
        """Ours no more: cancelled, or taken over by a process that could not see us."""
        works = self.desk.works()
        if not works:
            return
        with explained():
            rows = self.desk.jobs.client.list_workflows(
                workflow_ids=[work.job_id for work in works], load_input=False, load_output=False
            )
        ours = {row.workflow_id for row in rows if row.status == "PENDING" and row.executor_id == self.name}
        for work in works:
            if work.job_id not in ours:
                work.cancel.now()

    def _take_over(self) -> None:
        """The jobs of a process that was gone at two looks: its connection may just have been made anew."""
        with explained():
            running = self.desk.jobs.client.list_workflows(
                name=WORKFLOW, status="PENDING", load_input=False, load_output=False
            )
        gone = set()
        for other in {row.executor_id for row in running if row.executor_id} - {self.name}:
            with self.place.taking_over(other) as is_gone:
                if is_gone and other in self._suspects:
                    DBOS._recover_pending_workflows(
                        [other]
                    )  # no public way without its paid console; pinned in the tests
                    log.warning("jobs: those of %s are taken over", other)
                elif is_gone:
                    gone.add(other)
        self._suspects = frozenset(gone)

    def _submit_due(self) -> None:
        """Each process does this, and the key makes one job of it."""
        ctx, zone, now = self.desk.ctx, ZoneInfo(self.desk.ctx.config.app.timezone), Clock.utc()
        for row in self.daily:
            key = row.key(now, zone)
            if key not in self._submitted:
                persona = next(iter(ctx.model.personas))
                self.desk.jobs.submit(row.kind, row.arguments, system(persona), key)
                self._submitted.add(key)


def _through_our_log() -> None:
    """DBOS finds a handler and adds none of its own, which would write past ours, tracebacks and all."""
    theirs = logging.getLogger("dbos")
    theirs.handlers[:], theirs.propagate = [logging.NullHandler()], True
    theirs.addFilter(_is_news)


def _is_news(record: logging.LogRecord) -> bool:
    """A job that failed says so itself; DBOS would add a traceback."""
    return not (record.exc_info and isinstance(record.exc_info[1], Failed))
