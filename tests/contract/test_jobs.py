"""What every job keeps, on a SQLite file and on a real PostgreSQL."""

import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from pathlib import Path

import pytest
from sqlalchemy import text

from core.access import Asker
from core.context import Context
from core.errors import Conflict, Invalid, NotAllowed, NotFound, TryLater, Unknown
from core.jobs.job import Job, JobId, State
from core.jobs.jobs import Jobs
from core.jobs.worker import Worker
from core.login.rights import asker_of
from core.store.open import Store
from core.store.user_list import NewUser
from core.store.users import add_user, update_user
from tests.contract.conftest import database
from tests.contract.counting import noted
from tests.contract.jobs_process import ALL, context_of

PATIENCE = 120.0  # seconds, on a machine that is busy with something else


@dataclass
class House:
    ctx: Context
    jobs: Jobs
    worker: Worker

    def person(self, name: str, role: str = "Analyst") -> Asker:
        new = NewUser(
            email=f"{name}@example.com", name=name, role=role, personas=("Warehouse Manager",), workspace="main"
        )
        return asker_of(add_user(self.ctx.store, new))

    def until(self, job_id: JobId, asker: Asker, *states: State) -> Job:
        return wait(lambda: (job := self.jobs.get(job_id, asker)).state in states and job)


def wait(look: Callable[[], object]) -> Job:
    """Looks until there is something."""
    until = time.monotonic() + PATIENCE
    while not (found := look()):
        assert time.monotonic() < until, "it never came"
        time.sleep(0.05)
    return found  # type: ignore[return-value]


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def house(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    home = tmp_path_factory.mktemp("home")
    urls = iter([f"sqlite:///{home}/state.db"])
    if request.param == "postgresql":
        urls = database(request.getfixturevalue("postgres"))
    for url in urls:
        ctx = context_of(home, url)
        jobs = Jobs.open(ctx.config, ctx.store, ALL)
        made = House(ctx, jobs, Worker.start(ctx, jobs, ()))
        yield made
        made.worker.stop()
        jobs.close()
        ctx.close()


def test_a_job_is_done_and_says_how_far_it_is(house: House, tmp_path: Path) -> None:
    ann = house.person("ann")
    job_id = house.jobs.submit("count", {"folder": str(tmp_path), "to": 4, "hold_at": 2}, ann)
    wait(lambda: house.jobs.progress(job_id, ann).done == 2)
    held = house.jobs.get(job_id, ann)
    assert (held.state, held.progress.text, held.progress.share) == ("running", "Holding", 0.5)
    assert house.jobs.counts()["running"] == 1
    (tmp_path / "go").touch()
    done = house.until(job_id, ann, "done")
    assert (done.result, done.owner, done.title) == ("Counted to 4 as ann@example.com.", ann.email, "Counting")
    assert done.started and done.finished and done.times_started == 1
    assert noted(tmp_path, "finished") == [0, 1, 2, 3]


def test_the_same_key_is_the_same_job(house: House, tmp_path: Path) -> None:
    bea, cid = house.person("bea"), house.person("cid")
    asked = {"folder": str(tmp_path / "bea")}
    first = house.jobs.submit("count", asked, bea, key="once")
    assert house.jobs.submit("count", asked, bea, key="once") == first
    house.until(first, bea, "done")
    assert house.jobs.submit("count", asked, bea, key="once") == first
    with pytest.raises(Conflict, match="other arguments"):
        house.jobs.submit("count", {**asked, "to": 2}, bea, key="once")
    other = house.jobs.submit("count", {"folder": str(tmp_path / "cid")}, cid, key="once")
    assert other != first
    house.until(other, cid, "done")
    assert noted(tmp_path / "bea", "begun") == [0, 1, 2]


def test_cancelled_in_the_middle_it_stops_there_and_can_go_on(house: House, tmp_path: Path) -> None:
    dan = house.person("dan")
    job_id = house.jobs.submit("count", {"folder": str(tmp_path), "hold_at": 1}, dan)
    wait(lambda: noted(tmp_path, "begun") == [0, 1])
    house.jobs.cancel(job_id, dan)
    assert house.jobs.get(job_id, dan).state == "cancelled"
    wait(lambda: not house.worker.desk.works())
    with pytest.raises(Conflict, match="cancelled already"):
        house.jobs.cancel(job_id, dan)
    (tmp_path / "go").touch()
    house.jobs.retry(job_id, dan)
    assert house.until(job_id, dan, "done", "failed").state == "done"
    assert noted(tmp_path, "begun") == [0, 1, 1, 2]
    assert noted(tmp_path, "finished") == [0, 1, 2]


def test_cancelled_and_at_once_tried_again_it_is_done_by_one(house: House, tmp_path: Path) -> None:
    dora = house.person("dora")
    job_id = house.jobs.submit("count", {"folder": str(tmp_path), "hold_at": 1}, dora)
    wait(lambda: noted(tmp_path, "begun") == [0, 1])
    house.jobs.cancel(job_id, dora)
    house.jobs.retry(job_id, dora)
    wait(lambda: noted(tmp_path, "begun") == [0, 1, 1])
    assert len(house.worker.desk.works()) == 1
    (tmp_path / "go").touch()
    house.until(job_id, dora, "done")
    assert noted(tmp_path, "finished") == [0, 1, 2]


def test_a_failed_job_says_why_and_goes_on_from_there(house: House, tmp_path: Path) -> None:
    eva = house.person("eva")
    (tmp_path / "broken").touch()
    job_id = house.jobs.submit("count", {"folder": str(tmp_path), "fail_at": 1}, eva)
    failed = house.until(job_id, eva, "failed", "done")
    assert (failed.state, failed.error) == ("failed", "It broke at 1.")
    (tmp_path / "broken").unlink()
    house.jobs.retry(job_id, eva)
    assert house.until(job_id, eva, "done").error == ""
    assert noted(tmp_path, "begun") == [0, 1, 1, 2]
    with pytest.raises(Conflict, match="this one is done"):
        house.jobs.retry(job_id, eva)


@pytest.mark.parametrize("house", ["postgresql"], indirect=True)
def test_every_connection_is_cut_and_the_job_ends_well(house: House, tmp_path: Path) -> None:
    gus = house.person("gus")
    job_id = house.jobs.submit("count", {"folder": str(tmp_path), "hold_at": 1}, gus)
    wait(lambda: noted(tmp_path, "begun") == [0, 1])
    others = "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = current_database() AND pid <> {}"
    with house.ctx.store.transaction() as session:
        session.execute(text(others.format("pg_backend_pid()")))
    (tmp_path / "go").touch()
    assert house.until(job_id, gus, "done", "failed").error == ""
    assert noted(tmp_path, "finished")[-1] == 2


def test_a_surprise_is_a_number_and_no_text(house: House, tmp_path: Path) -> None:
    finn = house.person("finn")
    (tmp_path / "broken").touch()
    job_id = house.jobs.submit("count", {"folder": str(tmp_path), "fail_at": 0, "surprise": True}, finn)
    error = house.until(job_id, finn, "failed").error
    assert "4711" not in error and "the log says more under" in error


def test_another_persons_job_is_not_there(house: House, tmp_path: Path) -> None:
    gil, hal, admin = house.person("gil"), house.person("hal"), house.person("root", "Admin")
    job_id = house.jobs.submit("count", {"folder": str(tmp_path)}, gil)
    house.until(job_id, gil, "done")
    said = set()
    for act in (house.jobs.get, house.jobs.cancel, house.jobs.retry, house.jobs.file, house.jobs.progress):
        for name in (job_id, "count-nothing"):
            with pytest.raises(NotFound) as refusal:
                act(name, hal)
            said.add(refusal.value.message.replace(name, "it"))
    assert len(said) == 1
    assert house.jobs.list(hal) == ()
    assert [job.id for job in house.jobs.list(gil)] == [job_id]
    assert house.jobs.get(job_id, admin).owner == gil.email
    assert job_id in [job.id for job in house.jobs.list(admin)]
    assert house.jobs.list(admin, mine=True) == ()


def test_rights_count_when_it_is_submitted_and_again_when_it_is_done(house: House, tmp_path: Path) -> None:
    ida, viewer = house.person("ida"), house.person("vic", "Viewer")
    with pytest.raises(NotAllowed, match="Analyst"):
        house.jobs.submit("count", {"folder": str(tmp_path)}, viewer)
    update_user(house.ctx.store, ida.email, ("Warehouse Manager",), disabled=True)
    job_id = house.jobs.submit("count", {"folder": str(tmp_path)}, ida)
    assert "is disabled" in house.until(job_id, ida, "failed").error
    update_user(house.ctx.store, ida.email, ("Warehouse Manager",), disabled=False)
    narrow = replace(ida, warehouses=("WH001",))  # as it was when it was submitted: the file would be noted as of those
    job_id = house.jobs.submit("count", {"folder": str(tmp_path)}, narrow)
    assert "rights have changed" in house.until(job_id, ida, "failed").error
    assert noted(tmp_path, "begun") == []


def test_what_cannot_be_done_is_refused_at_once(house: House) -> None:
    jon = house.person("jon")
    with pytest.raises(Unknown, match="count"):
        house.jobs.submit("cuont", {}, jon)
    with pytest.raises(Invalid, match="folder"):
        house.jobs.submit("count", {}, jon)
    with pytest.raises(Invalid, match="too"):
        house.jobs.submit("count", {"folder": "x", "too": 3}, jon)


def test_nothing_is_done_that_the_audit_log_could_not_take(house: House, tmp_path: Path) -> None:
    mia = house.person("mia")
    away = Store.open(tmp_path / "away.db")
    with away.transaction() as session:
        session.execute(text("DROP TABLE audit"))
    with pytest.raises(Exception, match="audit"):
        replace(house.jobs, store=away).submit("count", {"folder": str(tmp_path)}, mia)
    away.close()
    assert house.jobs.list(mia) == ()


def test_the_queue_is_bounded(house: House, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    kim, lea = house.person("kim"), house.person("lea")
    monkeypatch.setattr("core.jobs.jobs.WAITING_OF_ONE", 2)
    asked = {"folder": str(tmp_path), "to": 1, "hold_at": 0}
    under_way = [house.jobs.submit("count", asked, kim) for _ in range(2)]
    wait(lambda: house.jobs.counts() == {"waiting": 0, "running": 2})
    waiting = [house.jobs.submit("count", asked, kim) for _ in range(2)]
    with pytest.raises(TryLater, match="2 of your jobs"):
        house.jobs.submit("count", asked, kim)
    others = house.jobs.submit("count", asked, lea)
    assert [house.jobs.get(job_id, kim).state for job_id in waiting] == ["waiting", "waiting"]
    house.jobs.cancel(waiting[0], kim)  # one that has not begun
    (tmp_path / "go").touch()
    for job_id in (*under_way, waiting[1]):
        house.until(job_id, kim, "done")
    house.until(others, lea, "done")
    assert house.jobs.get(waiting[0], kim).state == "cancelled"
