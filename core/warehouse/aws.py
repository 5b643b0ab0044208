"""Clients of AWS as warehouses use them, and its errors as ours."""

from typing import Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError, NoCredentialsError, NoRegionError

from core.errors import Invalid, NotAllowed, QuartermasterError, Unavailable
from core.warehouse.away import Away, Throttled
from core.warehouse.settings import Remote

AWS_ERRORS = (BotoCoreError, ClientError)
CONNECT, READ = 5, 30  # seconds

_THROTTLED = frozenset(
    """Throttling ThrottlingException TooManyRequestsException RequestLimitExceeded SlowDown
    ActiveStatementsExceededException ActiveSessionsExceededException""".split()
)
_DENIED = frozenset(
    """AccessDenied AccessDeniedException UnrecognizedClientException ExpiredTokenException InvalidSignatureException
    InvalidClientTokenId UnauthorizedException""".split()
)
_GONE = ("ResourceNotFoundException", "EntityNotFoundException")


def client(service: str, remote: Remote) -> Any:
    """Tries and waiting are ours (retry.py), which know the asker's time and cancel button."""
    settings = Config(connect_timeout=CONNECT, read_timeout=READ, retries={"total_max_attempts": 1})
    try:
        return boto3.client(service, region_name=remote.region, endpoint_url=remote.endpoint, config=settings)
    except NoRegionError:
        raise Invalid("warehouse.remote.region is missing: it should be a region such as eu-central-1.") from None


def as_ours(error: Exception) -> QuartermasterError:
    """By AWS's own code; its message may name accounts and roles, so it is left out."""
    if isinstance(error, NoCredentialsError):
        return Unavailable("There are no AWS credentials: give this machine a role, or set AWS_PROFILE.")
    if not isinstance(error, ClientError):
        return Away("The warehouse cannot be reached.")
    code = code_of(error)
    if code in _THROTTLED:
        return Throttled("The warehouse has too much to do: try again in a few seconds.", after=1)
    if code in _DENIED:
        return NotAllowed("AWS does not let this program do that: look at the rights of its role.")
    if code in _GONE:
        return Away("The warehouse no longer has what was asked of it; it can be asked again.")
    if error.response.get("ResponseMetadata", {}).get("HTTPStatusCode", 0) >= 500:
        return Away("The warehouse failed; it can be asked again.")
    return Invalid("The warehouse refused the request: look at its settings.")


def code_of(error: ClientError) -> str:
    return str(error.response.get("Error", {}).get("Code", ""))
