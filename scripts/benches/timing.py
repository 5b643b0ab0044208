"""Times of several ways to do one thing: in turn, so that a busy machine slows all of them alike; medians."""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from statistics import median

Runs = Mapping[str, Callable[[], object]]


@dataclass
class Times:
    """Seconds of each round, on the wall and of all processors."""

    wall: list[float] = field(default_factory=list)
    cpu: list[float] = field(default_factory=list)

    def add(self, wall: float, cpu: float) -> None:
        self.wall.append(wall)
        self.cpu.append(cpu)

    @property
    def ms(self) -> float:
        return median(self.wall) * 1000

    @property
    def cpu_ms(self) -> float:
        return median(self.cpu) * 1000

    def over(self, floor: "Times") -> float:
        """Milliseconds more than the floor, of the same rounds."""
        return median(a - b for a, b in zip(self.wall, floor.wall, strict=True)) * 1000

    def cpu_over(self, floor: "Times") -> float:
        """The same of the processors: what is on top of the floor is one thread's work, which others cannot stretch."""
        return median(a - b for a, b in zip(self.cpu, floor.cpu, strict=True)) * 1000

    def ratio(self, floor: "Times") -> float:
        return _ratio(self.wall, floor.wall)

    def cpu_ratio(self, floor: "Times") -> float:
        return _ratio(self.cpu, floor.cpu)


def _ratio(ours: Sequence[float], floor: Sequence[float]) -> float:
    return median(a / max(b, 1e-9) for a, b in zip(ours, floor, strict=True))


def in_turn(runs: Runs, rounds: int, seconds: float, before: Callable[[], None] = lambda: None) -> dict[str, Times]:
    """Each once unmeasured, then `rounds` times or as often as fits into the seconds, three times at least."""
    times = {name: Times() for name in runs}
    for run in runs.values():
        before()
        run()
    began = time.perf_counter()
    for done in range(rounds):
        if done >= 3 and time.perf_counter() - began > seconds:
            break
        for name in sorted(runs, reverse=bool(done % 2)):  # nobody always comes first
            before()
            times[name].add(*once(runs[name]))
    return times


def once(run: Callable[[], object]) -> tuple[float, float]:
    wall, cpu = time.perf_counter(), time.process_time()
    run()
    return time.perf_counter() - wall, time.process_time() - cpu
