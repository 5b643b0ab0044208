"""The guard is the only road to a warehouse: shown on the code itself."""

import ast
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[4]
LAYERS = ("core", "tools", "agents", "api", "pages")

# Who makes a Checked: the guard, and the worker process, which makes the same one again from what it was sent.
# The Data API asks for its tables by the same polled road as for an asker's rows, with a text of its own.
MAKES_CHECKED = {"core/warehouse/guard/__init__.py", "core/warehouse/child.py", "core/warehouse/redshift/data_api.py"}
# Rooms with connections of their own: the store's (SQLAlchemy), the loader's drafts and the mirror's copy, the settings
# of a new one; and Redshift's lines, whose own questions are about tables, time-outs and cancelling.
OWN_CONNECTIONS = (
    "core/store/", "core/warehouse/load/", "core/warehouse/mirror.py", "core/warehouse/connection.py",
    "core/warehouse/redshift/pool.py", "core/warehouse/redshift/connector.py", "core/trace.py",
)  # fmt: skip
RUNS = {"execute", "executemany", "query", "from_query"}


def sources() -> Iterator[tuple[str, ast.Module]]:
    for layer in LAYERS:
        for file in sorted((ROOT / layer).rglob("*.py")):
            yield file.relative_to(ROOT).as_posix(), ast.parse(file.read_text(encoding="utf-8"))


def calls(tree: ast.AST) -> Iterator[ast.Call]:
    return (node for node in ast.walk(tree) if isinstance(node, ast.Call))


def runs_free_text(call: ast.Call) -> bool:
    """`connection.execute(something)` where the something is neither written there nor `checked.sql`."""
    if not isinstance(call.func, ast.Attribute) or call.func.attr not in RUNS or not call.args:
        return False
    said = call.args[0]
    if isinstance(said, ast.Constant):
        return False
    if isinstance(said, ast.Name) and said.id.isupper():
        return False
    return ast.unparse(said) != "checked.sql"


def test_only_the_guard_vouches_for_sql() -> None:
    makers = {
        name
        for name, tree in sources()
        for call in calls(tree)
        if (call.func.id if isinstance(call.func, ast.Name) else getattr(call.func, "attr", "")) == "Checked"
    }
    assert makers == MAKES_CHECKED


def test_nobody_changes_what_was_checked() -> None:
    """`replace(checked, sql=…)` would run another text under the guard's name."""
    changed = [
        name
        for name, tree in sources()
        for call in calls(tree)
        if ast.unparse(call.func).endswith("replace") and any(keyword.arg == "sql" for keyword in call.keywords)
    ]
    assert changed == []


def test_nothing_else_runs_sql() -> None:
    free = [
        f"{name}:{call.lineno}"
        for name, tree in sources()
        if not name.startswith(OWN_CONNECTIONS)
        for call in calls(tree)
        if runs_free_text(call)
    ]
    assert free == []


def test_the_rule_sees_what_it_should() -> None:
    for text, free in {
        "c.execute(sql)": True,
        "c.execute(f'SELECT {x}')": True,
        "c.execute(other.sql)": True,
        "c.execute('SELECT 1')": False,
        "c.execute(checked.sql)": False,
        "c.execute(_CATALOG)": False,
    }.items():
        assert runs_free_text(next(calls(ast.parse(text)))) is free
