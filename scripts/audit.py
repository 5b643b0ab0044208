"""Looks whether the audit log is whole, shows its latest entries, and accepts a break that was looked into.

scripts/audit.py check
scripts/audit.py show --who ann@example.com --last 20
scripts/audit.py accept --why "the disk was replaced on Monday"
"""

import argparse
import signal
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.audit import Wanted, search
from core.audit_check import anchor, verify
from core.clock import Clock
from core.config import load_config
from core.errors import Invalid, QuartermasterError
from core.login.people import TERMINAL
from core.store.open import Store
from core.terminal import until_read


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("what", choices=["check", "show", "accept"])
    parser.add_argument("--who", metavar="E-MAIL", help="show: only what this user did")
    parser.add_argument("--last", type=int, default=50, metavar="N", help="show: so many entries (default: 50)")
    parser.add_argument("--why", help="accept: what was found out; it is written into the log")
    parser.add_argument("--store", metavar="URL", help="the store, when it is not the configured one")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        config = load_config(ROOT)
        store = Store.open(asked.store or config.store_url, home=config.app.home)
        try:
            return {"check": _check, "show": _show, "accept": _accept}[asked.what](store, asked)
        finally:
            store.close()
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130


def _check(store: Store, _: argparse.Namespace) -> int:
    broken = verify(store)
    for finding in broken:
        print(finding.why, file=sys.stderr)
    if not broken:
        print(f"The audit log is whole: {search(store, TERMINAL, Wanted(), limit=1).total} entries.")
    return 1 if broken else 0


def _show(store: Store, asked: argparse.Namespace) -> int:
    if asked.last < 1:
        raise Invalid(f"--last is a number of entries from 1 on, not {asked.last}.")
    for entry in reversed(search(store, TERMINAL, Wanted(who=asked.who), limit=asked.last).entries):
        rest = " · ".join(part for part in (entry.subject, entry.detail) if part)
        print(f"{entry.seq}  {entry.at:%Y-%m-%d %H:%M:%S}  {entry.who}  {entry.action}  {entry.outcome}  {rest}")
    return 0


def _accept(store: Store, asked: argparse.Namespace) -> int:
    if not asked.why:
        raise Invalid("Say with --why what was found out; it is written into the log.")
    anchor(store, TERMINAL.email, asked.why, Clock.utc())
    print("From here on the log is watched again. What was found is in its last entry.")
    return 0


if __name__ == "__main__":
    sys.exit(until_read(main))
