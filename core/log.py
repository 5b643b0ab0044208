"""Every line of the log as one JSON object, with the id of the request it belongs to and without secrets."""

import logging
import re
import sys
from collections.abc import Iterator, MutableMapping
from contextlib import contextmanager
from contextvars import ContextVar
from secrets import token_hex
from typing import Any, TextIO

import structlog

from core.redact import HIDDEN, redacted

Event = MutableMapping[str, Any]
LONGEST = 2000  # characters of one value
# Never written, whatever they hold; the texts of the rest are searched for what looks like a secret.
SECRET_KEYS = re.compile(
    r"password|passwd|secret|token|cookie|authorization|api_?key|csrf|session(?!_count)", re.IGNORECASE
)
OF_REQUESTS = ("httpx", "httpcore", "httpx2", "httpcore2", "anthropic", "openai", "boto3", "botocore", "urllib3")
_ID = re.compile(r"[\w.-]{8,64}")
_stamp = structlog.processors.TimeStamper(fmt="iso", utc=True, key="time")
_correlation: ContextVar[str] = ContextVar("correlation", default="")


def set_up_logs(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """Ours and every library's lines go the same way."""
    shared = [structlog.contextvars.merge_contextvars, structlog.stdlib.add_log_level, _named, _correlated]
    plain = structlog.stdlib.ProcessorFormatter.remove_processors_meta
    formatter = structlog.stdlib.ProcessorFormatter(
        foreign_pre_chain=shared,
        processors=[plain, _timed, _kind_of_error, _without_secrets, structlog.processors.JSONRenderer(default=str)],
    )
    door = logging.StreamHandler(stream or sys.stderr)
    door.setFormatter(formatter)
    root = logging.getLogger()
    root.handlers[:] = [door]
    root.setLevel(level)
    for name in ("uvicorn", "uvicorn.error", "uvicorn.access", "streamlit", "httpx", "httpcore"):
        library = logging.getLogger(name)
        library.handlers[:], library.propagate = [], True
    # A URL or a body may hold what is no log's business; the others only say that all is as always.
    for name in (*OF_REQUESTS, "uvicorn.access", "uvicorn.error", "alembic", "dbos"):
        logging.getLogger(name).setLevel(logging.WARNING)
    structlog.configure(
        processors=[*shared, structlog.stdlib.ProcessorFormatter.wrap_for_formatter],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


def _quiet() -> None:
    """Until logs are set up (scripts never do), lines go to the standard library, which shows warnings only."""
    structlog.configure(
        processors=[structlog.stdlib.filter_by_level, structlog.stdlib.render_to_log_kwargs],
        logger_factory=structlog.stdlib.LoggerFactory(),
        wrapper_class=structlog.stdlib.BoundLogger,
        cache_logger_on_first_use=False,
    )


if not structlog.is_configured():
    _quiet()


def logger(name: str) -> structlog.stdlib.BoundLogger:
    made: structlog.stdlib.BoundLogger = structlog.stdlib.get_logger(name)
    return made


@contextmanager
def correlated(given: str = "") -> Iterator[str]:
    """One id for everything that happens inside; the caller's own when it is a plausible one."""
    mine = given if _ID.fullmatch(given) else token_hex(16)
    before = _correlation.set(mine)
    try:
        yield mine
    finally:
        _correlation.reset(before)


def correlation_id() -> str:
    return _correlation.get()


def _correlated(_logger: object, _method: str, event: Event) -> Event:
    if mine := _correlation.get():
        event.setdefault("correlation_id", mine)
    return event


def _named(_logger: object, _method: str, event: Event) -> Event:
    record = event.get("_record")
    event["logger"] = record.name if record else getattr(_logger, "name", "")
    return event


def _timed(_logger: object, _method: str, event: Event) -> Event:
    return _stamp(_logger, _method, event)


def _kind_of_error(_logger: object, _method: str, event: Event) -> Event:
    """What broke and where in our code, without the text of the error, which may quote somebody's rows."""
    error = event.pop("exc_info", None)
    error = sys.exc_info() if error is True else error
    kind, value, trace = (
        error if isinstance(error, tuple) else (type(error), error, getattr(error, "__traceback__", None))
    )
    if isinstance(value, BaseException):
        event["error"] = getattr(kind, "__name__", "")
        event["at"] = _places(trace)
    return event


def _places(trace: Any) -> list[str]:
    found = []
    while trace is not None:
        code = trace.tb_frame.f_code
        found.append(f"{'/'.join(code.co_filename.rsplit('/', 3)[1:])}:{trace.tb_lineno} {code.co_name}")
        trace = trace.tb_next
    return found[-8:]


def _without_secrets(_logger: object, _method: str, event: Event) -> Event:
    for key, value in event.items():
        if SECRET_KEYS.search(key):
            event[key] = HIDDEN
        elif isinstance(value, str):
            event[key] = redacted(value[:LONGEST])
        elif not isinstance(value, bool | int | float | list | None):
            event[key] = redacted(str(value)[:LONGEST])
    return event
