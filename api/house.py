"""What the front door needs while the program runs: the context, the jobs, the signing secret."""

import os
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

from starlette.requests import HTTPConnection

from agents.answering import Answering
from api.beginning import count_states, settle_people, tell
from api.caller import Caller
from api.provider import Provider
from api.visitor import Visitor
from core.config import Config
from core.context import Context
from core.errors import Unavailable
from core.jobs.jobs import Jobs
from core.jobs.worker import Worker
from core.rates import Rates
from core.signing import signing_secret

TELLS = "QUARTERMASTER_TELLS"  # set by scripts/start: what to say in the terminal once all is ready


@dataclass
class House:
    """Made with the configuration; opened when the program starts to serve."""

    config: Config
    root: Path
    secret: bytes = field(init=False, repr=False)
    provider: Provider | None = field(init=False)
    _context: Context | None = None
    _jobs: Jobs | None = None
    _worker: Worker | None = None
    _answering: Answering | None = None

    def __post_init__(self) -> None:
        self.secret = signing_secret(self.config)
        self.provider = Provider(self.config.oidc) if self.config.oidc.issuer else None

    def open(
        self,
        make: Callable[[], Context],
        jobs: Callable[[], Jobs] | None = None,
        answering: Callable[[], Answering] | None = None,
    ) -> None:
        """With jobs, this process also does them; `answering` is shared with the pages, where there are any."""
        self._context = make()
        self._answering = answering() if answering else Answering(self._context)
        if jobs:
            self._jobs = jobs()
            self._worker = Worker.start(self._context, self._jobs)

    @property
    def context(self) -> Context:
        assert self._context is not None, "the program does not serve yet"
        return self._context

    @property
    def rates(self) -> Rates:
        return self.context.rates

    @property
    def answering(self) -> Answering:
        assert self._answering is not None, "the program does not serve yet"
        return self._answering

    @property
    def jobs(self) -> Jobs:
        if self._jobs is None:
            raise Unavailable("No jobs are done here.")
        return self._jobs

    @property
    def jobs_if_any(self) -> Jobs | None:
        return self._jobs

    def welcome(self) -> None:
        """Who may come in is settled before the first request: the user list, and without anybody the first Owner."""
        settle_people(self.context, self.root)
        count_states(self.context, self._jobs)

    def tell_address(self) -> None:
        """To whoever started this in a terminal."""
        if sentence := os.environ.get(TELLS):
            tell(sentence)

    def close(self) -> None:
        """What does jobs stops first: it needs all the rest."""
        if self._worker is not None:
            self._worker.stop()
        if self._jobs is not None:
            self._jobs.close()
        if self._answering is not None:
            self._answering.close()
        if self._context is not None:
            self._context.close()
        self._context = self._jobs = self._worker = self._answering = None


def house_of(request: HTTPConnection) -> House:
    house: House = request.scope["state"]["house"]
    return house


def visitor_of(request: HTTPConnection) -> Visitor:
    found: Visitor = request.scope["state"]["visitor"]
    return found


def caller_of(request: HTTPConnection) -> Caller | None:
    found: Caller | None = request.scope["state"]["caller"]
    return found
