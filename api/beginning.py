"""What happens once, before the first request: users of the list, demo persons, the first Owner's token, figures."""

import sys
from pathlib import Path

from core import demo
from core.config import Config
from core.context import Context
from core.jobs.jobs import Jobs
from core.log import logger
from core.login.links import make_first_owner_token
from core.login.people import import_people
from core.login.sessions import active_sessions
from core.metrics import Reading
from core.store.user_list import read_user_list

USER_LIST = "users.json"
log = logger(__name__)


def settle_people(context: Context, root: Path) -> None:
    """users.json is in the home, or in the checkout."""
    config, personas = context.config, tuple(context.model.personas)
    for file in (config.app.home / USER_LIST, root / USER_LIST):
        if file.exists():
            done = import_people(context.store, read_user_list(file, personas), context.now(), config.login)
            log.info("users of a list", file=file.name, created=len(done.created), kept=len(done.kept))
            break
    if config.login.demo:
        demo.make_demo(context.store, config.app.home, personas, context.now, config.login)
    if secret := make_first_owner_token(context.store, context.now()):
        tell(f"Nobody can sign in yet. Become the first Owner, once: {address_of(config)}/first?token={secret}")


def count_states(context: Context, jobs: Jobs | None = None) -> None:
    """Figures that others keep, for /metrics."""
    cache, ledger, rules = context.cache, context.ledger, context.config.login
    context.metrics.read(
        Reading("qm_cache_hits_total", "Results taken from the cache", lambda: cache.stats.hits, True),
        Reading("qm_cache_misses_total", "Results that had to be worked out", lambda: cache.stats.misses, True),
        Reading("qm_cache_entries", "Results kept", lambda: cache.stats.entries),
        Reading("qm_cache_bytes", "Memory of the results kept", lambda: cache.stats.bytes),
        Reading("qm_cost_today", "What today's answers cost", lambda: float(ledger.day().amount)),
        Reading("qm_cost_month", "What this month's answers cost", lambda: float(ledger.month().amount)),
        Reading(
            "qm_sessions_active",
            "People signed in",
            lambda: active_sessions(context.store, context.now(), rules),
        ),
    )
    if jobs is not None:
        context.metrics.read(
            Reading("qm_jobs_waiting", "Jobs in the queue", lambda: jobs.counts()["waiting"]),
            Reading("qm_jobs_running", "Jobs under way", lambda: jobs.counts()["running"]),
        )


def address_of(config: Config) -> str:
    server = config.server
    return (server.public_url or f"http://localhost:{server.port}") + server.base_path


def tell(sentence: str) -> None:
    """To the terminal and not to the log: the token in it opens the door."""
    sys.stderr.write(f"\n  {sentence}\n\n")
    sys.stderr.flush()
