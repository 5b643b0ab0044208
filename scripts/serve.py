"""Gets everything ready and serves it: sample data and demo persons where they are wanted, then pages and API.

scripts/start                       all of it, at http://localhost:8501
scripts/start --port 9000 --today 2026-06-30 --orders 5000
scripts/start --no-demo             no sample data and nobody in it: the first Owner comes by a one-time address
"""

import argparse
import errno
import os
import re
import signal
import socket
import sys
from contextlib import closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import FrameType

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.config import Config, load_config
from core.errors import Invalid, QuartermasterError, Unavailable
from core.terminal import until_read
from core.warehouse.generations import Pointer, current

# What only the first run needs is imported where it is used: a later one is there seconds earlier.

ORDERS = 20_000
DEMO_FILE = "demo-users.json"
_SOURCE = re.compile(r"sample data up to (\d{4}-\d{2}-\d{2}), (\d+) orders")


@dataclass(frozen=True)
class Sample:
    day: date
    orders: int


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="scripts/start", description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("--port", type=int, metavar="N", help="where to serve (8501)")
    parser.add_argument("--today", type=day, metavar="DATE", help="the day that questions are asked on (the real one)")
    parser.add_argument("--orders", type=int, metavar="N", help=f"sales orders of the sample data ({ORDERS:,})")
    parser.add_argument("--no-demo", action="store_true", help="no sample data, no demo persons")
    parser.add_argument("--ready-only", action="store_true", help="makes everything ready and does not serve")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    signal.signal(signal.SIGTERM, stop)
    try:
        config = load_config(ROOT, _overrides(asked))
        refuse_taken_port(config)
        make_ready(config, asked)
        if not asked.ready_only:
            serve(config, asked)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except OSError as error:
        print(_in_words(error), file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; nothing is left half-done.", file=sys.stderr)
        return 130
    return 0


def refuse_taken_port(config: Config) -> None:
    """Said before the work of getting ready, not after it."""
    address, port = config.server.address, config.server.port
    family = socket.AF_INET6 if ":" in address else socket.AF_INET
    with closing(socket.socket(family, socket.SOCK_STREAM)) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((address, port))
        except OSError as error:
            if error.errno == errno.EADDRINUSE:
                raise Invalid(
                    f"Port {port} is taken by another program: stop that one, or take another port with --port."
                ) from None
            if error.errno == errno.EACCES:
                raise Invalid(f"Port {port} is not for everybody: take one above 1023 with --port.") from None
            raise Invalid(f"{address} is not an address of this machine (server.address).") from None


def make_ready(config: Config, asked: argparse.Namespace) -> None:
    config.app.home.mkdir(parents=True, exist_ok=True)
    if asked.no_demo:
        return
    if config.warehouse.ours:
        sample_data(config, asked.orders, config.clock.today)
    if not (config.app.home / DEMO_FILE).exists():
        demo_persons(config)


def demo_persons(config: Config) -> None:
    from core.clock import Clock
    from core.demo import make_demo
    from core.semantic.read import load_model
    from core.store.open import Store

    with closing(Store.open(config.store_url, home=config.app.home)) as store:
        personas = tuple(load_model(config.semantic.folder).personas)
        people = make_demo(store, config.app.home, personas, Clock.utc, config.login)
    print(f"\nDemo persons, with passwords made just now (kept in {config.app.home / DEMO_FILE}):\n")
    for one in people:
        print(f"  {one.email:<28} {one.password}   {one.what}")
    print("\nIn a browser on this machine one click is enough.\n", flush=True)


def sample_data(config: Config, orders: int | None, today: date) -> None:
    """Made where there is no data, and anew when its last day is not today; loaded data is never touched."""
    pointer = current(config.warehouse_home)
    there = _sample(pointer)
    if pointer is not None and there is None:
        return
    wanted = orders or (there.orders if there else ORDERS)
    if there is None or there.day != today or there.orders != wanted:
        print(f"Making sample data: {wanted:,} orders up to {today}.", file=sys.stderr)
        from scripts.generate_sample_data import watched
        from scripts.sample_data.home import make_sample

        make_sample(config.warehouse_home, wanted, today, watched())


def _sample(pointer: Pointer | None) -> Sample | None:
    """None where there is nothing, or where any table was loaded by somebody."""
    found = {loaded.source for loaded in pointer.loaded.values()} if pointer else set()
    match = _SOURCE.fullmatch(found.pop()) if len(found) == 1 else None
    return Sample(date.fromisoformat(match[1]), int(match[2])) if match else None


def serve(config: Config, asked: argparse.Namespace) -> None:
    """In place of this process, so that signals and exit codes are the program's own."""
    environment = {**os.environ, "FORWARDED_ALLOW_IPS": "", "PYTHONUNBUFFERED": "1"}
    environment["QUARTERMASTER_TELLS"] = f"{config.app.name} serves at {_address(config)}"
    environment["QM_SERVER_PORT"] = str(config.server.port)
    if asked.today:
        environment["QM_APP_TODAY"] = asked.today.isoformat()
    if asked.no_demo:
        environment["QM_LOGIN_DEMO"] = "false"
    else:
        environment.setdefault("QM_LOGIN_DEMO", "true")
    options = (f"--server.port={config.server.port}", f"--server.address={config.server.address}")
    command = [sys.executable, "-m", "streamlit", "run", str(ROOT / "app.py"), *options]
    sys.stdout.flush()
    os.chdir(ROOT)
    os.execve(sys.executable, command, environment)


def _address(config: Config) -> str:
    server = config.server
    host = server.address if server.address not in ("127.0.0.1", "0.0.0.0", "::", "::1") else "localhost"
    return (server.public_url or f"http://{host}:{server.port}") + server.base_path


def day(text: str) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise argparse.ArgumentTypeError(f"{text!r} is not a day; write it as 2026-06-30") from None


def stop(number: int, frame: FrameType | None) -> None:
    raise KeyboardInterrupt


def _overrides(asked: argparse.Namespace) -> dict[str, str]:
    given = {"server.port": asked.port, "app.today": asked.today}
    return {name: str(value) for name, value in given.items() if value is not None}


def _in_words(error: OSError) -> str:
    if error.errno in (errno.ENOSPC, errno.EDQUOT):
        return Unavailable("The disk is full: make room, then start again.").message
    return f"{error.filename or 'A file'} cannot be used: {error.strerror}."


if __name__ == "__main__":
    sys.exit(until_read(main))
