"""Where a tool is worked out: here, or as a function on AWS Lambda with its cost in the ledger."""

import base64
import re
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor, wait
from contextlib import nullcontext
from contextvars import copy_context
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import lru_cache
from typing import Any, get_args

from pydantic import BaseModel

from core.agent_settings import Agents
from core.audit import note
from core.context import Context
from core.errors import Unavailable
from core.trace import Trace
from core.warehouse.base import Cancel
from tools.found import Found
from tools.invoked import Group, Invocation, read
from tools.names import resolved
from tools.registry import Confirmed, Used, allowed, parsed, use
from tools.tool import Tell, Tool
from tools.worked import Assumption

CONNECT = 3  # seconds
LOOK = 0.05  # seconds between two looks whether it was cancelled
LONGER = 5  # seconds that the answer may take beside the function itself
_REPORT = re.compile(rb"Billed Duration: (\d+) ms\s+Memory Size: (\d+) MB")
_COLD = re.compile(rb"Init Duration: ([\d.]+) ms")


class Away(Unavailable):
    """The function did not answer: nothing is known of the tool's own work."""


@dataclass(frozen=True)
class Invoked:
    """`gb_seconds` as AWS bills them; `cold`: seconds that the function took to start, where it had to."""

    body: bytes
    gb_seconds: Decimal
    cold: float | None
    failed: str = ""  # of the function itself: it timed out, ran out of memory, could not start


def run(
    ctx: Context, name: str, given: Mapping[str, object], tell: Tell = lambda _share, _says: None,
    cancel: Cancel | None = None, confirmed: Confirmed | None = None,
) -> Used:  # fmt: skip
    """As tools.registry.use, wherever it is worked out."""
    chosen = allowed(ctx, name)
    if ctx.config.agents.execution == "local" or chosen.writes or chosen.group not in get_args(Group):
        return use(ctx, name, given, tell, cancel, confirmed)
    user = ctx.asker.email or "anonymous"
    with nullcontext(ctx.trace) if ctx.trace else ctx.tracer.answer("tool", user) as trace:
        inside = ctx.under(trace)
        arguments = resolved(inside, parsed(chosen, given))
        tell(0.0, "Worked out on AWS Lambda")
        began = time.perf_counter()
        try:
            found = _elsewhere(inside, trace, chosen, arguments, cancel or Cancel())
        except Away as error:
            if not ctx.config.agents.fall_back:
                raise
            return _here(use(inside, name, given, tell, cancel), error.message)
        seconds = time.perf_counter() - began
        ctx.metrics.answer("tool", False, seconds)
        ctx.audit.put(note(user, "tool", f"trace {trace.id}", detail=f"{name} {arguments.model_dump_json()}"))
        values = {one: getattr(arguments, one) for one in chosen.arguments.model_fields}
        return Used(chosen, values, found, trace.id, seconds)


def _here(used: Used, because: str) -> Used:
    """The same result, with the reason why it was not the function's."""
    assumed = Assumption("Where it was worked out", "here, not on AWS Lambda", because)
    found = replace(used.found, assumptions=(*used.found.assumptions, assumed))
    return replace(used, found=found, note=f"Worked out here, not on AWS Lambda: {because}")


def _elsewhere(ctx: Context, trace: Trace, chosen: Tool, arguments: BaseModel, cancel: Cancel) -> Found:
    own, user = ctx.config.agents, ctx.asker.email or "anonymous"
    function = {"inventory": own.inventory, "logistics": own.logistics, "suppliers": own.suppliers}[chosen.group]
    call = Invocation.of(ctx, chosen.name, arguments.model_dump(mode="json", exclude_none=True))
    most = ctx.tariff.serverless(_gb(own.memory, own.timeout_seconds)).amount

    def paid() -> Invoked:
        with ctx.ledger.spending(user, trace.id, most) as bill:
            made = invoke(own, function, call.model_dump_json().encode())
            bill.add(ctx.tariff.serverless(made.gb_seconds))
            return made

    with trace.step("lambda", function=function) as step:
        made = _unless_cancelled(paid, cancel)
        step.note(cold=made.cold is not None, gb_seconds=float(made.gb_seconds))
    if made.failed:
        raise Away(made.failed)
    return read(made.body)


def _unless_cancelled(paid: Callable[[], Invoked], cancel: Cancel) -> Invoked:
    """A function cannot be called back: who cancels waits no longer, and what it costs is booked when it has ended."""
    thread = ThreadPoolExecutor(1, thread_name_prefix="lambda")
    try:
        made = thread.submit(copy_context().run, paid)
        while not made.done() and not cancel.event.is_set():
            wait([made], LOOK)
        if cancel.event.is_set():
            raise Unavailable("This was cancelled.")
        return made.result()
    finally:
        thread.shutdown(wait=False)


def invoke(own: Agents, function: str, payload: bytes) -> Invoked:
    """One call, waited for; its log's last lines say what it cost."""
    from botocore.exceptions import BotoCoreError, ClientError

    began = time.perf_counter()
    try:
        answer = _client(own.region, own.endpoint, own.timeout_seconds).invoke(
            FunctionName=function, InvocationType="RequestResponse", LogType="Tail", Payload=payload
        )
        body: bytes = answer["Payload"].read()
    except ClientError as error:
        raise Away(_said(function, error.response.get("Error", {}).get("Code", ""))) from None
    except BotoCoreError as error:
        raise Away(f"{function} does not answer ({type(error).__name__}).") from None
    log = base64.b64decode(answer.get("LogResult", ""))
    report, cold = _REPORT.search(log), _COLD.search(log)
    measured = _gb(own.memory, time.perf_counter() - began)
    spent = _gb(int(report[2]), int(report[1]) / 1000) if report else measured
    failed = f"{function} failed: {_trouble(body)}." if answer.get("FunctionError") else ""
    return Invoked(body, spent, float(cold[1]) / 1000 if cold else None, failed)


def _gb(megabytes: int, seconds: float) -> Decimal:
    return Decimal(megabytes) / 1024 * Decimal(str(round(seconds, 3)))


def _said(function: str, code: str) -> str:
    if code == "TooManyRequestsException":
        return f"{function} has too much to do."
    if code == "ResourceNotFoundException":
        return f"There is no function {function}: look at agents in the settings."
    if code.startswith("AccessDenied") or code in ("UnrecognizedClientException", "ExpiredTokenException"):
        return f"This program may not use {function}: look at the rights of its role."
    return f"{function} could not be used ({code or 'no reason given'})."


def _trouble(body: bytes) -> str:
    """Its own words may name what is in the data, so that only the kind of trouble is said."""
    if b"Task timed out" in body:
        return "it took too long"
    return "it ran out of memory" if b"OutOfMemory" in body or b"signal: killed" in body else "an error inside of it"


@lru_cache(maxsize=4)
def _client(region: str | None, endpoint: str | None, seconds: float) -> Any:
    """Opening one takes longer than using it, and threads may share it."""
    import boto3
    from botocore.config import Config

    waits = Config(connect_timeout=CONNECT, read_timeout=seconds + LONGER, retries={"total_max_attempts": 1})
    return boto3.client("lambda", region_name=region, endpoint_url=endpoint, config=waits)
