"""What went wrong with a provider, in our words: theirs may quote the request, a key's end, or a page of HTML."""

from dataclasses import dataclass

from pydantic_ai import exceptions as theirs


@dataclass(frozen=True)
class Trouble:
    """`lasting`: asking again in a moment will not help. `after`: how long it asked to be left alone.

    `own`: this one request is at fault. Sent again it fails again, and other requests have nothing to do with it.
    """

    why: str  # ends the sentence "The model (anthropic) …"
    lasting: bool = False
    after: float = 0.0
    busy: bool = False  # throttled or overloaded: worth waiting for
    own: bool = False
    nonsense: bool = False  # what came made no sense; the log says what the library made of it


class TooLong(Exception):
    """It would not stop writing."""


class Broken(Exception):
    """The stream ended before the answer did."""


class Failed(Exception):
    """A provider's failure, told from whatever goes wrong in code of our own."""

    def __init__(self, trouble: Trouble) -> None:
        super().__init__(trouble.why)
        self.trouble = trouble


class Ours(Exception):
    """Carries an error of our own code through a library's call."""

    def __init__(self, error: Exception) -> None:
        super().__init__(str(error))
        self.error = error


# What their libraries raise of themselves over a body that is no answer, some of it Python's own.
NONSENSE = (theirs.UnexpectedModelBehavior, ValueError, TypeError, LookupError, AttributeError, AssertionError)
THEIR_LIBRARIES = frozenset("anthropic boto3 botocore google http httpcore2 httpx2 openai ssl urllib3".split())


def trouble(error: BaseException) -> Trouble | None:
    """Of an error that came out of a library's call; None: the mistake is not theirs."""
    if isinstance(error, theirs.ModelAPIError):
        return _of_their_api(error)
    if isinstance(error, TooLong):
        return Trouble("wrote far more than was asked for")
    if isinstance(error, TimeoutError):
        return Trouble("was silent for too long")
    if isinstance(error, Broken):
        return Trouble("broke off in the middle")
    if isinstance(error, NONSENSE) or type(error).__module__.split(".")[0] in THEIR_LIBRARIES:
        return Trouble("sent something that is no answer", nonsense=True)
    return None


def _of_their_api(error: theirs.ModelAPIError) -> Trouble:
    after = error.retry_after or 0.0
    match error:
        case theirs.ModelAuthenticationError():
            return Trouble(f"refuses the key or the rights behind it{_status(error)}", lasting=True)
        case theirs.ModelQuotaExceededError():
            return Trouble(f"says that its account is used up{_status(error)}", lasting=True)
        case theirs.ModelNotFoundError():
            return Trouble(f"does not know the model {error.model_name}{_status(error)}", lasting=True)
        case theirs.ModelRateLimitError():
            return Trouble(f"is asked too often{_status(error)}", after=after, busy=True)
        case theirs.ModelContextWindowExceededError():
            return Trouble("cannot take in a question as long as this", own=True)
        case theirs.ModelRequestRejectedError():
            return Trouble(f"refused the request{_status(error)}", own=True)
        case theirs.ModelUnavailableError():
            return Trouble(f"is overloaded{_status(error)}", after=after, busy=True)
        case theirs.ModelTimeoutError() | theirs.ModelRequestTimeout():
            return Trouble("was silent for too long")
        case theirs.ModelConnectionError():
            return Trouble("cannot be reached, or broke off")
    return Trouble(f"failed{_status(error)}", after=after)


def _status(error: theirs.ModelAPIError) -> str:
    return f" ({error.status_code})" if isinstance(error, theirs.ModelHTTPError) else ""
