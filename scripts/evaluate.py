#!/usr/bin/env python3
"""Asks whole question sets and says how well they were answered: by persona, level and tag, the wrong ones, the time.

scripts/evaluate.py tests/questions/questions_dev.yaml --db var/demo.duckdb --today 2026-06-30
"""

import argparse
import json
import signal
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
sys.path.insert(0, str(ROOT))
if __name__ == "__main__":
    signal.signal(signal.SIGINT, signal.SIG_DFL)  # quiet while the rest is imported; until_read takes it back

from core.clock import Clock
from core.config import load_config
from core.errors import Invalid, QuartermasterError
from core.store import quality
from core.store.open import Store
from core.store.quality import Details, Evaluation, Missed, Share
from core.terminal import until_read
from core.yaml_file import read

RUNNER = ROOT / "tests" / "questions" / "run_eval.py"
Record = dict[str, object]
Records = list[Record]


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sets", nargs="+", type=Path, help="question sets (tests/questions/FORMAT.md)")
    parser.add_argument("--db", type=Path, required=True, metavar="FILE", help="the data that is asked about")
    parser.add_argument("--today", required=True, metavar="DATE", help="the day the questions are asked, YYYY-MM-DD")
    parser.add_argument("--model", type=Path, metavar="FOLDER", help="another vocabulary's folder")
    parser.add_argument("--record", action="store_true", help="keep the figures in the store, for the Quality page")
    parser.add_argument("--wrong", action="store_true", help="show each one that failed, with both SQLs")
    return parser


def main() -> int:
    asked = arguments().parse_args()
    try:
        for questions in asked.sets:
            with tempfile.TemporaryDirectory() as folder:
                _evaluate(questions, asked, Path(folder))
    except QuartermasterError as error:
        print(error.message, file=sys.stderr)
        return 2
    except KeyboardInterrupt:
        return 130
    return 0


def _evaluate(questions: Path, asked: argparse.Namespace, folder: Path) -> None:
    """The set's runner writes the requests and judges; in between the questions are asked as in the terminal."""
    missing = next((file for file in (questions, asked.db) if not file.exists()), None)
    if missing:
        raise Invalid(f"There is no file {missing}.")
    requests, answers, report = folder / "requests.jsonl", folder / "answers.jsonl", folder / "report.json"
    data = [str(questions), "--db", str(asked.db), "--today", asked.today]
    _run(RUNNER, *data, "--emit", str(requests))
    if asked.model:
        _without_personas(requests)
    same = ["--db", str(asked.db), "--today", asked.today, *(["--model", str(asked.model)] if asked.model else [])]
    _run(ROOT / "scripts" / "ask.py", "--batch", str(requests), "--answers", str(answers), *same)
    print(f"\n{questions}\n{_run(RUNNER, *data, '--answers', str(answers), '--report', str(report))}")
    results = json.loads(report.read_text())["results"]
    _tell(questions, _lines(answers), results, show=asked.wrong)
    if asked.record:
        _record(questions, _lines(answers), results)


def _run(script: Path, *arguments: str) -> str:
    done = subprocess.run([sys.executable, script, *arguments], capture_output=True, text=True, check=False)
    if done.returncode:
        raise Invalid(
            f"{script.name} failed: {done.stderr.strip().splitlines()[-1] if done.stderr else 'no reason given'}"
        )
    return done.stdout


def _lines(file: Path) -> Records:
    return [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]


def _without_personas(requests: Path) -> None:
    """Another vocabulary has personas of its own: the first of them asks."""
    kept = [{key: value for key, value in request.items() if key != "persona"} for request in _lines(requests)]
    requests.write_text("\n".join(json.dumps(request) for request in kept), encoding="utf-8")


def _record(questions: Path, answers: Records, results: Records) -> None:
    """In the store that the pages read, not in the one of the data that was asked about."""
    by_id = {str(answer["id"]): answer for answer in answers}
    wrong = [one for one in results if not one["ok"] and by_id[str(one["id"])]["status"] == "answered"]
    seconds = sorted(float(str(answer["seconds"])) for answer in answers)
    run = Evaluation(
        at=Clock.utc(),
        name=questions.stem,
        engine="language engine",
        questions=len(results),
        right=sum(bool(one["ok"]) for one in results),
        wrong=len(wrong),
        median_seconds=statistics.median(seconds),
        late_seconds=seconds[int(0.95 * (len(seconds) - 1))],
    )
    config = load_config(ROOT)
    store = Store.open(config.store_url, home=config.app.home)
    try:
        quality.record(store, run, _details(questions, by_id, results))
    finally:
        store.close()
    print("recorded for the Quality page")


def _details(questions: Path, answers: Mapping[str, Record], results: Records) -> Details:
    """By persona, level and tag, as the set itself says them."""
    sums: dict[tuple[str, str], list[int]] = {}
    tags = _tags(questions)
    missed = []
    for one in results:
        answer = answers[str(one["id"])]
        failed = not one["ok"]
        wrong = failed and answer["status"] == "answered"
        of = [("persona", str(one["persona"])), ("level", str(one["level"]))]
        for place in (*of, *(("tag", tag) for tag in tags.get(str(one["id"]), ()))):
            counts = sums.setdefault(place, [0, 0, 0])
            for number, more in enumerate((True, not failed, wrong)):
                counts[number] += more
        if failed:
            told = str(answer.get("interpretation") or answer["why"])
            missed.append(Missed(question=str(one["question"]), persona=str(one["persona"]),
                                 expect=str(one["expect"]), status=str(answer["status"]), told=told))  # fmt: skip
    shares = [
        Share(kind=kind, name=name, questions=n, right=right, wrong=wrong)
        for (kind, name), (n, right, wrong) in sorted(sums.items())
    ]
    return Details(shares=tuple(shares), missed=tuple(missed))


def _tags(questions: Path) -> dict[str, list[str]]:
    data, _ = read(questions)
    entries = data if isinstance(data, list) else []
    return {str(entry["id"]): [str(tag) for tag in entry.get("tags") or ()] for entry in entries}


def _tell(questions: Path, answers: Records, results: Records, *, show: bool) -> None:
    by_id = {str(answer["id"]): answer for answer in answers}
    bad = [result for result in results if not result["ok"]]
    wrong = [result for result in bad if by_id[str(result["id"])]["status"] == "answered"]
    seconds = sorted(float(str(answer["seconds"])) for answer in answers)
    late = seconds[int(0.95 * (len(seconds) - 1))]
    print(f"answered wrongly (not asked back): {len(wrong)} of {len(results)}")
    print(f"asked and answered in {statistics.median(seconds) * 1000:.0f} ms, 95 of 100 within {late * 1000:.0f} ms")
    gold = _gold(questions) if show else {}
    for result in bad if show else []:
        answer = by_id[str(result["id"])]
        told = answer.get("interpretation") or answer["why"]
        print(f"\n{result['id']} [{result['expect']}]: {result['question']}\n  {answer['status']}: {told}")
        print(f"  gold: {gold.get(str(result['id']), '-')}\n  ours: {answer.get('sql', '-')}")


def _gold(questions: Path) -> dict[str, str]:
    data, _ = read(questions)
    entries = data if isinstance(data, list) else []
    return {str(entry["id"]): " ".join(str(entry["gold"]).split()) for entry in entries if entry.get("gold")}


if __name__ == "__main__":
    sys.exit(until_read(main))
