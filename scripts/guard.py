#!/usr/bin/env python3
"""Shows what the guard makes of SQL: the text that would run in its place, or why not.

scripts/guard.py "SELECT * FROM product" --persona "Warehouse Manager"
scripts/guard.py --batch cases.jsonl                             # or - for standard input
scripts/guard.py --batch cases.jsonl --run --db warehouse.duckdb  # duckdb statements are also run in the worker

A line of a batch is {"id": …, "persona": …, "sql": …} with "dialect" (duckdb when left out) and "user" (an e-mail of
the store, whose role, workspace and warehouses then count) as they are needed; what comes out is a line
{"id", "verdict": "allow" or "reject", "why"}, with "rows", "seconds", "peak_bytes" and "error" of what was run.
"""

import argparse
import json
import signal
import sys
from collections.abc import Iterator, Mapping
from contextlib import ExitStack, closing
from dataclasses import dataclass
from datetime import date
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.access import Asker, allowance, terminal
from core.config import Config, load_config
from core.errors import Invalid, NotAllowed, QuartermasterError, Unknown
from core.semantic.model import Model
from core.semantic.read import load_model
from core.store.open import Store
from core.store.users import get_user
from core.terminal import day, until_read
from core.warehouse.backends import worker_limits
from core.warehouse.base import Checked
from core.warehouse.guard import check
from core.warehouse.worker import Stopped, Workers


@dataclass(frozen=True)
class Case:
    """One statement and whose it is."""

    sql: str
    persona: str | None = None
    user: str | None = None
    dialect: str = "duckdb"


class Bench:
    """Everything that is opened once for all statements."""

    def __init__(self, config: Config, today: date | None, store_url: str | None) -> None:
        self.config, self.model = config, load_model(config.semantic.folder)
        self.today = today or config.clock.today
        self._store_url = store_url or config.store_url
        self._store: Store | None = None
        self._closing = ExitStack()
        self.workers = self._closing.enter_context(
            closing(Workers(worker_limits(config.warehouse, config.app.timezone)))
        )

    def check(self, case: Case) -> Checked:
        asker = self._asker(case)
        limit = self.config.warehouse.row_limit
        return check(case.sql, case.dialect, allowance(self.model, asker, self.today, limit))

    def _asker(self, case: Case) -> Asker:
        persona = _persona(case.persona, self.model) if case.persona else None
        if case.user is None:
            if persona is None:
                raise Invalid("Whose statement is it? Name a persona, such as 'Warehouse Manager', or a user.")
            return terminal(persona)
        user = get_user(self._users(), case.user)
        if user.disabled:
            raise NotAllowed(f"{user.email} is disabled; an Admin can enable the account.")
        if persona is not None and persona not in user.personas:
            raise NotAllowed(f"{user.email} is not {persona}, but {' and '.join(user.personas)}.")
        return Asker(persona or user.personas[0], user.role, user.workspace, user.warehouses, user.email)

    def _users(self) -> Store:
        """Opened when the first user is named: personas alone need no store."""
        if self._store is None:
            self._store = self._closing.enter_context(closing(Store.open(self._store_url)))
        return self._store

    def close(self) -> None:
        self._closing.close()


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sql", nargs="?", help="one statement, in quotes")
    parser.add_argument("--batch", metavar="FILE", help="many, as JSON lines; - for standard input")
    parser.add_argument("--persona", help="whose part of the business")
    parser.add_argument("--user", metavar="EMAIL", help="with this user's role, workspace and warehouses")
    parser.add_argument("--dialect", default="duckdb", help="duckdb (default), redshift, postgres or trino")
    parser.add_argument("--today", type=day, metavar="DATE", help="the day that is asked on, YYYY-MM-DD")
    parser.add_argument("--run", action="store_true", help="run allowed duckdb statements in the worker; needs --db")
    parser.add_argument("--db", type=Path, metavar="FILE", help="the DuckDB file to run them on")
    parser.add_argument("--timeout", type=float, metavar="SECONDS", help="of one statement; configured when left out")
    parser.add_argument("--store", metavar="URL", help="the store with the users, when it is not the configured one")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        if (asked.sql is None) == (asked.batch is None):
            raise Invalid("Give one statement in quotes, or --batch with a file of them.")
        if asked.run != (asked.db is not None):
            raise Invalid("--run and --db go together.")
        if asked.db and not asked.db.is_file():
            raise Invalid(f"There is no file {asked.db}.")
        with closing(Bench(load_config(ROOT), asked.today, asked.store)) as bench:
            return _batch(bench, asked) if asked.batch else _single(bench, asked)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _single(bench: Bench, asked: argparse.Namespace) -> int:
    case = Case(asked.sql, asked.persona, asked.user, asked.dialect)
    print(bench.check(case).sql)
    if asked.run:
        print(json.dumps(_outcome(bench, case, asked)))
    return 0


