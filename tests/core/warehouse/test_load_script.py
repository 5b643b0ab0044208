"""scripts/load.py as people use it: what it says, its exit codes, and that interrupting or killing it harms nothing."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from core.warehouse.generations import current
from tests.core.warehouse.load_files import HEADER, LINE, PRODUCT, ROOT, put

Finished = subprocess.CompletedProcess[str]


def start(folder: Path, *arguments: object) -> subprocess.Popen[str]:
    command = [sys.executable, str(ROOT / "scripts" / "load.py"), *map(str, arguments)]
    environment = {name: value for name, value in os.environ.items() if not name.startswith("QM_")}
    pipe = subprocess.PIPE
    return subprocess.Popen(command, cwd=folder, env=environment, stdout=pipe, stderr=pipe, text=True)


def load(folder: Path, *arguments: object) -> Finished:
    process = start(folder, "--home", folder / "home", *arguments)
    out, err = process.communicate(timeout=120)
    assert "Traceback" not in err
    return Finished(process.args, process.returncode, out, err)


def put_lines(folder: Path, orders: int, quantity: int) -> Sequence[Path]:
    """Headers and lines whose quantities are all the same, so that a mixture would show."""
    header, line = HEADER.splitlines()[0], LINE.splitlines()[0]
    heads = [f"SO,{n},2025-01-01,CUS1,Ann,WH001,,Pending" for n in range(orders)]
    lines = [f"SO,{n},{k},PRD0001,{quantity},0,1.00,{quantity}.00,Unfulfilled" for n in range(orders) for k in (1, 2)]
    return (
        put(folder, "sales_order_header.csv", "\n".join([header, *heads])),
        put(folder, "sales_order_line.csv", "\n".join([line, *lines])),
    )


def quantities(home: Path) -> list[tuple[object, ...]]:
    pointer = current(home / "warehouse")
    assert pointer is not None
    sql = "SELECT order_quantity, count(*) FROM sales_order_line GROUP BY 1"
    with duckdb.connect(str(pointer.file), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM product").fetchone() == (2,)
        return connection.execute(sql).fetchall()


def test_loading_refusing_and_looking_back(tmp_path: Path) -> None:
    product = put(tmp_path, "product.csv", PRODUCT)
    done = load(tmp_path, product, "--by", "ann@example.com")
    assert (done.returncode, done.stdout) == (0, "Loaded.\n  product: 2 rows from product.csv (replace)\n")
    put(tmp_path, "product.csv", PRODUCT.replace("0.10", "free"))
    refused = load(tmp_path, product, "--replace", "--report", tmp_path / "bad.csv", "--by", "bob@example.com")
    assert refused.returncode == 1
    assert "product.csv, row 2, unit_cost: 'free' is not a number: write it as 1234.56" in refused.stdout
    assert (tmp_path / "bad.csv").read_text().count("\n") == 2
    history = load(tmp_path, "--history").stdout.splitlines()
    assert [("loaded" in one, "refused" in one) for one in history] == [(False, True), (True, False)]
    assert "by bob@example.com (1 bad row)" in history[0]


def test_a_template_can_be_loaded_as_it_is(tmp_path: Path) -> None:
    put(tmp_path, "product.csv", load(tmp_path, "--template", "product").stdout)
    assert load(tmp_path, tmp_path / "product.csv").returncode == 0
    wrong = load(tmp_path, "--template", "prodct")
    assert wrong.returncode == 2
    assert wrong.stderr.startswith("There is no table called 'prodct'. Did you mean 'product'")


def test_a_single_file_is_filled_and_checked(tmp_path: Path) -> None:
    product, db = put(tmp_path, "product.csv", PRODUCT), tmp_path / "own.duckdb"
    assert load(tmp_path, product, "--check-only", "--home", tmp_path).stdout.startswith("Fit to be loaded.")
    process = start(tmp_path, product, "--db", db)
    process.communicate(timeout=120)
    assert process.returncode == 0
    with duckdb.connect(str(db), read_only=True) as connection:
        assert connection.execute("SELECT count(*) FROM product").fetchone() == (2,)
    assert sorted(p.name for p in tmp_path.iterdir() if p.name.startswith(".own")) == [".own.duckdb.lock"]


def test_what_cannot_be_tried_is_a_sentence(tmp_path: Path) -> None:
    for arguments in ([tmp_path / "none.csv"], ["--map", "x", put(tmp_path, "product.csv", PRODUCT)]):
        done = load(tmp_path, *arguments)
        assert (done.returncode, done.stdout, done.stderr.count("\n")) == (2, "", 1)


@pytest.fixture
def filled(tmp_path: Path) -> Path:
    product, (heads, lines) = put(tmp_path, "product.csv", PRODUCT), put_lines(tmp_path, 5_000, 1)
    done = load(tmp_path, product, heads, lines)
    assert done.returncode == 0, done.stdout + done.stderr
    return tmp_path


def stop_at(process: subprocess.Popen[str], step: str, after: float, how: signal.Signals) -> None:
    assert process.stderr is not None
    for line in process.stderr:
        if line.startswith(step):
            break
    time.sleep(after)
    process.send_signal(how)


@pytest.mark.parametrize("step", ["Reading sales_order_line"])
def test_interrupting_is_harmless(filled: Path, step: str) -> None:
    files = put_lines(filled, 5_000, 2)
    process = start(filled, "--home", filled / "home", *files, "--replace")
    stop_at(process, step, 0.05, signal.SIGINT)
    _, err = process.communicate(timeout=60)
    assert "Traceback" not in err
    if process.returncode == 0:  # it was faster than the signal
        assert quantities(filled / "home") == [(2, 10_000)]
    else:
        assert process.returncode == 130
        assert quantities(filled / "home") == [(1, 10_000)]
        assert sorted(p.name for p in (filled / "home" / "warehouse").glob("*.duckdb*")) == ["warehouse-1.duckdb"]


@pytest.mark.parametrize("rounds", [5, pytest.param(50, marks=pytest.mark.long)])
def test_killed_loads_leave_the_old_data_or_the_new(filled: Path, rounds: int) -> None:
    quantity = 1
    for attempt in range(1, rounds + 1):
        files = put_lines(filled, 5_000, quantity + 1)
        process = start(filled, "--home", filled / "home", *files, "--replace")
        stop_at(process, "Writing" if attempt % 2 else "Reading", 0.4 * attempt / rounds, signal.SIGKILL)
        process.communicate(timeout=60)
        found = quantities(filled / "home")
        assert found in ([(quantity, 10_000)], [(quantity + 1, 10_000)])
        quantity = int(str(found[0][0]))
    done = load(filled, *put_lines(filled, 100, 99), "--replace")
    assert done.returncode == 0, done.stderr
    assert quantities(filled / "home") == [(99, 200)]
    assert not (filled / "home" / "warehouse" / "loading").exists()
