"""The screens of passwords: change one's own, set one by a link, and become the first Owner."""

from collections.abc import Callable

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import Response

from api import paths, screen
from api.house import caller_of, house_of, visitor_of
from api.signin import away, let_in, require_csrf, text
from core.errors import Invalid, QuartermasterError
from core.login import door, links, own_password, sessions
from core.login.refusals import SignInRefused
from core.store.user_list import parse_user

NEW = screen.Field("password", "New password", "password", "new-password")
AGAIN = screen.Field("again", "The same again", "password", "new-password")
Act = Callable[[Request, FormData], Response]


async def show_password(request: Request) -> Response:
    return _password_screen(request)


async def change_password(request: Request) -> Response:
    return await _acted(request, _change_password, _password_screen)


async def show_link(request: Request) -> Response:
    return await to_thread.run_sync(_link_screen, request)


async def use_link(request: Request) -> Response:
    return await _acted(request, _use_link, _link_screen)


async def show_first(request: Request) -> Response:
    return await to_thread.run_sync(_first_screen, request)


async def become_first(request: Request) -> Response:
    return await _acted(request, _become_first, _first_screen)


async def _acted(request: Request, act: Act, show: Callable[[Request, str, FormData | None], Response]) -> Response:
    """In a thread, since hashing takes its time; an error shows the form again with its sentence."""
    given = await request.form()

    def run() -> Response:
        try:
            house_of(request).rates.sign_in.take(visitor_of(request).address)
            return act(request, given)
        except QuartermasterError as error:
            house_of(request).context.metrics.error(error)
            shown = show(request, error.message, given)
            shown.status_code = error.status
            return shown

    return await to_thread.run_sync(run)


def _change_password(request: Request, given: FormData) -> Response:
    require_csrf(request, given)
    context, caller = house_of(request).context, caller_of(request)
    now, rules = context.now(), context.config.login
    mine = sessions.session_by_id(context.store, caller.session, now, activity=True, rules=rules) if caller else None
    if mine is None:
        raise SignInRefused("Sign in first.")
    address = visitor_of(request).address
    own_password.change_password(context.store, mine, text(given, "old"), _new(given), address, now, rules)
    return away(request, paths.PASSWORD + "?done=1")


def _use_link(request: Request, given: FormData) -> Response:
    context = house_of(request).context
    user = links.set_password(context.store, text(given, "token"), _new(given), context.now(), context.config.login)
    return _come_in(request, user.email, "link")


def _become_first(request: Request, given: FormData) -> Response:
    context = house_of(request).context
    personas = tuple(context.model.personas)
    entry = {"email": text(given, "email"), "name": text(given, "name"), "role": "Owner", "workspace": "main"}
    new = parse_user({**entry, "personas": list(personas)}, personas, "The form")
    token = text(given, "token")
    user = links.become_first_owner(context.store, token, new, _new(given), context.now(), context.config.login)
    return _come_in(request, user.email, "first-owner")


def _come_in(request: Request, email: str, via: str) -> Response:
    context = house_of(request).context
    address = visitor_of(request).address
    return let_in(request, door.sign_in_known(context.store, email, address, context.now(), via), "/")


def _new(given: FormData) -> str:
    password = text(given, "password")
    if password != text(given, "again"):
        raise Invalid("The two passwords are not the same. Type the new one twice.")
    return password


def _password_screen(request: Request, sentence: str = "", _given: FormData | None = None) -> Response:
    base, caller = request.scope["qm.base"], caller_of(request)
    old = screen.Field("old", "Password until now", "password", "current-password")
    done = "" if sentence or "done" not in request.query_params else "Your password is changed. Other sessions ended."
    change = screen.form(base + paths.PASSWORD, (old, NEW, AGAIN), "Change", csrf=caller.csrf if caller else "")
    parts = (screen.alert(sentence), screen.notice(done), change, screen.link(base + "/", "Back"))
    return screen.screen(request, "Change your password", *parts)


def _link_screen(request: Request, sentence: str = "", given: FormData | None = None) -> Response:
    context = house_of(request).context
    token = text(given, "token") if given else request.query_params.get("token", "")
    try:
        user = links.link_user(context.store, token, context.now())
    except SignInRefused as error:
        return screen.screen(request, "Set a password", screen.alert(error.message), status=error.status)
    who = screen.quiet(f"For {user.name}, {user.email}.")
    fill = screen.form(request.scope["qm.base"] + paths.LINK, (NEW, AGAIN), "Set it and come in", token=token)
    return screen.screen(request, "Set a password", screen.alert(sentence), who, fill)


def _first_screen(request: Request, sentence: str = "", given: FormData | None = None) -> Response:
    context, base = house_of(request).context, request.scope["qm.base"]
    token = text(given, "token") if given else request.query_params.get("token", "")
    if not links.first_owner_wanted(context.store, token, context.now()):
        stale = "This address does not work (any more): it is used up, or the program has printed a newer one."
        return screen.screen(request, "Welcome", screen.alert(stale), status=401)
    kept = {name: text(given, name) if given else "" for name in ("name", "email")}
    fields = (
        screen.Field("name", "Your name", "text", "name", kept["name"]),
        screen.Field("email", "E-mail", "email", "username", kept["email"]),
        NEW,
        AGAIN,
    )
    hint = screen.quiet("You become the first user, an Owner. You can add the others then.")
    return screen.screen(
        request, "Welcome", screen.alert(sentence), hint, screen.form(base + paths.FIRST, fields, "Begin", token=token)
    )
