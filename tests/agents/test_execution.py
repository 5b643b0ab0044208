"""Tools as functions on AWS Lambda: by real boto3 over HTTP, from a server here that runs the functions' own code."""

import base64
import importlib.util
import json
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import date, datetime
from decimal import Decimal
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Event, Thread, Timer
from types import ModuleType

import pytest

from agents.ask import Asking
from agents.execution import run
from core.access import terminal
from core.config import load_config
from core.context import Context, open_context
from core.errors import BudgetSpent, Conflict, NotFound, Unavailable, Unknown
from core.warehouse.base import Cancel
from tests.sample_data.fixture import sample_db
from tools.found import Col, Found, sheet
from tools.invoked import answered
from tools.names import known
from tools.packed import packed, unpacked
from tools.reading import items
from tools.registry import TOOLS, use
from tools.tool import Desk
from tools.worked import Worked

ROOT = Path(__file__).parents[2]
DAY = "2026-06-30"
LOW = {"warehouse": "WH001"}


@dataclass
class Cloud:
    """What the server does next, and what it heard. `billed`: milliseconds that it reports."""

    functions: ModuleType
    does: str = "answer"
    cold: bool = False
    billed: int = 250
    heard: list[tuple[str, dict[str, object]]] = field(default_factory=list)
    go_on: Event = field(default_factory=Event)  # of one that is silent until then

    def answer(self, name: str, event: dict[str, object]) -> tuple[int, dict[str, str], bytes]:
        self.heard.append((name, event))
        report = f"REPORT RequestId: x\tDuration: 201.5 ms\tBilled Duration: {self.billed} ms\tMemory Size: 1024 MB\t"
        report += "Max Memory Used: 300 MB\t" + ("Init Duration: 2834.19 ms\t" if self.cold else "")
        headers = {"X-Amz-Log-Result": base64.b64encode(report.encode()).decode()}
        if self.does == "throttle":
            return 429, {"x-amzn-ErrorType": "TooManyRequestsException"}, b'{"message": "Rate Exceeded."}'
        if self.does == "missing":
            return 404, {"x-amzn-ErrorType": "ResourceNotFoundException"}, b'{"Message": "not found"}'
        if self.does == "silent":
            self.go_on.wait(60)
        if self.does in ("timeout", "crash"):
            headers["X-Amz-Function-Error"] = "Unhandled"
            said = "2026-06-30 x Task timed out after 60.00 seconds" if self.does == "timeout" else "SECRET in a row"
            return 200, headers, json.dumps({"errorMessage": said}).encode()
        entry = {
            "inventory": "inventory_optimizer",
            "logistics": "logistics_optimizer",
            "supplier": "supplier_analyzer",
        }
        run_it = getattr(self.functions, entry[name.split("-")[1]])
        return 200, headers, json.dumps(run_it(event, None)).encode()


