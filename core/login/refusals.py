"""Why somebody is not let in."""

from core.errors import QuartermasterError

WRONG = "The e-mail or the password is wrong."
NO_LINK = "This link does not work (any more). Ask an Admin for a new one."


class SignInRefused(QuartermasterError):
    """Sign in differently: the e-mail, the password or the link is not right."""

    status = 401


class NotSignedIn(QuartermasterError):
    """There is no session or token, or it has ended: sign in first."""

    status = 401
