"""How large a request may be: counted as it comes in, since what it says of its own length may be missing or wrong."""

from starlette.exceptions import HTTPException
from starlette.responses import PlainTextResponse, Response
from starlette.types import Message, Receive, Scope

from api import paths
from api.problem import problem
from api.visitor import header

FORM = 100_000  # bytes: forms of our own, most of which strangers may send
STREAMLIT = ("/_stcore/", "/media/", "/component/")  # uploads: it has its own limit, server.maxUploadSize


def longest_of(scope: Scope, api: int) -> int | None:
    """Bytes that the body may have; None where another counts."""
    path = scope["path"]
    if scope["type"] != "http" or path.startswith(STREAMLIT):
        return None
    return api if paths.is_api(path) and not paths.is_open(path) else FORM


def refusal(scope: Scope, longest: int | None) -> Response | None:
    """Where it says itself that it is larger."""
    said = header(scope, b"content-length")
    if longest is None or not said.isdecimal() or (len(said) < 15 and int(said) <= longest):
        return None
    sentence = too_large(longest)
    return problem(413, sentence) if paths.is_api(scope["path"]) else PlainTextResponse(sentence, 413)


def counted(receive: Receive, longest: int | None) -> Receive:
    if longest is None:
        return receive
    so_far = 0

    async def receive_counted() -> Message:
        nonlocal so_far
        message = await receive()
        so_far += len(message.get("body", b""))
        if so_far > longest:
            raise HTTPException(413, too_large(longest))
        return message

    return receive_counted


def too_large(longest: int) -> str:
    return f"The body of this request may have {longest:,} bytes, and it has more."
