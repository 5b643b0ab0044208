"""The shape of the code as rules over its syntax trees: each returns the places that break it."""

import ast
import re
import sys
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cached_property
from graphlib import CycleError, TopologicalSorter
from pathlib import Path
from typing import TypeVar

# Imports point strictly down, or stay in their own folder. Scripts may import anything, and nothing imports them.
LEVEL = {"core": 0, "tools": 1, "agents": 2, "api": 3, "pages": 3, "app": 4, "scripts": 5}

# The one place that knows each library, so that a new version or a replacement is one place's work.
HOME = {
    "alembic": ("core.store",),
    "anthropic": ("core.llm",),
    "anyio": ("api", "app"),
    "bcrypt": ("core.login",),
    "boto3": ("agents.execution", "core.llm", "core.warehouse.aws"),
    "botocore": ("agents.execution", "core.llm", "core.warehouse.aws"),
    "dbos": ("core.jobs",),
    "duckdb": ("core.warehouse", "scripts"),
    "fastapi": ("api", "app"),
    "fpdf": ("core.report",),
    "genai_prices": ("core.llm",),
    "httpx": ("api.provider",),
    "jwt": ("api.provider",),
    "numpy": ("core.language", "core.retrieval", "scripts.sample_data", "tools"),
    "openai": ("core.llm",),
    "openpyxl": ("core.warehouse.load",),
    "opentelemetry": ("core.trace",),
    "plotly": (
        "pages._bands",
        "pages._charts",
        "pages._map_ground",
        "pages._route_map",
        "pages._service_level",
        "pages._places",
        "pages._waterfall",
    ),
    "prometheus_client": ("core.metrics",),
    "psutil": ("core.health", "core.warehouse", "scripts"),
    "psycopg": ("core.store",),
    "pyarrow": ("core.warehouse", "scripts"),
    "pydantic_ai": ("core.llm",),
    "pydantic_core": ("core.llm",),
    "pyvrp": ("tools.routing",),
    "rapidfuzz": ("core.errors", "core.language", "scripts.sample_data"),
    "redshift_connector": ("core.warehouse.redshift",),
    "safetensors": ("core.retrieval",),
    "scipy": ("tools",),
    "sentence_transformers": ("core.retrieval",),
    "sqlalchemy": ("core.store",),
    "sqlglot": ("core.semantic", "core.warehouse.guard"),
    "sqlite3": ("core.store",),
    "starlette": ("api", "app"),
    "statsforecast": ("tools.demand",),
    "streamlit": ("pages", "app"),
    "structlog": ("core.log",),
    "tokenizers": ("core.retrieval",),
    "torch": ("core.retrieval",),
    "transformers": ("core.retrieval",),
    "uvicorn": ("app",),
    "xlsxwriter": ("core.export", "scripts"),
    "yaml": ("core.yaml_file",),
}
EVERYWHERE = {"pydantic"}

LINES, PAGE_LINES, FUNCTION_LINES, METHODS = 300, 150, 50, 12
VAGUE_MODULE = re.compile(r"(utils?|helpers?|common|misc|managers?|services?|handlers?)$")
VAGUE_CLASS = re.compile(r"(Manager|Service|Handler|Helper|Engine|V\d)$|^Enhanced")
# A folder of somebody's machine, where a path should start at the checkout or at a setting.
MACHINE = re.compile(r"(?<![\w.~])/(?:home|root|Users|work|workspace)/\w")
TEXTS = ("*.md", "*.yaml", "*.toml", "*.txt", "core/**/*", "scripts/**/*", "semantic/**/*", "docs/**/*", ".ci/*")


@dataclass(frozen=True)
class Module:
    name: str  # core.warehouse.duckdb
    text: str
    tree: ast.Module

    @property
    def top(self) -> str:
        return self.name.split(".")[0]

    @cached_property
    def nodes(self) -> tuple[ast.AST, ...]:
        """Walked once for all rules, since walking takes longer than parsing."""
        return tuple(ast.walk(self.tree))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        return tuple(_imported(self.nodes))


Modules = Mapping[str, Module]
Node = TypeVar("Node", bound=ast.AST)


def modules(root: Path) -> Modules:
    """Everything that runs, by its dotted name; tests are not part of it."""
    found = {}
    files = [file for top in LEVEL for file in (root / f"{top}.py", *(root / top).rglob("*.py")) if file.is_file()]
    for file in sorted(files):
        name = ".".join(file.relative_to(root).with_suffix("").parts).removesuffix(".__init__")
        found[name] = Module(name, text := file.read_text(encoding="utf-8"), ast.parse(text, str(file)))
    return found


def _imported(nodes: Iterable[ast.AST]) -> Iterator[str]:
    """Every import: lazy ones, those for types, and those by name, since each is a dependency."""
    for node in nodes:
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and not node.level:
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and _name(node.func) in ("import_module", "__import__"):
            yield str(node.args[0].value) if isinstance(node.args[0], ast.Constant) else "(computed)"


def edges(known: Modules) -> Iterator[tuple[str, str]]:
    for module in known.values():
        for target in module.imports:
            while target and target not in known:
                target = target.rpartition(".")[0]
            if target and target != module.name:
                yield module.name, target


