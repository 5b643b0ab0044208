"""Makes a DuckDB file with the data of an invented business: the same for the same seed, of any size, up to a day.

scripts/generate_sample_data.py --out var/sample.duckdb [--orders 20000] [--as-of 2026-06-30] [--seed 7]
"""

import argparse
import signal
import sys
import time
from datetime import date
from pathlib import Path
from types import FrameType

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.clock import Clock
from core.errors import QuartermasterError
from core.terminal import until_read
from scripts.sample_data.business import LEAST_ORDERS, generate


def main() -> int:
    asked = arguments()
    started = time.monotonic()
    try:
        rows = generate(asked.out.absolute(), asked.orders, asked.as_of or Clock().today, asked.seed, watched())
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print(f"\nInterrupted; {asked.out} is as it was.", file=sys.stderr)
        return 130
    print(f"{asked.out}: {rows:,} rows in {time.monotonic() - started:.1f} s", file=sys.stderr)
    return 0


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument(
        "--out", type=Path, required=True, metavar="FILE", help="the file; replaced when the new one is complete"
    )
    parser.add_argument(
        "--orders", type=int, default=20_000, metavar="N", help=f"sales orders, {LEAST_ORDERS} or more (20000)"
    )
    parser.add_argument("--as-of", type=day, metavar="DATE", help="the last day, YYYY-MM-DD (today)")
    parser.add_argument("--seed", type=int, default=7, metavar="S", help="another seed, another business (7)")
    return parser.parse_args()


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-06-30") from None


class Progress:
    """A line on stderr for each part, rewritten on a terminal, said once elsewhere."""

    def __init__(self) -> None:
        self._last = ("", -1)
        self._stopped = False

    def stop(self, number: int, frame: FrameType | None) -> None:
        self._stopped = True
        raise KeyboardInterrupt

    def __call__(self, part: str, done: float) -> None:
        if self._stopped:  # DuckDB looks for signals too, and may let the interruption go
            raise KeyboardInterrupt
        tenth = int(done * 10)
        if (part, tenth) == self._last:
            return
        self._last = (part, tenth)
        if sys.stderr.isatty():
            print(f"\r{part} {done:4.0%}   ", end="\n" if done >= 1 else "", file=sys.stderr, flush=True)
        elif done >= 1:
            print(part, file=sys.stderr)


def watched() -> Progress:
    """Stopped by Ctrl-C and by the end of the session."""
    progress = Progress()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, progress.stop)
    return progress


if __name__ == "__main__":
    sys.exit(until_read(main))