def _batch(bench: Bench, asked: argparse.Namespace) -> int:
    for number, line in enumerate(_lines(asked.batch), 1):
        if line.strip():
            print(json.dumps(_verdict(bench, line, number, asked)), flush=True)
    return 0


def _lines(name: str) -> Iterator[str]:
    try:
        if name == "-":
            sys.stdin.reconfigure(errors="replace")  # type: ignore[union-attr]
            yield from sys.stdin
        else:
            yield from Path(name).read_text(encoding="utf-8", errors="replace").split("\n")
    except OSError as error:
        raise Invalid(f"{name} cannot be read: {error.strerror}.") from None


def _verdict(bench: Bench, line: str, number: int, asked: argparse.Namespace) -> dict[str, object]:
    """One line of the answer, whatever the line of the question was."""
    identity: object = number
    try:
        read = _read(line)
        identity = read.get("id", number)
        case = _case(read, Case("", asked.persona, asked.user, asked.dialect))
        bench.check(case)
    except QuartermasterError as error:
        return {"id": identity, "verdict": "reject", "why": error.message}
    allowed = {"id": identity, "verdict": "allow", "why": ""}
    return {**allowed, **_outcome(bench, case, asked)} if asked.run and case.dialect == "duckdb" else allowed


def _read(line: str) -> Mapping[str, object]:
    try:
        read = json.loads(line)
    except (ValueError, RecursionError):
        raise Invalid("The line is not JSON.") from None
    if not isinstance(read, dict):
        raise Invalid("The line is not a JSON object.")
    return read


def _case(read: Mapping[str, object], default: Case) -> Case:
    """A field that is left out, or null, is the command line's."""
    given: dict[str, str] = {}
    for name in ("sql", "persona", "user", "dialect"):
        value = read.get(name)
        if value is not None and not isinstance(value, str):
            raise Invalid(f"{name} is not a text.")
        if value is not None:
            given[name] = value
    if "sql" not in given:
        raise Invalid("The line has no sql.")
    persona, user = given.get("persona", default.persona), given.get("user", default.user)
    return Case(given["sql"], persona, user, given.get("dialect", default.dialect))


def _persona(name: str, model: Model) -> str:
    for known in model.personas:
        if known.casefold() == name.strip().replace("_", " ").casefold():
            return known
    raise Unknown("persona", name, model.personas)


def _outcome(bench: Bench, case: Case, asked: argparse.Namespace) -> dict[str, object]:
    """What running the statement gave; an error is part of it."""
    timeout = asked.timeout or bench.config.warehouse.timeout_seconds
    try:
        report = bench.workers.run(asked.db, bench.check(case), timeout=timeout)
    except Stopped as stopped:
        used = {"seconds": round(stopped.seconds, 3), "peak_bytes": stopped.peak_bytes}
        return {"rows": None, **used, "error": stopped.message}
    except QuartermasterError as error:
        return {"rows": None, "seconds": None, "peak_bytes": None, "error": error.message}
    seconds = round(report.seconds, 3)
    return {"rows": len(report.result.rows), "seconds": seconds, "peak_bytes": report.peak_bytes, "error": None}


if __name__ == "__main__":
    sys.exit(until_read(main))
