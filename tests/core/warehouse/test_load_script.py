"""scripts/load.py as people use it: what it says, its exit codes, and that interrupting or killing it harms nothing."""

import os
import signal
import time
from collections.abc import Sequence
from pathlib import Path

import duckdb
import pytest

from core.warehouse.generations import current
from tests.core.warehouse.load_files import HEADER, LINE, PRODUCT, put
from tests.typed import SCRIPTS, Done, begin, typed


class Loading:
    """A load of which every line on standard error is read as it comes."""

    def __init__(self, folder: Path, *arguments: object) -> None:
        ours, theirs = os.pipe()
        self.said = os.fdopen(ours)
        with Path(os.devnull).open("r+") as nothing:
            files = (nothing.fileno(), nothing.fileno(), theirs)
            self.running = begin(SCRIPTS / "load.py", *arguments, folder=folder, files=files)
        os.close(theirs)

    def stop_at(self, step: str, after: float, how: signal.Signals) -> None:
        for line in self.said:
            if line.startswith(step):
                break
        time.sleep(after)
        self.running.send(how)

    def end(self) -> tuple[int, str]:
        with self.said as said:
            rest = said.read()
        return self.running.wait(), rest


def load(folder: Path, *arguments: object) -> Done:
    done = typed("load.py", "--home", folder / "home", *arguments, folder=folder)
    assert "Traceback" not in done.stderr
    return done


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
    assert typed("load.py", product, "--db", db, folder=tmp_path).returncode == 0
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


def test_interrupting_is_harmless(filled: Path) -> None:
    loading = Loading(filled, "--home", filled / "home", *put_lines(filled, 5_000, 2), "--replace")
    loading.stop_at("Reading sales_order_line", 0.05, signal.SIGINT)
    code, said = loading.end()
    assert "Traceback" not in said
    if code == 0:  # it was faster than the signal
        assert quantities(filled / "home") == [(2, 10_000)]
    else:
        assert code == 130
        assert quantities(filled / "home") == [(1, 10_000)]
        assert sorted(p.name for p in (filled / "home" / "warehouse").glob("*.duckdb*")) == ["warehouse-1.duckdb"]


@pytest.mark.parametrize("rounds", [3, pytest.param(50, marks=pytest.mark.long)])
def test_killed_loads_leave_the_old_data_or_the_new(filled: Path, rounds: int) -> None:
    quantity = 1
    for attempt in range(1, rounds + 1):
        files = put_lines(filled, 5_000, quantity + 1)
        loading = Loading(filled, "--home", filled / "home", *files, "--replace")
        loading.stop_at("Writing" if attempt % 2 else "Reading", 0.4 * attempt / rounds, signal.SIGKILL)
        loading.end()
        found = quantities(filled / "home")
        assert found in ([(quantity, 10_000)], [(quantity + 1, 10_000)])
        quantity = int(str(found[0][0]))
    done = load(filled, *put_lines(filled, 100, 99), "--replace")
    assert done.returncode == 0, done.stderr
    assert quantities(filled / "home") == [(99, 200)]
    assert not (filled / "home" / "warehouse" / "loading").exists()
