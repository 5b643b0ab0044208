"""One event loop in a thread of its own, begun at its first use, for everything that is said to models."""

import asyncio
from collections.abc import Callable, Coroutine
from concurrent.futures import ThreadPoolExecutor, wait
from dataclasses import dataclass, field
from threading import Lock, Thread
from typing import Any, TypeVar

from core.errors import Unavailable

Value = TypeVar("Value")
LOOK = 0.05  # seconds between looks at whether the asker gave up
THREADS = 32  # for tools and the ledger; a query waits for its place at the warehouse, not here


@dataclass
class Loop:
    _loop: asyncio.AbstractEventLoop | None = None
    _thread: Thread | None = None
    _lock: Lock = field(default_factory=Lock)

    def run(self, work: Coroutine[Any, Any, Value], cancelled: Callable[[], bool]) -> Value:
        """Waits for it, and stops it once the asker gave up."""
        future = asyncio.run_coroutine_threadsafe(work, self._begun())
        while not future.done():
            wait([future], timeout=LOOK)
            if cancelled() and not future.done():
                future.cancel()
                raise Unavailable("This was cancelled.")
        return future.result()

    def _begun(self) -> asyncio.AbstractEventLoop:
        with self._lock:
            if self._loop is None:
                self._loop = asyncio.new_event_loop()
                self._loop.set_default_executor(ThreadPoolExecutor(THREADS, thread_name_prefix="model"))
                self._thread = Thread(target=self._loop.run_forever, name="models", daemon=True)
                self._thread.start()
            return self._loop

    def close(self) -> None:
        with self._lock:
            loop, thread = self._loop, self._thread
            self._loop = self._thread = None
        if loop is not None and thread is not None:
            asyncio.run_coroutine_threadsafe(_end_all(), loop).result(timeout=5)
            loop.call_soon_threadsafe(loop.stop)
            thread.join(timeout=5)
            loop.close()


async def _end_all() -> None:
    """What is still under way ends now, so that nothing is left half-open."""
    mine = asyncio.current_task()
    others = [task for task in asyncio.all_tasks() if task is not mine]
    for task in others:
        task.cancel()
    await asyncio.gather(*others, return_exceptions=True)
