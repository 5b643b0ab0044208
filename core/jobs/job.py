"""A job as those who wait for it see it."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

JobId = str
State = Literal["waiting", "running", "done", "failed", "cancelled"]
OVER: tuple[State, ...] = ("done", "failed", "cancelled")


@dataclass(frozen=True)
class Progress:
    """How far it is: a sentence, and a share where the whole is known."""

    text: str = ""
    done: int = 0
    total: int = 0

    @property
    def share(self) -> float | None:
        return min(self.done / self.total, 1.0) if self.total else None


@dataclass(frozen=True)
class Job:
    id: JobId
    kind: str
    title: str
    owner: str
    persona: str
    state: State
    submitted: datetime
    started: datetime | None
    finished: datetime | None
    progress: Progress
    result: str = ""  # what came of it, as a sentence
    error: str = ""  # why nothing did
    times_started: int = 0
    rows_seen: str = ""  # which rows its owner saw: core.access.rows_seen; what it made is for those who see the same

    @property
    def over(self) -> bool:
        return self.state in OVER
