"""The program: pages and API in one process on one port. `streamlit run app.py` and `uvicorn app:app` both serve it."""

import asyncio
import atexit
import gc
import importlib
import os
import sys
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path

import streamlit as st
from anyio import to_thread
from starlette.middleware import Middleware

from api.gate import Gate
from api.house import TELLS, House
from api.observe import Observe
from api.routes import routes
from api.v1.app import api
from core.config import load_config
from core.errors import QuartermasterError, Unavailable
from core.language.known import warm_values
from core.log import logger, set_up_logs
from core.retrieval import terms
from core.settling import Garbage, Latecomers, settle
from pages import opened

ROOT = Path(__file__).parent
LOOK = 3  # seconds between looks for garbage, and for libraries that have come
log = logger("app")


def prepared() -> House:
    """Nothing is opened yet; what is set wrongly is said in one sentence."""
    set_up_logs()
    try:
        opened.require_settings()
        return House(load_config(ROOT), ROOT)
    except QuartermasterError as error:
        sys.exit(error.message)


@asynccontextmanager
async def lifespan(_app: st.App) -> AsyncIterator[dict[str, object]]:
    set_up_logs()  # again: whoever serves us has set up their own by now
    try:
        await to_thread.run_sync(lambda: house.open(opened.context, opened.jobs, opened.answering))
        await to_thread.run_sync(house.welcome)
        await to_thread.run_sync(warm_up)
    except QuartermasterError as error:
        sys.exit(error.message)
    settle()
    house.context.embedder.warm(found_by_meaning)
    house.context.models.warm(settle)
    warm_values(house.context)
    house.tell_address()
    log.info("serving", today=str(house.context.clock.today))
    looking = asyncio.create_task(keep_house())
    try:
        yield {}
    finally:
        looking.cancel()
        gc.unfreeze()
        await to_thread.run_sync(house.close)
        opened.answering.clear()
        opened.jobs.clear()
        opened.context.clear()
        if TELLS in os.environ:
            atexit.register(leave)


def leave() -> None:
    """Without taking the interpreter apart, which a library that is just being loaded in the background answers with
    an abort and a page of addresses. All that has to be kept is closed by now."""
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def warm_up() -> None:
    """The first click is not slower than the others: every page is loaded, and the data is open."""
    importlib.import_module("pages.table")
    with suppress(Unavailable):  # there may be no data yet
        house.context.warehouse.catalog()


def found_by_meaning() -> None:
    """What embeds is loaded: the vocabulary is embedded too, and stays."""
    terms.warm(house.context.embedder, house.context.model)
    settle()


async def keep_house() -> None:
    """Garbage is taken out between the clicks; a library that a tool loads late would make each of them slower."""
    garbage, late = Garbage(), Latecomers()
    await asyncio.sleep(LOOK)
    await to_thread.run_sync(programs.openapi)  # whoever asks for it first would keep everybody waiting
    while True:
        await asyncio.sleep(LOOK)
        await to_thread.run_sync(garbage.look)
        await to_thread.run_sync(late.look)


house, programs = prepared(), api()
# `streamlit run` finds the program by this very form: a name, and st.App called.
app = st.App(
    ROOT / "pages" / "main.py",
    routes=routes(programs),
    middleware=[Middleware(Observe, house=house), Middleware(Gate, house=house)],
    lifespan=lifespan,
    on_script_error=opened.report,
)

if __name__ == "__main__":
    app.run()
