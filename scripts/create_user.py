"""Adds, changes and lists users: who they are, their persona, role, workspace, warehouses, and their password.

    scripts/create_user.py --email ann@example.com --name "Ann Lee" --role Analyst \
        --persona "Finance Analyst" --workspace main --password
    scripts/create_user.py --email ann@example.com --role Manager --update
    scripts/create_user.py --email ann@example.com --update --reset-link
    scripts/create_user.py --from-file users.json

A warehouse has to be in the data, once there is any. A password is asked for (or read from a pipe), never given as an
argument, where others could see it.
"""

import argparse
import getpass
import signal
import sys
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.access import terminal
from core.clock import Clock
from core.config import Config, load_config
from core.context import open_context
from core.errors import Invalid, QuartermasterError, Unknown
from core.login import people
from core.login.links import PASSWORD_PATH, make_password_link
from core.run import run_sql
from core.store.open import Store
from core.store.user_list import ROLES, parse_user, read_user_list
from core.store.users import User, list_users
from core.terminal import until_read
from core.yaml_file import read

WAREHOUSES = ("warehouse_product", "warehouse_code")  # where the data has them


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--email", help="the key of a user; upper and lower case are the same")
    parser.add_argument("--name", help="as it is shown")
    parser.add_argument("--username", help="the part of the e-mail before the @ when left out")
    parser.add_argument("--role", metavar="ROLE", help=", ".join(ROLES))
    parser.add_argument("--persona", action="append", dest="personas", help="again for more; the first is the default")
    parser.add_argument("--workspace", help="made at its first mention")
    parser.add_argument("--warehouse", action="append", dest="warehouses", help="again for more; left out: all")
    parser.add_argument("--password", action="store_true", help="ask for a password")
    parser.add_argument("--reset-link", action="store_true", help="print a link with which the user sets one, once")
    parser.add_argument("--update", action="store_true", help="change a user who is there already")
    parser.add_argument("--disable", action="store_true", help="lock a user out, at once and everywhere")
    parser.add_argument("--enable", action="store_true", help="let a disabled user in again")
    parser.add_argument("--from-file", type=Path, metavar="FILE", help="a list of users, as users.example.json")
    parser.add_argument("--list", action="store_true", help="show everybody")
    parser.add_argument("--store", metavar="URL", help="the store, when it is not the configured one")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        _run(asked)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _run(asked: argparse.Namespace) -> None:
    if sum([asked.list, asked.from_file is not None, asked.email is not None]) != 1:
        raise Invalid("Say one thing to do: --email for one user, --from-file for many, or --list.")
    config = load_config(ROOT)
    _require_url(asked.store)
    store = Store.open(asked.store or config.store_url, home=config.app.home)
    personas = _personas(config.semantic.folder / "personas.yaml")
    try:
        if asked.list:
            _show(list_users(store))
        elif asked.from_file:
            _import(store, asked, personas, config)
        else:
            _one(store, asked, personas, config)
    finally:
        store.close()


def _require_url(store: str | None) -> None:
    """A slip of the pen would otherwise make a new, empty store of that name."""
    if store and "://" not in store and not Path(store).is_file():
        raise Invalid(
            f"--store {store!r} is neither a URL nor the file of a store; one looks like "
            "postgresql://user:password@host/name or sqlite:////srv/quartermaster/state.db."
        )


def _require_warehouses(codes: Iterable[str], config: Config) -> None:
    """Those of the data; as long as there is none, any."""
    wanted = list(codes)
    if not wanted:
        return
    ctx = open_context(config, terminal(""))
    try:
        if ctx.warehouse.generation == "none":
            return
        seeing = next(one for one in ctx.model.personas.values() if WAREHOUSES[0] in one.tables)
        found = run_sql(ctx.for_asker(terminal(seeing.name)), f"SELECT DISTINCT {WAREHOUSES[1]} FROM {WAREHOUSES[0]}")
    finally:
        ctx.close()
    known = [str(row[0]) for row in found.table.rows]
    for code in wanted:
        if code not in known:
            raise Unknown("warehouse", code, known)


def _personas(file: Path) -> tuple[str, ...]:
    data, _ = read(file)
    personas = data.get("personas") if isinstance(data, dict) else None
    if not isinstance(personas, dict):
        raise Invalid(f"{file} should list the personas under `personas:`.")
    return tuple(personas)


def _one(store: Store, asked: argparse.Namespace, personas: tuple[str, ...], config: Config) -> None:
    if asked.disable or asked.enable:
        _switch(store, asked)
        return
    shape = ("email", "name", "username", "role", "personas", "workspace", "warehouses")
    given = {key: getattr(asked, key) for key in shape if getattr(asked, key) is not None}
    _require_warehouses(asked.warehouses or (), config)
    password = _asked_for_password() if asked.password else None
    if asked.update:
        email = given.pop("email")
        user = people.change_person(store, people.TERMINAL, email, personas, Clock.utc(), **given)
        if password is not None:
            user = people.set_password_of(store, email, password, Clock.utc(), config.login)
    else:
        new = parse_user(given | ({"password": password} if password is not None else {}), personas, asked.email)
        user = people.add_person(store, people.TERMINAL, new, Clock.utc(), config.login)
    print(f"{'Updated' if asked.update else 'Created'} {_line(user)}")
    if asked.reset_link:
        secret = make_password_link(store, people.TERMINAL, user.email, Clock.utc(), config.login)
        print(f"Within {config.login.link_hours} hours, once: {PASSWORD_PATH}{secret}")


def _switch(store: Store, asked: argparse.Namespace) -> None:
    if asked.disable and asked.enable:
        raise Invalid("--disable and --enable are opposites: say one of them.")
    switch = people.disable_person if asked.disable else people.enable_person
    print(f"Updated {_line(switch(store, people.TERMINAL, asked.email, Clock.utc()))}")


def _asked_for_password() -> str:
    """Not shown while it is typed; from a pipe, its first line."""
    if not sys.stdin.isatty():
        return sys.stdin.readline().rstrip("\n")
    password = getpass.getpass("Password: ")
    if getpass.getpass("Again: ") != password:
        raise Invalid("The two were not the same. Nothing was changed.")
    return password


def _import(store: Store, asked: argparse.Namespace, personas: tuple[str, ...], config: Config) -> None:
    users = read_user_list(asked.from_file, personas)
    _require_warehouses((code for user in users for code in user.warehouses), config)
    done = people.import_people(store, users, Clock.utc(), config.login, update=asked.update)
    print(f"Created {len(done.created)}, updated {len(done.updated)}, left as they were {len(done.kept)}.")


def _show(users: list[User]) -> None:
    for user in users:
        print(_line(user))
    if not users:
        print("There are no users yet.", file=sys.stderr)


def _line(user: User) -> str:
    limits = ", ".join(user.warehouses) or "all warehouses"
    state = ", disabled" if user.disabled else ""
    return f"{user.email}: {user.name}, {user.role}, {', '.join(user.personas)}; {user.workspace}; {limits}{state}"


if __name__ == "__main__":
    sys.exit(until_read(main))
