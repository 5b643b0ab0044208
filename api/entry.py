"""From a cookie or a token to who asks: looked up in the store at every request."""

from api.caller import Caller
from core.context import Context
from core.login import api_tokens, sessions


def by_session(context: Context, cookie: str, *, activity: bool) -> Caller | None:
    now, rules = context.now(), context.config.login
    found = sessions.session_of(context.store, cookie, now, activity=activity, rules=rules)
    return Caller(found.user, session=found.id, csrf=found.csrf) if found else None


def by_token(context: Context, bearer: str) -> Caller | None:
    found = api_tokens.token_user(context.store, bearer, context.now())
    return Caller(found.user, token=found.token.id) if found else None


def token_at_hand(context: Context, bearer: str) -> bool:
    """Whether it can be looked up on the event loop."""
    return api_tokens.is_at_hand(context.store, bearer, context.now())
