#!/usr/bin/env python3
"""Background jobs from the terminal: list them, have one done, or be a process that does them.

    scripts/jobs.py --list
    scripts/jobs.py --run export --json '{"query": {"measures": ["revenue"], "by": ["warehouse"]}, "format": "xlsx"}'
    scripts/jobs.py --submit prune --key tonight
    scripts/jobs.py --cancel JOB | --retry JOB
    scripts/jobs.py --work

--run waits for the end and prints what came of it. --work goes on until Ctrl-C; what it has begun by then, the next
process goes on with. Exit code 0: done; 1: the job failed or was cancelled; 2: could not be tried; 130: interrupted.
"""

import argparse
import json
import signal
import sys
import time
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.access import Asker
from core.config import load_config
from core.context import Context, open_context
from core.errors import Invalid, QuartermasterError
from core.jobs.execution import TERMINAL, system
from core.jobs.job import Job, JobId
from core.jobs.jobs import Jobs
from core.jobs.kinds import KINDS
from core.jobs.worker import Worker
from core.terminal import until_read


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    what = parser.add_mutually_exclusive_group(required=True)
    what.add_argument("--list", action="store_true", help="the latest jobs of everybody")
    what.add_argument("--run", metavar="KIND", choices=KINDS, help=f"have it done and wait: {', '.join(KINDS)}")
    what.add_argument("--submit", metavar="KIND", choices=KINDS, help="put it into the queue")
    what.add_argument("--cancel", metavar="JOB")
    what.add_argument("--retry", metavar="JOB")
    what.add_argument("--work", action="store_true", help="do jobs until Ctrl-C")
    parser.add_argument("--json", default="{}", metavar="TEXT", help="the job's arguments")
    parser.add_argument("--key", help="submitted twice with the same key, it is one job")
    parser.add_argument("--persona", default="Warehouse Manager", help="whose part of the business (Warehouse Manager)")
    parser.add_argument("--home", type=Path, help="the folder of data and state, when not the configured one")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        return _run(asked)
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        print("\nInterrupted; what has been begun is gone on with later.", file=sys.stderr)
        return 130


def _run(asked: argparse.Namespace) -> int:
    config = load_config(ROOT, {"app.home": str(asked.home)} if asked.home else {})
    me = system(asked.persona, TERMINAL)
    ctx = open_context(config, me)
    try:
        jobs = Jobs.open(config, ctx.store)
        try:
            return _do(asked, ctx, jobs, me)
        finally:
            jobs.close()
    finally:
        ctx.close()


def _do(asked: argparse.Namespace, ctx: Context, jobs: Jobs, me: Asker) -> int:
    if asked.list:
        for job in jobs.list(me):
            print(line(job))
    elif asked.cancel:
        jobs.cancel(asked.cancel, me)
    elif asked.retry:
        jobs.retry(asked.retry, me)
    elif asked.submit:
        print(jobs.submit(asked.submit, _arguments(asked.json), me, asked.key))
    elif asked.run:
        return _wait(ctx, jobs, jobs.submit(asked.run, _arguments(asked.json), me, asked.key), me)
    else:
        _work(ctx, jobs)
    return 0


def _arguments(text: str) -> dict[str, object]:
    try:
        given = json.loads(text)
    except ValueError as error:
        raise Invalid(f"--json cannot be read: {error}.") from None
    if not isinstance(given, dict):
        raise Invalid('--json should be an object, such as \'{"format": "csv"}\'.')
    return given


def _wait(ctx: Context, jobs: Jobs, job_id: JobId, me: Asker) -> int:
    worker, said = Worker.start(ctx, jobs, ()), ""
    try:
        while not (job := jobs.get(job_id, me)).over:
            if (now := _progress(job)) != said:
                print(said := now, file=sys.stderr, flush=True)
            time.sleep(0.2)
    finally:
        worker.stop()
    if job.state != "done":
        print(job.error or "Cancelled.", file=sys.stderr)
        return 1
    print(job.result)
    if made := jobs.made(job_id):  # most kinds make none
        print(made)
    return 0


def _work(ctx: Context, jobs: Jobs) -> None:
    signal.signal(signal.SIGTERM, lambda *_: signal.raise_signal(signal.SIGINT))
    worker = Worker.start(ctx, jobs)
    try:
        print("Doing jobs until Ctrl-C.", file=sys.stderr, flush=True)  # who reads it may stop us at once
        while True:
            time.sleep(1)  # a signal that comes just before a sleep is heard after it
    finally:
        worker.stop()


def line(job: Job) -> str:
    what = job.result or job.error or _progress(job)
    return f"{job.submitted:%Y-%m-%d %H:%M:%S} UTC  {job.state:<9}  {job.id}  {job.owner}  {what}".rstrip()


def _progress(job: Job) -> str:
    share = job.progress.share
    return f"{job.progress.text} {share:.0%}" if share is not None else job.progress.text or job.state


if __name__ == "__main__":
    sys.exit(until_read(main))
