"""Adds, changes and lists users: who they are, their persona, role, workspace and warehouses.

    scripts/create_user.py --email ann@example.com --name "Ann Lee" --role Analyst \
        --persona "Finance Analyst" --workspace main
    scripts/create_user.py --email ann@example.com --role Manager --update
    scripts/create_user.py --from-file users.json
"""

import argparse
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))

from core.config import load_config
from core.errors import Invalid, QuartermasterError
from core.store.open import Store
from core.store.user_list import ROLES, parse_user, read_user_list
from core.store.users import User, add_user, import_users, list_users, update_user
from core.yaml_file import read


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--email", help="the key of a user; upper and lower case are the same")
    parser.add_argument("--name", help="as it is shown")
    parser.add_argument("--username", help="the part of the e-mail before the @ when left out")
    parser.add_argument("--role", metavar="ROLE", help=", ".join(ROLES))
    parser.add_argument("--persona", action="append", dest="personas", help="again for more; the first is the default")
    parser.add_argument("--workspace", help="made at its first mention")
    parser.add_argument("--warehouse", action="append", dest="warehouses", help="again for more; left out: all")
    parser.add_argument("--update", action="store_true", help="change a user who is there already")
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
    store = Store.open(asked.store or config.store_url)
    personas = _personas(config.semantic.folder / "personas.yaml")
    try:
        if asked.list:
            _show(list_users(store))
        elif asked.from_file:
            _import(store, asked.from_file, personas, asked.update)
        else:
            _one(store, asked, personas)
    finally:
        store.close()


def _personas(file: Path) -> tuple[str, ...]:
    data, _ = read(file)
    personas = data.get("personas") if isinstance(data, dict) else None
    if not isinstance(personas, dict):
        raise Invalid(f"{file} should list the personas under `personas:`.")
    return tuple(personas)


def _one(store: Store, asked: argparse.Namespace, personas: tuple[str, ...]) -> None:
    shape = ("email", "name", "username", "role", "personas", "workspace", "warehouses")
    given = {key: getattr(asked, key) for key in shape if getattr(asked, key) is not None}
    if asked.update:
        print(f"Updated {_line(update_user(store, given.pop('email'), personas, **given))}")
    else:
        print(f"Created {_line(add_user(store, parse_user(given, personas, asked.email)))}")


def _import(store: Store, file: Path, personas: tuple[str, ...], update: bool) -> None:
    users = read_user_list(file, personas)
    done = import_users(store, users, update=update)
    print(f"Created {len(done.created)}, updated {len(done.updated)}, left as they were {len(done.kept)}.")
    if ignored := sum(user.has_password for user in users):
        print(f"{ignored} passwords were not kept: there is no sign-in yet that could use them.", file=sys.stderr)


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
    sys.exit(main())
