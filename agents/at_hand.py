"""The answers that a process has at hand: those under way, so many for each person, and those just finished."""

import time
from collections import Counter, OrderedDict
from collections.abc import Callable
from threading import Lock

from agents.running import Running
from core.config import Ask
from core.errors import TryLater

FINISHED = 200  # kept at most
CELLS = 5_000_000  # of their tables, in all: what a tool gives is never cut
IN_LINE = 20  # questions that wait for each thread at most


class AtHand:
    """Safe for many threads."""

    def __init__(self, rules: Ask) -> None:
        self._rules = rules
        self._lock = Lock()
        self._answers: OrderedDict[str, Running] = OrderedDict()
        self._busy: Counter[str] = Counter()  # by e-mail

    def take_place(self, who: str) -> None:
        """Before anything is begun. Raises TryLater when there is too much under way."""
        with self._lock:
            self._forget_old()
            if self._busy[who] >= self._rules.at_once:
                raise TryLater(f"You have {self._rules.at_once} questions under way. Wait for one of them.", after=1.0)
            if self._busy.total() >= self._rules.threads * IN_LINE:
                raise TryLater("Very many questions are being answered. Ask again in a moment.", after=5.0)
            self._busy[who] += 1

    def leave_place(self, who: str) -> None:
        with self._lock:
            self._busy[who] -= 1
            if self._busy[who] <= 0:
                del self._busy[who]

    def put(self, running: Running) -> None:
        with self._lock:
            self._answers[running.id] = running

    def get(self, turn_id: str) -> Running | None:
        with self._lock:
            return self._answers.get(turn_id)

    def under_way(self, wanted: Callable[[Running], bool]) -> list[Running]:
        with self._lock:
            return [one for one in self._answers.values() if not one.done and wanted(one)]

    def _forget_old(self) -> None:
        before = time.monotonic() - self._rules.keep_minutes * 60
        cells = 0
        for number, one in enumerate(reversed([one for one in self._answers.values() if one.done])):
            cells += _cells(one)
            if one.ended < before or number >= FINISHED or cells > CELLS:
                del self._answers[one.id]


def _cells(running: Running) -> int:
    if running.answer is None:
        return 0
    tables = [*running.answer.tables, *(sheet.table for used in running.answer.used for sheet in used.found.sheets)]
    return sum(len(table.rows) * len(table.columns) for table in tables)
