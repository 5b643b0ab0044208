"""scripts/guard.py: a verdict for every line, whatever the line is."""

import json
from pathlib import Path

from core.store.open import Store
from core.store.user_list import NewUser
from core.store.users import add_user, update_user
from tests.core.warehouse.guard.business import make_database
from tests.typed import Done, typed

ENDLESS = "SELECT sum(hash(a.range, b.range)) FROM range(1000000) a, range(1000000) b"
LINES = [
    {"id": "a", "persona": "Warehouse Manager", "dialect": "duckdb", "sql": "SELECT count(*) FROM product"},
    {"id": 2, "persona": "finance analyst", "sql": "SELECT * FROM product"},
    {"id": "c", "persona": "Nobody", "sql": "SELECT 1"},
    {"id": "d", "persona": "Finance Analyst", "dialect": "oracle", "sql": "SELECT 1"},
    {"id": "e", "persona": "Finance Analyst", "sql": 5},
    {"id": "f", "persona": "Finance Analyst"},
    {"id": "g", "persona": "Finance Analyst", "sql": "SELECT '\ud800'"},
    {"id": "h", "persona": "Finance Analyst", "sql": "SELECT 'x'::int"},
    {"id": "i", "persona": "Finance Analyst", "sql": ENDLESS},
    {"id": "j", "persona": "Warehouse Manager", "dialect": "redshift", "sql": "SELECT current_date FROM product"},
    {"id": "k", "sql": "SELECT 1"},
    {"id": "l", "user": "nobody@example.com", "sql": "SELECT 1"},
]  # fmt: skip


def run(*arguments: str, text: str = "", home: Path) -> Done:
    return typed("guard.py", *arguments, folder=home, text=text, QM_HOME=home)


def test_every_line_has_its_verdict_and_what_running_it_gave(tmp_path: Path) -> None:
    database = make_database(tmp_path / "warehouse.duckdb")
    text = "\n".join([*map(json.dumps, LINES), "not json", "[1]", ""])
    done = run("--batch", "-", "--run", "--db", str(database), "--timeout", "1", text=text, home=tmp_path)
    assert done.returncode == 0 and done.stderr == ""
    batch = [json.loads(line) for line in done.stdout.splitlines()]
    assert [(line["id"], line["verdict"]) for line in batch] == [
        ("a", "allow"), (2, "reject"), ("c", "reject"), ("d", "reject"), ("e", "reject"), ("f", "reject"),
        ("g", "reject"), ("h", "allow"), ("i", "allow"), ("j", "allow"), ("k", "reject"), ("l", "reject"),
        (13, "reject"), (14, "reject"),
    ]  # fmt: skip
    assert all(bool(line["why"]) == (line["verdict"] == "reject") for line in batch)
    by_id = {line["id"]: line for line in batch}
    assert by_id["a"]["rows"] == 1 and by_id["a"]["error"] is None and by_id["a"]["peak_bytes"]
    assert "converted" in by_id["h"]["error"]
    assert "longer" in by_id["i"]["error"] and by_id["i"]["peak_bytes"]
    assert "rows" not in by_id["j"]


def test_a_disabled_user_is_told_so(tmp_path: Path) -> None:
    store = Store.open(tmp_path / "state.db")
    new = {"name": "Vic", "role": "Viewer", "personas": ["Warehouse Manager"], "workspace": "main"}
    add_user(store, NewUser(email="vic@example.com", **new))
    update_user(store, "vic@example.com", ["Warehouse Manager"], disabled=True)
    store.close()
    refused = run("SELECT 1", "--user", "vic@example.com", home=tmp_path)
    assert refused.stderr == "vic@example.com is disabled; an Admin can enable the account.\n"


def test_a_single_statement_is_shown_rewritten(tmp_path: Path) -> None:
    shown = run("SELECT current_date", "--persona", "Warehouse Manager", "--today", "2026-01-02", home=tmp_path)
    assert "CAST('2026-01-02' AS DATE)" in shown.stdout and shown.returncode == 0
    refused = run("SELECT * FROM vendors", "--persona", "Warehouse Manager", home=tmp_path)
    assert refused.returncode == 2 and "Finance Analyst" in refused.stderr and "Traceback" not in refused.stderr


def test_wrong_use_is_a_sentence(tmp_path: Path) -> None:
    done = run("SELECT 1", "--run", "--db", str(tmp_path / "x"), home=tmp_path)
    assert done.returncode == 2 and "no file" in done.stderr and "Traceback" not in done.stderr
