"""Every rule of the code's shape holds here, and catches the tree that breaks it."""

from collections.abc import Callable
from pathlib import Path

import pytest

from tests import architecture as rules
from tests.architecture import Modules, modules

ROOT = Path(__file__).parent.parent
OF_MODULES = [
    rules.pointing_up, rules.cycles, rules.relative_imports, rules.computed_imports, rules.libraries_from_home,
    rules.too_big, rules.swallowed_errors, rules.vague_names, rules.without_purpose,
]  # fmt: skip
OF_FILES = [rules.machine_paths, rules.loose_pins]


def test_the_code_keeps_every_rule() -> None:
    """In one test, since what takes time is to parse everything."""
    real = modules(ROOT)
    assert {"core.config", "core.warehouse.base", "app"} <= set(real)
    broken = {rule.__name__: places for rule in OF_MODULES if (places := rule(real))}
    assert broken == {}


@pytest.mark.parametrize("rule", OF_FILES, ids=lambda rule: rule.__name__)
def test_the_files_keep(rule: Callable[[Path], list[str]]) -> None:
    assert rule(ROOT) == []


LONG = "def f():\n" + "    x = 1\n" * 49
WIDE = "class C:\n" + "".join(f"    def m{i}(self): ...\n" for i in range(13))


@pytest.mark.parametrize(
    ("rule", "files", "says"),
    [
        (rules.pointing_up, {"core/a.py": "import tools.b", "tools/b.py": ""}, "core.a imports tools.b"),
        (rules.pointing_up, {"core/a.py": "def f():\n    from scripts import b", "scripts/b.py": ""}, "core.a imports"),
        (rules.pointing_up, {"pages/a.py": "from api.b import c", "api/b.py": ""}, "pages.a imports api.b"),
        (rules.pointing_up, {"core/a.py": "import importlib\nimportlib.import_module('tools.b')", "tools/b.py": ""},
         "core.a imports tools.b"),
        (rules.cycles, {"core/a.py": "import core.b", "core/b.py": "def f():\n    import core.a"}, "core."),
        (rules.relative_imports, {"core/x/a.py": "from . import b"}, "core.x.a:1"),
        (rules.computed_imports, {"core/a.py": "__import__('b' + 'c')"}, "core.a"),
        (rules.libraries_from_home, {"core/a.py": "import duckdb"}, "core.a imports duckdb"),
        (rules.libraries_from_home, {"core/warehouses.py": "import duckdb"}, "core.warehouses imports duckdb"),
        (rules.libraries_from_home, {"core/a.py": "from requests import get"}, "core.a imports requests.get"),
        (rules.too_big, {"core/a.py": "#\n" * 301}, "core.a: 301 lines"),
        (rules.too_big, {"pages/a.py": "#\n" * 151}, "pages.a: 151 lines"),
        (rules.too_big, {"core/a.py": LONG}, "core.a.f: 50 lines"),
        (rules.too_big, {"core/a.py": WIDE}, "core.a.C: 13 methods"),
        (rules.swallowed_errors, {"core/a.py": "try:\n    f()\nexcept Exception:\n    pass"}, "core.a:3"),
        (rules.swallowed_errors, {"core/a.py": "try:\n    f()\nexcept:\n    ..."}, "core.a:3"),
        (rules.swallowed_errors, {"core/a.py": "try:\n    f()\nexcept (KeyError, Exception):\n    'x'"}, "core.a:3"),
        (rules.swallowed_errors, {"core/a.py": "with contextlib.suppress(Exception):\n    f()"}, "core.a:1"),
        (rules.vague_names, {"core/utils/a.py": ""}, "core.utils.a"),
        (rules.vague_names, {"core/a.py": "class LoadManager: ..."}, "core.a.LoadManager"),
        (rules.without_purpose, {"core/a.py": "x = 1"}, "core.a"),
    ],
)  # fmt: skip
def test_a_broken_tree_is_caught(
    rule: Callable[[Modules], list[str]], files: dict[str, str], says: str, tmp_path: Path
) -> None:
    write(tmp_path, files)
    broken = rule(modules(tmp_path))
    assert broken, "nothing was found"
    assert says in broken[0]


@pytest.mark.parametrize(
    ("rule", "files", "says"),
    [
        (rules.machine_paths, {"README.md": "run\n/ho" + "me/ann/x"}, "README.md:2"),
        (rules.machine_paths, {"core/deep/a.py": "P = '/ro" + "ot/x'"}, "core/deep/a.py:1"),
        (rules.loose_pins, {"requirements.txt": "numpy>=2"}, "requirements.txt: numpy>=2"),
    ],
)
def test_a_broken_file_is_caught(
    rule: Callable[[Path], list[str]], files: dict[str, str], says: str, tmp_path: Path
) -> None:
    write(tmp_path, files)
    assert rule(tmp_path) == [says]


def test_what_is_allowed_is_let_through(tmp_path: Path) -> None:
    write(tmp_path, {
        "core/warehouse/duckdb.py": '"""D."""\nimport duckdb\nfrom core import errors\nimport pydantic\n',
        "core/errors.py": '"""E."""\ntry:\n    f()\nexcept KeyError:\n    pass\n',
        "tools/a.py": '"""A."""\nimport json\nfrom core.errors import X\n',
        "core/__init__.py": "",
        "tests/utils.py": "import anything",
    })  # fmt: skip
    assert [place for rule in OF_MODULES for place in rule(modules(tmp_path))] == []


def write(root: Path, files: dict[str, str]) -> None:
    for name, text in files.items():
        (root / name).parent.mkdir(parents=True, exist_ok=True)
        (root / name).write_text(text, encoding="utf-8")