@contextmanager
def served(cloud: Cloud) -> Iterator[str]:
    class Door(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"]))
            name = self.path.split("/functions/")[1].split("/")[0]
            status, headers, answer = cloud.answer(name, json.loads(body))
            self.send_response(status)
            for key, value in {**headers, "Content-Length": str(len(answer))}.items():
                self.send_header(key, value)
            self.end_headers()
            self.wfile.write(answer)

        def log_message(self, *_: object) -> None: ...

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()


@pytest.fixture(scope="module")
def functions(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ModuleType]:
    """The module that is deployed, over the sample data."""
    patch = pytest.MonkeyPatch()
    patch.setenv("QM_WAREHOUSE_FILE", str(sample_db(2_000, DAY, 7)))
    patch.setenv("QM_HOME", str(tmp_path_factory.mktemp("lambda")))
    spec = importlib.util.spec_from_file_location("function", ROOT / "deploy" / "lambda" / "function.py")
    assert spec and spec.loader
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    module._context()
    patch.undo()
    yield module
    module._context().close()


@pytest.fixture
def cloud(functions: ModuleType) -> Cloud:
    return Cloud(functions)


@pytest.fixture
def ctx(cloud: Cloud, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Iterator[Context]:
    monkeypatch.setenv("AWS_ACCESS_KEY_ID", "test")
    monkeypatch.setenv("AWS_SECRET_ACCESS_KEY", "test")
    monkeypatch.setenv("AWS_EC2_METADATA_DISABLED", "true")
    with served(cloud) as address:
        given = {
            "app.today": DAY, "warehouse.file": str(sample_db(2_000, DAY, 7)), "app.home": str(tmp_path),
            "agents.execution": "lambda", "agents.endpoint": address, "agents.region": "eu-central-1",
        }  # fmt: skip
        opened = open_context(load_config(ROOT, given), terminal("Warehouse Manager"))
        yield opened
        opened.close()


def strict(ctx: Context, **other: object) -> Context:
    own = ctx.config.agents.model_copy(update={"fall_back": False, **other})
    return replace(ctx, config=ctx.config.model_copy(update={"agents": own}))


def test_the_result_is_the_same_as_here(ctx: Context, cloud: Cloud) -> None:
    for name, given in (("propose_replenishment", LOW), ("calculate_warehouse_capacity", LOW)):
        assert run(ctx, name, given).found == use(ctx, name, given).found
    buyer = ctx.for_asker(terminal("Procurement Specialist"))
    trends = {"days": 180}
    assert run(buyer, "analyze_purchase_trends", trends).found == use(buyer, "analyze_purchase_trends", trends).found
    assert [name.split("-")[1] for name, _ in cloud.heard] == ["inventory", "logistics", "supplier"]
    assert cloud.heard[0][1]["today"] == DAY


def test_the_askers_rights_go_along(ctx: Context, cloud: Cloud) -> None:
    limited = ctx.for_asker(replace(ctx.asker, warehouses=("WH003",)))
    rows = run(limited, "identify_low_stock", {"threshold": 10}).found.sheet("Low stock").rows
    assert {row[0] for row in rows} == {"WH003"}
    assert cloud.heard[0][1]["warehouses"] == ["WH003"]


def test_what_it_costs_is_in_the_ledger_and_a_cold_start_in_the_trace(ctx: Context, cloud: Cloud) -> None:
    cloud.cold = True
    used = run(ctx, "identify_low_stock", LOW)
    costs = [one for one in ctx.ledger.of_trace(used.trace_id, ctx.asker.email) if one.service == "lambda"]
    assert [(one.quantity, one.amount) for one in costs] == [(Decimal("0.25"), Decimal("0.000004167"))]
    steps = {step.name: step.attributes for step in ctx.tracer.steps_of(used.trace_id, ctx.asker.email)}
    assert steps["lambda"]["cold"] == "True"
    assert steps["lambda"]["gb_seconds"] == "0.25"
    assert used.note == ""


@pytest.mark.parametrize(
    ("does", "says"),
    [
        ("timeout", "it took too long"),
        ("crash", "an error inside of it"),
        ("throttle", "has too much to do"),
        ("missing", "There is no function quartermaster-inventory-optimizer"),
    ],
)
def test_a_function_that_fails(does: str, says: str, ctx: Context, cloud: Cloud) -> None:
    """The same result from here, which says so; or one sentence where that is not allowed. Never its own words."""
    cloud.does = does
    used = run(ctx, "identify_low_stock", LOW)
    assert used.found.sheets == use(ctx, "identify_low_stock", LOW).found.sheets
    assert used.found.assumptions[-1].value == "here, not on AWS Lambda"
    assert says in used.note and "SECRET" not in used.note
    paid = [one.service for one in ctx.ledger.of_trace(used.trace_id, ctx.asker.email) if one.amount]
    assert paid == (["lambda"] if does in ("timeout", "crash") else [])
    with pytest.raises(Unavailable, match=says):
        run(strict(ctx), "identify_low_stock", LOW)


def test_silence_ends(ctx: Context, cloud: Cloud) -> None:
    cloud.does = "silent"
    with pytest.raises(Unavailable, match=r"does not answer \(ReadTimeoutError\)"):
        run(strict(ctx, timeout_seconds=-4), "identify_low_stock", LOW)
    assert not cloud.go_on.is_set(), "it was the caller who gave up"
    cloud.go_on.set()


def test_who_cancels_waits_no_longer_and_pays_for_what_was_begun(ctx: Context, cloud: Cloud) -> None:
    cloud.does, cancel, traces = "silent", Cancel(), list[str]()

    def stop_once_begun(_share: float, _says: str) -> None:
        Timer(0.2, cancel.now).start()

    with ctx.tracer.answer("tool", "terminal") as trace, pytest.raises(Unavailable, match="This was cancelled"):
        traces.append(trace.id)
        run(ctx.under(trace), "identify_low_stock", LOW, stop_once_begun, cancel)
    assert not cloud.go_on.is_set()
    cloud.go_on.set()
    until = time.monotonic() + 30
    while "lambda" not in (paid := [one.service for one in ctx.ledger.of_trace(traces[0], ctx.asker.email)]):
        assert time.monotonic() < until, paid
        time.sleep(0.05)


def test_the_answer_on_ask_says_where(ctx: Context, cloud: Cloud) -> None:
    cloud.does = "throttle"
    answer = Asking.open(ctx).ask("replenishment proposal for WH002 with a budget of 50000")
    assert answer.status == "answered"
    assert "Worked out here, not on AWS Lambda: quartermaster-inventory-optimizer has too much to do." in answer.text


def test_the_tools_own_errors_are_its_errors(ctx: Context, cloud: Cloud) -> None:
    product = next(
        str(row[1])
        for row in use(ctx, "identify_low_stock", {"threshold": 10}).found.sheet("Low stock").rows
        if row[0] == "WH002"
    )
    given = {"product": product, "warehouse": "WH002"}
    assert run(ctx, "calculate_reorder_point", given).found.figures
    with pytest.raises(Unknown, match="WH00"):
        run(ctx, "identify_low_stock", {"warehouse": "WH9"})
    assert len(cloud.heard) == 1, "a name that nobody has is not sent"
    other = next(one for one in known(ctx, "product") if not items(Desk(ctx), "WH001", one))
    with pytest.raises(NotFound, match="is not held at WH001"):
        run(ctx, "calculate_reorder_point", {"product": other, **LOW})


def test_a_spent_budget_is_said_before_the_call(ctx: Context, cloud: Cloud) -> None:
    budgets = ctx.config.cost.budgets.model_copy(update={"day": Decimal("0.0000001")})
    poor = replace(ctx, ledger=type(ctx.ledger)(ctx.store, budgets))
    with pytest.raises(BudgetSpent):
        run(poor, "identify_low_stock", LOW)
    assert cloud.heard == []


def test_what_writes_stays_here(ctx: Context, cloud: Cloud) -> None:
    name = next(name for name, one in TOOLS.items() if one.writes)
    with pytest.raises(Conflict, match="needs to be confirmed"):
        run(ctx, name, {})
    assert cloud.heard == []


def test_a_call_of_the_wrong_shape_is_an_answer(ctx: Context) -> None:
    for event in ({}, {"tool": "identify_low_stock"}, [1], {"tool": "x", "extra": 1}):
        failed = answered(ctx, "inventory", event)["failed"]
        assert isinstance(failed, dict) and failed["kind"] == "Invalid"


def test_a_function_has_its_own_tools_only(cloud: Cloud, ctx: Context) -> None:
    event = {
        "tool": "identify_low_stock", "arguments": LOW, "today": DAY, "persona": "Warehouse Manager", "role": "Manager",
    }  # fmt: skip
    made = cloud.functions.logistics_optimizer(event)
    assert made["failed"]["kind"] == "NotAllowed"
    assert cloud.functions.inventory_optimizer(event)["found"]


def test_a_result_is_packed_without_loss() -> None:
    cells = (
        Decimal("1.10"),
        date(2026, 6, 30),
        datetime(2026, 6, 30, 8, 15),
        None,
        True,
        7,
        0.1,
        "ü",
    )
    columns = [Col(f"c{place}", f"C{place}", "units" if place == 5 else "") for place in range(8)]
    found = Found(
        figures=(Worked("A", None, "units", "f", "s", {"d": 0.1}, "why"), Worked("B", 0.1 + 0.2, "money", "f", "s")),
        sheets=(sheet("One", columns, [cells, (None,) * 8]),),
        unknown=("nothing",),
    )
    back = unpacked(packed(found))
    assert back == found
    assert [type(cell) for cell in back.sheets[0].table.rows[0]] == [type(cell) for cell in cells]


@pytest.mark.long
def test_the_folder_of_the_image_runs_without_the_screens(tmp_path: Path) -> None:
    """What is left out of the requirements is needed by nothing that is put in."""
    folder = tmp_path / "image"
    subprocess.run([ROOT / "deploy" / "lambda" / "build", "--only-folder", folder], check=True, capture_output=True)
    names = {path.name for path in folder.iterdir()}
    assert {"core", "tools", "semantic", "config.yaml", "function.py", "Dockerfile", "requirements.txt"} <= names
    assert "streamlit" not in (folder / "requirements.txt").read_text()
    assert "duckdb==" in (folder / "requirements.txt").read_text()
    blocked = (
        "import sys; sys.modules.update(dict.fromkeys(('streamlit','fastapi','uvicorn','plotly','dbos','multipart')));"
    )
    code = f"{blocked} import function; print(function.__file__); function._context().close()"
    environment = {"PATH": "/usr/bin:/bin", "QM_HOME": str(tmp_path / "home"), "LAMBDA_TASK_ROOT": str(folder)}
    done = subprocess.run(
        [sys.executable, "-c", code], cwd=folder, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip().endswith("image/function.py")
