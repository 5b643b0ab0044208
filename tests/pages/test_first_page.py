"""The way to the first page is light: what takes seconds to load is loaded by who needs it, or while nobody waits."""

import json
import os
import subprocess
import sys
from pathlib import Path

from tests.sample_data.fixture import sample_db

ROOT = Path(__file__).parents[2]
HEAVY = {
    "torch", "sentence_transformers", "transformers", "statsforecast", "pyvrp", "scipy.stats", "sklearn", "pydantic_ai",
    "anthropic", "openai", "boto3", "botocore", "genai_prices", "plotly.express", "faiss", "docx", "pypdfium2",
}  # fmt: skip
# In a process of its own: here, other tests have loaded all sorts of things.
VISIT = """
import json, sys
import app
from core.access import ROLES
from core.login import door
from core.login.people import TERMINAL, add_person
from core.store.user_list import parse_user
from pages import opened
from streamlit.testing.v1 import AppTest
context = opened.context()
entry = {"email": "ann@example.com", "name": "Ann", "role": "Viewer", "workspace": "operations"}
user = parse_user({**entry, "personas": ["Warehouse Manager"]}, tuple(context.model.personas))
add_person(context.store, TERMINAL, user, context.now(), cost=4)
signed = door.sign_in_known(context.store, "ann@example.com", "127.0.0.1", context.now(), "test")
page = AppTest.from_file("pages/main.py", default_timeout=60)
page.user = {"session": signed.session.id}
page.run()
print(json.dumps({"title": page.title[0].value, "tiles": len(page.metric), "loaded": sorted(sys.modules)}))
context.close()
"""


def test_nothing_heavy_is_loaded_on_the_way_to_the_first_page(tmp_path: Path) -> None:
    around = {
        **os.environ, "QM_HOME": str(tmp_path), "QM_APP_TODAY": "2026-06-30", "PYTHONPATH": str(ROOT),
        "QM_WAREHOUSE_FILE": str(sample_db(orders=600)), "ANTHROPIC_API_KEY": "sk-ant-anything-0123456789",
    }  # fmt: skip
    done = subprocess.run(
        [sys.executable, "-c", VISIT], cwd=ROOT, env=around, capture_output=True, text=True, timeout=120
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout.splitlines()[-1])
    assert (found["title"], found["tiles"]) == ("Hello, Ann", 6)
    assert sorted(HEAVY & set(found["loaded"])) == []
