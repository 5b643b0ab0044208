"""A kind of job for tests: counts in steps, and leaves a line in a file for each step begun and finished."""

from pathlib import Path

from core.errors import Invalid, Unavailable
from core.jobs.kind import Arguments, Kind
from core.jobs.work import Work


class CountArguments(Arguments):
    folder: str
    to: int = 3
    hold_at: int | None = None  # waits there for a file named "go"
    fail_at: int | None = None  # fails there as long as there is a file named "broken"
    surprise: bool = False  # in a way that nobody foresaw
    complains: bool = False  # when it is stopped while it waits, as a query does


def count(work: Work, asked: CountArguments) -> str:
    for number in range(asked.to):
        work.step(f"step {number}", lambda number=number: _one(work, asked, number))
    return f"Counted to {asked.to} as {work.ctx.asker.email}."


def _one(work: Work, asked: CountArguments, number: int) -> str:
    folder = Path(asked.folder)
    folder.mkdir(parents=True, exist_ok=True)
    _note(folder / "begun", number)
    if number == asked.fail_at and (folder / "broken").exists():
        raise RuntimeError("secret row 4711") if asked.surprise else Invalid(f"It broke at {number}.")
    while number == asked.hold_at and not (folder / "go").exists():
        if not asked.complains:
            work.say("Holding", number, asked.to)
            work.pause(0.02)
        elif work.cancel.event.wait(0.02):
            raise Unavailable("The query was cancelled.")
    work.say("Counting", number, asked.to)
    _note(folder / "finished", number)
    return str(number)


def _note(file: Path, number: int) -> None:
    with file.open("a") as out:
        out.write(f"{number}\n")


def noted(folder: Path, name: str) -> list[int]:
    """The steps that were begun or finished, in order."""
    file = folder / name
    return [int(line) for line in file.read_text().split()] if file.exists() else []


COUNT = Kind("count", "Counting", "export", CountArguments, count)
