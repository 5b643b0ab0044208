"""The screens of signing in and out: by password, by one click of a demo person, and out again."""

import math

from anyio import to_thread
from starlette.datastructures import FormData
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import cookies, paths, screen
from api.caller import cookie_of
from api.house import House, caller_of, house_of, visitor_of
from core.demo import Person, demo_people
from core.errors import NotFound, QuartermasterError, TryLater
from core.log import logger
from core.login import door, sessions
from core.login.refusals import SignInRefused
from core.login.secret import same
from core.login.sessions import SignedIn

log = logger(__name__)


async def show_sign_in(request: Request) -> Response:
    back = paths.after_sign_in(request.query_params.get("next", "/"))
    if caller_of(request):
        return away(request, back)
    return await to_thread.run_sync(_screen, request, back, "")


async def sign_in(request: Request) -> Response:
    given = await request.form()
    back = paths.after_sign_in(text(given, "next"))
    return await to_thread.run_sync(_sign_in, request, text(given, "email"), text(given, "password"), back)


async def demo_sign_in(request: Request) -> Response:
    given = await request.form()
    back = paths.after_sign_in(text(given, "next"))
    return await to_thread.run_sync(_demo_sign_in, request, text(given, "email"), back)


async def show_sign_out(request: Request) -> Response:
    base, caller = request.scope["qm.base"], caller_of(request)
    leave = screen.form(base + paths.SIGN_OUT, (), "Sign out", csrf=caller.csrf if caller else "")
    return screen.screen(request, "Sign out?", leave, screen.link(base + "/", "Stay"))


async def sign_out(request: Request) -> Response:
    given, caller, house = await request.form(), caller_of(request), house_of(request)
    require_csrf(request, given)
    if caller:
        context = house.context
        await to_thread.run_sync(sessions.sign_out, context.store, cookie_of(request.scope), context.now())
    return cookies.forget(request, away(request, paths.SIGN_IN))


def let_in(request: Request, signed_in: SignedIn, back: str) -> Response:
    return cookies.keep(request, away(request, back), signed_in.session_token)


def away(request: Request, path: str) -> RedirectResponse:
    return RedirectResponse(request.scope["qm.base"] + path, 303)


def text(given: FormData, name: str) -> str:
    """A field of a form; a file or nothing at all counts as empty."""
    value = given.get(name)
    return value if isinstance(value, str) else ""


def require_csrf(request: Request, given: FormData) -> None:
    caller = caller_of(request)
    if caller and not same(caller.csrf, text(given, "csrf")):
        raise SignInRefused("This form is from another sign-in. Load the page again.")


def _sign_in(request: Request, email: str, password: str, back: str) -> Response:
    house, visitor = house_of(request), visitor_of(request)
    context = house.context
    try:
        house.rates.sign_in.take(visitor.address)
        if house.config.oidc.only:
            raise SignInRefused(f"Here one signs in with {house.config.oidc.name}.")
        replacing = cookie_of(request.scope) or None
        signed_in = door.sign_in(
            context.store, email, password, visitor.address, context.now(), context.config.login, replacing=replacing
        )
    except QuartermasterError as error:
        return refused(request, error, back, email)
    return let_in(request, signed_in, back)


def _demo_sign_in(request: Request, email: str, back: str) -> Response:
    house, visitor = house_of(request), visitor_of(request)
    context = house.context
    if not visitor.is_here or email not in [who.email for who in _demo_persons(house, request)]:
        raise NotFound("There is no such page.")
    try:
        house.rates.sign_in.take(visitor.address)
        signed_in = door.sign_in_known(context.store, email, visitor.address, context.now(), "demo")
    except QuartermasterError as error:
        return refused(request, error, back, email)
    return let_in(request, signed_in, back)


def refused(request: Request, error: QuartermasterError, back: str, email: str = "") -> Response:
    house_of(request).context.metrics.error(error)
    return _screen(request, back, error.message, email, error)


def _screen(
    request: Request, back: str, sentence: str, email: str = "", error: QuartermasterError | None = None
) -> Response:
    house, base = house_of(request), request.scope["qm.base"]
    parts = [screen.alert(sentence), *_by_password(house, base, back, email), *_by_provider(house, base, back)]
    persons = _demo_persons(house, request)
    if persons:
        parts += [screen.rule(), screen.quiet("Demo: come in as one of these with one click.")]
        parts += [screen.person(base + paths.DEMO, who.email, who.name, who.what, back) for who in persons]
    after = math.ceil(error.after) if isinstance(error, TryLater) else None
    return screen.screen(request, "Sign in", *parts, status=error.status if error else 200, retry_after=after)


def _by_password(house: House, base: str, back: str, email: str) -> list[str]:
    if house.config.oidc.only:
        return []
    fields = (
        screen.Field("email", "E-mail", "email", "username", email),
        screen.Field("password", "Password", "password", "current-password"),
    )
    return [screen.form(base + paths.SIGN_IN, fields, "Sign in", next=back)]


def _by_provider(house: House, base: str, back: str) -> list[str]:
    if not house.config.oidc.issuer:
        return []
    address = f"{base}{paths.OIDC_START}?{paths.next_query(back)}"
    return [screen.link(address, f"Continue with {house.config.oidc.name}")]


def _demo_persons(house: House, request: Request) -> tuple[Person, ...]:
    """Only where nobody but the person at this machine can click (docs/decisions.md)."""
    if not house.config.login.demo or not visitor_of(request).is_here or house.config.server.base_path:
        return ()
    return demo_people(house.config.app.home)
