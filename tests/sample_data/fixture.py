"""A sample database that all tests share: made once, kept in the system's folder for temporary files.

from tests.sample_data.fixture import sample_db
path = sample_db(orders=2_000, as_of="2026-06-30", seed=7)  # open it read-only
"""

import hashlib
import os
import tempfile
from datetime import date
from pathlib import Path

from scripts.sample_data.business import generate

ROOT = Path(__file__).resolve().parent.parent.parent
SOURCES = ROOT / "scripts" / "sample_data"


def sample_db(orders: int = 2_000, as_of: str = "2026-06-30", seed: int = 7) -> Path:
    """The file; it is named after what made it, so a change of the generator makes a new one."""
    folder = Path(tempfile.gettempdir()) / f"sample_data.{os.getuid()}"
    folder.mkdir(mode=0o700, exist_ok=True)
    path = folder / f"{MADE_BY}-{orders}-{as_of}-{seed}.duckdb"
    if not path.exists():  # two workers may both make it: each moves a whole file to the same place
        generate(path, orders, date.fromisoformat(as_of), seed, progress=lambda part, done: None)
    return path


def source_hash() -> str:
    digest = hashlib.sha256((ROOT / "requirements.txt").read_bytes())
    for file in sorted(SOURCES.glob("*.py")):
        digest.update(file.name.encode() + file.read_bytes())
    return digest.hexdigest()[:16]


MADE_BY = source_hash()  # at once: the sources may change while these tests run with what was imported