def pointing_up(known: Modules) -> list[str]:
    return [
        f"{a} imports {b}"
        for a, b in edges(known)
        if known[a].top != known[b].top and LEVEL[known[b].top] >= LEVEL[known[a].top]
    ]


def cycles(known: Modules) -> list[str]:
    graph: dict[str, set[str]] = {}
    for a, b in edges(known):
        graph.setdefault(a, set()).add(b)
    try:
        TopologicalSorter(graph).prepare()
    except CycleError as error:
        return [" → ".join(reversed(error.args[1]))]
    return []


def relative_imports(known: Modules) -> list[str]:
    return [f"{module.name}:{node.lineno}" for module, node in _nodes(known, ast.ImportFrom) if node.level]


def computed_imports(known: Modules) -> list[str]:
    return [module.name for module in known.values() if "(computed)" in module.imports]


def libraries_from_home(known: Modules) -> list[str]:
    """A library outside its home, or one that was given none."""
    return [
        f"{module.name} imports {target}"
        for module in known.values()
        for target in module.imports
        if not _may_import(module.name, target.split(".")[0])
    ]


def _may_import(name: str, library: str) -> bool:
    if library in HOME:
        return any(name == home or name.startswith(f"{home}.") for home in HOME[library])
    ours = library in LEVEL or library == "(computed)"
    return ours or library in EVERYWHERE or library in sys.stdlib_module_names


def too_big(known: Modules) -> list[str]:
    return [*_long_files(known), *_long_functions(known), *_wide_classes(known)]


def _long_files(known: Modules) -> Iterator[str]:
    for module in known.values():
        count = module.text.count("\n")
        if count > (PAGE_LINES if module.top == "pages" else LINES):
            yield f"{module.name}: {count} lines"


def _long_functions(known: Modules) -> Iterator[str]:
    for module, node in _nodes(known, ast.FunctionDef, ast.AsyncFunctionDef):
        assert isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        count = (node.end_lineno or node.lineno) - node.lineno + 1
        if count >= FUNCTION_LINES:
            yield f"{module.name}.{node.name}: {count} lines"


def _wide_classes(known: Modules) -> Iterator[str]:
    for module, node in _nodes(known, ast.ClassDef):
        count = sum(isinstance(part, ast.FunctionDef | ast.AsyncFunctionDef) for part in node.body)
        if count > METHODS:
            yield f"{module.name}.{node.name}: {count} methods"


def swallowed_errors(known: Modules) -> list[str]:
    """Everything caught and nothing done: the error is gone, and with it the reason."""
    handlers = [
        f"{module.name}:{node.lineno}"
        for module, node in _nodes(known, ast.ExceptHandler)
        if _is_broad(node.type) and all(_does_nothing(part) for part in node.body)
    ]
    suppressed = [
        f"{module.name}:{node.lineno}"
        for module, node in _nodes(known, ast.Call)
        if _name(node.func) == "suppress" and any(_is_broad(argument) for argument in node.args)
    ]
    return handlers + suppressed


def _is_broad(caught: ast.expr | None) -> bool:
    if isinstance(caught, ast.Tuple):
        return any(_is_broad(one) for one in caught.elts)
    return caught is None or _name(caught) in ("Exception", "BaseException")


def _does_nothing(part: ast.stmt) -> bool:
    return isinstance(part, ast.Pass | ast.Continue) or (
        isinstance(part, ast.Expr) and isinstance(part.value, ast.Constant)
    )


def vague_names(known: Modules) -> list[str]:
    files = [name for name in known if any(VAGUE_MODULE.match(part) for part in name.split("."))]
    return files + [
        f"{module.name}.{node.name}" for module, node in _nodes(known, ast.ClassDef) if VAGUE_CLASS.search(node.name)
    ]


def without_purpose(known: Modules) -> list[str]:
    """A module that holds something opens with a sentence that says what it is for."""
    return [module.name for module in known.values() if module.tree.body and not ast.get_docstring(module.tree)]


def machine_paths(root: Path) -> list[str]:
    found = (file for pattern in TEXTS for file in root.glob(pattern) if file.is_file())
    files = {file for file in found if "__pycache__" not in file.parts and file.suffix != ".png"}
    return [
        f"{file.relative_to(root)}:{number}"
        for file in sorted(files)
        for number, line in enumerate(file.read_text(encoding="utf-8").splitlines(), 1)
        if MACHINE.search(line)
    ]


def loose_pins(root: Path) -> list[str]:
    """A requirement without an exact version would install something else tomorrow."""
    return [
        f"{file.name}: {line}"
        for file in sorted(root.glob("requirements*.txt"))
        for line in file.read_text(encoding="utf-8").splitlines()
        if line and not line.startswith("#") and not re.fullmatch(r"[\w.-]+(\[[\w,-]+\])?==[\w.]+", line)
    ]


def _nodes(known: Modules, *kinds: type[Node]) -> Iterator[tuple[Module, Node]]:
    for module in known.values():
        yield from ((module, node) for node in module.nodes if isinstance(node, kinds))


def _name(node: ast.expr) -> str:
    """The last part of a name: suppress in contextlib.suppress."""
    return node.attr if isinstance(node, ast.Attribute) else getattr(node, "id", "")
