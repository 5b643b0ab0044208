"""Who comes in, how long they stay, and what they may: the functions that pages and API call most."""

from core.login.api_tokens import token_user
from core.login.door import sign_in, sign_in_for_token, sign_in_known
from core.login.own_password import change_password
from core.login.rights import asker_of
from core.login.sessions import csrf_holds, session_by_id, session_of, sign_out

__all__ = [
    "asker_of",
    "change_password",
    "csrf_holds",
    "session_by_id",
    "session_of",
    "sign_in",
    "sign_in_for_token",
    "sign_in_known",
    "sign_out",
    "token_user",
]
