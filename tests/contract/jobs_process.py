"""Does jobs until it is killed: python -m tests.contract.jobs_process HOME STORE_URL [FOLDER of a scheduled one]."""

import sys
import time
from datetime import time as time_of_day
from pathlib import Path

from core.config import Config
from core.context import Context, open_context
from core.jobs.execution import TERMINAL, system
from core.jobs.jobs import Jobs
from core.jobs.kinds import KINDS
from core.jobs.schedule import Daily
from core.jobs.worker import Worker
from tests.contract.counting import COUNT

ROOT = Path(__file__).parent.parent.parent
ALL = {**KINDS, COUNT.name: COUNT}


def config_of(home: Path, url: str) -> Config:
    return Config.model_validate(
        {"app": {"home": home}, "store": {"url": url}, "semantic": {"folder": ROOT / "semantic"}}
    )


def context_of(home: Path, url: str) -> Context:
    return open_context(config_of(home, url), system("Warehouse Manager", TERMINAL))


def main(home: str, url: str, scheduled: str = "") -> None:
    ctx = context_of(Path(home), url)
    jobs = Jobs.open(ctx.config, ctx.store, ALL)
    rows = (Daily("test", "count", time_of_day(0, 0), {"folder": scheduled}),) if scheduled else ()
    worker = Worker.start(ctx, jobs, rows)
    print(worker.name, flush=True)
    time.sleep(600)


if __name__ == "__main__":
    main(*sys.argv[1:])
