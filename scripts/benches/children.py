"""A command in a process of its own: its time, its processor time, and the most memory it held."""

import os
import resource
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from core.errors import Unavailable
from core.warehouse.child import peak_bytes

ROOT = Path(__file__).resolve().parents[2]
_LOOK = 0.02  # seconds between looks at its memory


@dataclass(frozen=True)
class Spent:
    wall: float
    cpu: float
    peak_mb: float


def run(command: Sequence[str | Path], environment: Mapping[str, str] | None = None) -> Spent:
    """Python with these arguments, from the checkout; an error of it is ours. Nothing of it outlives us."""
    before = _children_cpu()
    began = time.perf_counter()
    process = subprocess.Popen(
        [sys.executable, *map(str, command)], cwd=ROOT, env={**os.environ, **(environment or {})},
        stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, text=True,
    )  # fmt: skip
    try:
        peak = _watched(process)
    finally:
        process.kill()
        _, said = process.communicate()
    if process.returncode:
        raise Unavailable(f"{command[0]} did not do its work: {said.strip()[-500:] or process.returncode}")
    return Spent(time.perf_counter() - began, _children_cpu() - before, peak / 1e6)


def _watched(process: subprocess.Popen[str]) -> int:
    """Waits for the end. The kernel's own record of it may be its parent's peak, taken over at the start."""
    peak = 0
    while process.poll() is None:
        peak = max(peak, peak_bytes(process.pid))
        time.sleep(_LOOK)
    return peak


def _children_cpu() -> float:
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    return used.ru_utime + used.ru_stime
