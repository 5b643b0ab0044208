"""Settings: which source wins, what is refused and in which words, and that secrets stay hidden."""

import re
import shutil
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest

from core.config import Config, load_config, settings
from core.errors import Invalid
from core.settings import variable
from core.yaml_file import read

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _no_settings_from_outside(monkeypatch: pytest.MonkeyPatch) -> None:
    for key, _ in settings(Config):
        monkeypatch.delenv(variable(key), raising=False)


def refusal(root: Path, **overrides: str) -> str:
    with pytest.raises(Invalid) as refused:
        load_config(root, overrides)
    return refused.value.message


def test_the_shipped_file_says_every_key_with_its_default_and_a_comment() -> None:
    lines = (ROOT / "config.yaml").read_text().splitlines()
    _, line_of = read(ROOT / "config.yaml")
    for key, _ in settings(Config):
        line = lines[line_of(key) - 1]
        assert re.match(rf"\s+{key[-1]}: \S.*  # \S", line), f"{'.'.join(key)} is missing or has no comment"
    assert load_config(ROOT).model_copy(update={"app": None, "semantic": None}) == Config().model_copy(
        update={"app": None, "semantic": None}
    ), "a value in config.yaml differs from the default in core/config.py"


def test_each_source_wins_over_the_one_before(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert load_config(tmp_path).warehouse.threads == 2
    (tmp_path / "config.yaml").write_text("warehouse: {threads: 3, row_limit: 50}\n")
    assert load_config(tmp_path).warehouse.threads == 3
    (tmp_path / "config.local.yaml").write_text("warehouse: {threads: 4}\n")
    assert load_config(tmp_path).warehouse.threads == 4
    monkeypatch.setenv("QM_WAREHOUSE_THREADS", "5")
    assert load_config(tmp_path).warehouse.threads == 5
    config = load_config(tmp_path, {"warehouse.threads": "6"})
    assert (config.warehouse.threads, config.warehouse.row_limit) == (6, 50)


def test_types_are_what_the_code_wants(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text(
        "app: {today: 2026-06-30, timezone: Europe/Berlin}\nwarehouse:\n  worker: {memory: 1.5GiB}\n"
        "cost:\n  prices: {athena_terabyte: 5.10}\ntrace:\n"
    )
    config = load_config(tmp_path)
    assert config.clock.today == date(2026, 6, 30)
    assert config.warehouse.worker.memory == 1_610_612_736
    assert config.cost.prices.athena_terabyte == Decimal("5.10")
    assert load_config(tmp_path, {"app.today": "null"}).app.today is None


def test_paths_start_where_they_were_written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    root, elsewhere = tmp_path / "root", tmp_path / "elsewhere"
    root.mkdir()
    elsewhere.mkdir()
    monkeypatch.chdir(elsewhere)
    (root / "config.yaml").write_text("warehouse: {file: data/mine.duckdb}\n")
    config = load_config(root)
    assert config.warehouse.file == root / "data/mine.duckdb"
    assert (config.app.home, config.semantic.folder) == (root / "var", root / "semantic")
    monkeypatch.setenv("QM_HOME", "state")
    assert load_config(root).app.home == elsewhere / "state"
    assert load_config(root).store_url == f"sqlite:///{elsewhere}/state/state.db"


def test_the_environment_fills_in_secrets_which_never_show(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "config.yaml").write_text(
        "app: {name: 'Depot $$${SUFFIX:-x}'}\nstore: {url: 'postgresql://u:${DB_PASSWORD}@h/d'}\n"
        "trace: {otlp_headers: '${NO_HEADERS:-}'}\n"
    )
    assert refusal(tmp_path) == "config.yaml:2: store.url needs the environment variable DB_PASSWORD, which is not set."
    monkeypatch.setenv("DB_PASSWORD", "hunter2")
    config = load_config(tmp_path)
    assert config.store_url == "postgresql://u:hunter2@h/d"
    assert "hunter2" not in f"{config!r} {config} {config.model_dump()} {config.model_dump_json()}"
    assert (config.app.name, config.trace.otlp_headers) == ("Depot $x", None)
    assert load_config(tmp_path, {"store.url": "sqlite://"}).store_url == "sqlite://"


def test_a_variable_is_only_missed_where_its_value_counts(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("store: {url: '${NOT_THERE}'}\n")
    (tmp_path / "config.local.yaml").write_text("store: {url: null}\n")
    assert load_config(tmp_path).store.url is None


@pytest.mark.parametrize(
    ("text", "says"),
    [
        ("app:\n  tody: 5\n", "config.yaml:2: there is no setting app.tody. Did you mean app.today?"),
        ("warehose:\n  file: x\n", "config.yaml:2: there is no setting warehose.file. Did you mean warehouse.file?"),
        ("warehouse: 5\n", "config.yaml:1: warehouse is a section; its settings go under it, indented."),
        ("app:\n  name: {a: b}\n", "config.yaml:2: app.name takes a single value, nothing under it."),
        ("- app\n", "config.yaml:1: settings are written as `section:` with `key: value` under it."),
        ("warehouse:\n  threads: many\n", "config.yaml:2: warehouse.threads is 'many'; it should be a valid integer"),
        ("warehouse:\n\n  threads: 0\n", ":3: warehouse.threads is 0; it should be greater than 0 (such as 2)."),
        ("warehouse:\n  threads: true\n", "threads is True; it should be a number or text, not true or false"),
        ("warehouse:\n  threads: null\n", "warehouse.threads is null; it should be a valid integer"),
        ("warehouse:\n  memory: lots\n", "warehouse.memory is 'lots'; it should be a size such as 512MB or 2GiB"),
        ("warehouse:\n  backend: oracle\n", "warehouse.backend is 'oracle'; it should be 'duckdb'"),
        ("app:\n  today: 2026-02-30\n", "config.yaml:2: app.today is '2026-02-30'; it should be a day that exists"),
        ("app:\n  today: 20260630\n", "config.yaml:2: app.today is 20260630; it should be a day such as 2026-06-30."),
        ("app:\n  timezone: Mars/Base\n", "app.timezone is 'Mars/Base'; it should be the name of a timezone"),
        ("app:\n  name: [a]\n", "app.name is ['a']; it should be a valid string"),
        ("app:\n  name: 'a ${b c}'\n", "config.yaml:2: app.name holds a ${ that is not ${NAME} or ${NAME:-default}."),
        ("cost:\n  budgets:\n    day: .inf\n", "config.yaml:3: cost.budgets.day is inf; it should be a finite number"),
        ("cache:\n  entries: 5\n  entries: 6\n", "3: 'entries' is given twice"),
    ],
)  # fmt: skip
def test_a_wrong_file_is_refused_in_a_sentence(tmp_path: Path, text: str, says: str) -> None:
    (tmp_path / "config.yaml").write_text(text)
    assert says in refusal(tmp_path)


def test_all_wrong_values_are_told_at_once_and_secret_ones_without_the_value(tmp_path: Path) -> None:
    (tmp_path / "config.yaml").write_text("store:\n  url: [hunter2]\ncache:\n  entries: -1\n")
    first, second = refusal(tmp_path).splitlines()
    assert first.startswith("config.yaml:2: store.url is (not shown); it should be a valid string")
    assert second.startswith("config.yaml:4: cache.entries is -1; it should be greater than 0")


def test_slips_outside_the_files_are_refused_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert refusal(tmp_path, **{"app.tody": "2026-01-01"}) == (
        "command line: there is no setting app.tody. Did you mean app.today?"
    )
    assert "command line: app.today is 'soon'; it should be a day such as 2026-06-30." in refusal(
        tmp_path, **{"app.today": "soon"}
    )
    monkeypatch.setenv("QM_ELSEWHERE", "somebody else's")
    monkeypatch.setenv("QM_CACHE_BYTES", "")
    assert load_config(tmp_path).cache.bytes == 256_000_000
    monkeypatch.setenv("QM_WAREHOSE_FILE", "x")
    assert "QM_WAREHOSE_FILE sets nothing. Did you mean QM_WAREHOUSE_FILE?" in refusal(tmp_path)


def test_settings_cannot_change_afterwards(tmp_path: Path) -> None:
    config = load_config(tmp_path)
    with pytest.raises(ValueError, match="frozen"):
        config.app.name = "other"


def test_the_shipped_file_alone_is_enough(tmp_path: Path) -> None:
    shutil.copy(ROOT / "config.yaml", tmp_path)
    assert load_config(tmp_path).app.home == tmp_path / "var"


def test_only_our_own_generations_are_loaded_into(tmp_path: Path) -> None:
    assert load_config(tmp_path).warehouse.ours
    assert not load_config(tmp_path, {"warehouse.file": "mine.duckdb"}).warehouse.ours
    assert not load_config(tmp_path, {"warehouse.backend": "athena"}).warehouse.ours
