"""create_user and backup as they are typed: what they print, and that no traceback reaches anybody."""

import json
from pathlib import Path

import pytest
from sqlalchemy import text

from core.audit_check import verify
from core.clock import Clock
from core.login import sign_in
from core.login.links import set_password
from core.store.audits import every_entry
from core.store.open import Store
from core.store.user_list import ROLES
from tests.typed import typed

ANN = ["--email", "Ann@Example.com", "--name", "Ann Lee", "--role", "Analyst", "--persona", "Finance Analyst"]


def run(script: str, home: Path, *arguments: str, text: str = "") -> tuple[int, str, str]:
    done = typed(script, *arguments, folder=home.parent, text=text, QM_HOME=home)
    assert "Traceback" not in done.stderr
    return done.returncode, done.stdout, done.stderr


def test_a_user_is_created_changed_listed_and_carried_elsewhere(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", str(tmp_path / "backup.zip")
    assert run("create_user.py", here, *ANN, "--workspace", "main")[0] == 0
    assert run("create_user.py", here, *ANN, "--workspace", "main")[:2] == (2, "")
    assert run("create_user.py", here, "--email", "ann@example.com", "--role", "Admin", "--update")[0] == 0
    listed = "ann@example.com: Ann Lee, Admin, Finance Analyst; main; all warehouses\n"
    assert run("create_user.py", here, "--list") == (0, listed, "")
    assert run("backup.py", here, "make", file)[0] == 0
    assert run("backup.py", there, "restore", file)[0] == 0
    assert run("create_user.py", there, "--list") == (0, listed, "")
    assert run("backup.py", there, "restore", file)[0] == 2


def test_the_current_warehouse_file_comes_along_and_no_secret_does(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", tmp_path / "backup.zip"
    data, back = here / "warehouse", there / "warehouse"
    data.mkdir(parents=True)
    (here / "secret").write_text("open sesame")
    (data / "warehouse-1.duckdb").write_bytes(b"of before")
    (data / "warehouse-2.duckdb").write_bytes(b"the data" * 1000)
    pointer = {"generation": "2-ab", "file": "warehouse-2.duckdb", "previous": "warehouse-1.duckdb", "loaded": {}}
    (data / "current.json").write_text(json.dumps(pointer))
    assert run("backup.py", here, "make", str(file))[0] == 0
    assert run("backup.py", there, "restore", str(file))[0] == 0
    assert {path.name for path in there.iterdir()} == {"warehouse", "state.db", "state.db.audit-head"}
    assert {path.name for path in back.iterdir()} == {"current.json", "warehouse-2.duckdb"}
    assert (back / "warehouse-2.duckdb").read_bytes() == b"the data" * 1000
    assert json.loads((back / "current.json").read_text()) == pointer
    code, _, err = run("backup.py", there, "restore", str(file))
    assert (code, "holds data already" in err) == (2, True)


def test_what_was_loaded_is_there_after_a_restore(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", str(tmp_path / "backup.zip")
    (tmp_path / "product.csv").write_text(run("load.py", here, "--template", "product")[1])
    assert run("load.py", here, str(tmp_path / "product.csv"), "--by", "ann@x")[0] == 0
    assert run("backup.py", here, "make", file)[0] == 0
    assert run("backup.py", there, "restore", file)[0] == 0
    for shown in ("--freshness", "--history"):
        told = run("load.py", there, shown)
        assert told == run("load.py", here, shown)
        assert (told[0], "product" in told[1]) == (0, True)


def test_a_list_is_imported_with_its_passwords_as_hashes(tmp_path: Path) -> None:
    one = {"username": "bob", "email": "bob@x", "name": "Bob", "role": "Viewer", "workspace": "main"}
    file = tmp_path / "users.json"
    file.write_text(json.dumps([{**one, "personas": ["Field Engineer"], "warehouses": [], "password": "ivory kettle"}]))
    for told in ("Created 1, updated 0, left as they were 0.\n", "Created 0, updated 0, left as they were 1.\n"):
        assert run("create_user.py", tmp_path, "--from-file", str(file)) == (0, told, "")
    content = (tmp_path / "state.db").read_bytes()
    assert b"$2b$12$" in content
    assert b"kettle" not in content


def test_a_password_comes_by_a_pipe_or_a_link_and_never_as_an_argument(tmp_path: Path) -> None:
    assert run("create_user.py", tmp_path, *ANN, "--workspace", "main", "--password", text="ivory kettle\n")[0] == 0
    code, out, _ = run("create_user.py", tmp_path, "--email", "ann@example.com", "--update", "--reset-link")
    assert code == 0
    link = out.rpartition("link=")[2].strip()
    store = Store.open(tmp_path / "state.db")
    assert sign_in(store, "ann@example.com", "ivory kettle", "", Clock.utc()).user.name == "Ann Lee"
    assert set_password(store, link, "copper lantern 7", Clock.utc()).email == "ann@example.com"
    assert verify(store) == ()
    store.close()
    code, _, err = run("create_user.py", tmp_path, "--email", "ann@example.com", "--password", "hunter2")
    assert (code, "unrecognized arguments" in err) == (2, True)
    code, out, err = run("create_user.py", tmp_path, *ANN, "--update", "--password", text="password1\n")
    assert (code, "first that anybody would try" in err) == (2, True)
    assert run("create_user.py", tmp_path, "--email", "ann@example.com", "--disable")[1].endswith("disabled\n")


def test_the_audit_log_is_whole_before_and_after_a_restore(tmp_path: Path) -> None:
    here, there, file = tmp_path / "here", tmp_path / "there", str(tmp_path / "backup.zip")
    run("create_user.py", here, *ANN, "--workspace", "main")
    run("backup.py", here, "make", file)
    run("create_user.py", here, "--email", "ann@example.com", "--role", "Admin", "--update")
    run("backup.py", here, "restore", file, "--force")
    run("backup.py", there, "restore", file)
    for home in (here, there):
        store = Store.open(home / "state.db")
        assert verify(store) == ()
        with store.reading() as session:
            assert [e.action for e in every_entry(session)] == ["user.add", "backup.make", "audit.anchored"]
        store.close()


def test_a_broken_audit_log_is_told_and_accepted_with_a_reason(tmp_path: Path) -> None:
    run("create_user.py", tmp_path, *ANN, "--workspace", "main")
    assert run("audit.py", tmp_path, "check") == (0, "The audit log is whole: 1 entries.\n", "")
    store = Store.open(tmp_path / "state.db")
    with store.transaction() as session:
        session.execute(text("UPDATE audit SET who = 'eve@x'"))
    store.close()
    assert run("audit.py", tmp_path, "check")[::2] == (1, "Entry 1 is not as it was written.\n")
    assert run("audit.py", tmp_path, "accept")[0] == 2
    assert run("audit.py", tmp_path, "accept", "--why", "tried it out")[0] == 0
    assert run("audit.py", tmp_path, "check")[0] == 0
    assert "tried it out · Entry 1 is not as it was written." in run("audit.py", tmp_path, "show")[1]


@pytest.mark.parametrize(
    ("arguments", "says"),
    [
        (["create_user.py", "--email", "a@b", "--role", "Kink"], "there is no role 'Kink'"),
        (["create_user.py", "--list", "--store", "mysql://x"], "SQLite or PostgreSQL"),
        (["backup.py", "restore", "nowhere.zip"], "There is no file nowhere.zip"),
    ],
)
def test_a_mistake_is_one_sentence_and_code_2(arguments: list[str], says: str, tmp_path: Path) -> None:
    code, out, err = run(arguments[0], tmp_path, *arguments[1:])
    assert (code, out) == (2, "")
    assert says in err


def test_the_roles_are_those_of_access() -> None:
    from core.access import ROLES as KNOWN

    assert ROLES == KNOWN
