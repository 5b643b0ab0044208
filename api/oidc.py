"""Sign-in by an OpenID Connect provider: off to it, and back with somebody it vouches for; then the same cookie."""

import secrets
from dataclasses import asdict

from anyio import to_thread
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from api import paths
from api.house import House, house_of, visitor_of
from api.provider import Journey, Provider
from api.signin import let_in, refused
from core.errors import NotFound, QuartermasterError
from core.login import door
from core.login.refusals import SignInRefused
from core.login.secret import same
from core.signing import read_signed, signed

COOKIE = "qm_oidc"
MINUTES = 10


async def start(request: Request) -> Response:
    house = house_of(request)
    back = paths.after_sign_in(request.query_params.get("next", "/"))
    journey = Journey(secrets.token_urlsafe(32), secrets.token_urlsafe(32), secrets.token_urlsafe(64), back)
    try:
        house.rates.sign_in.take(visitor_of(request).address)
        address = await _provider(house).address_to_leave_for(journey, _redirect(request))
    except QuartermasterError as error:
        return await to_thread.run_sync(refused, request, error, back)
    response = RedirectResponse(address, 303)
    kept = signed(house.secret, COOKIE, asdict(journey), MINUTES * 60)
    response.set_cookie(
        COOKIE,
        kept,
        MINUTES * 60,
        path=_path(request),
        secure=visitor_of(request).secure,
        httponly=True,
        samesite="lax",
    )
    return response


async def callback(request: Request) -> Response:
    house, back = house_of(request), "/"
    try:
        house.rates.sign_in.take(visitor_of(request).address)
        provider = _provider(house)
        journey = _journey(request)
        back = journey.back
        if said := request.query_params.get("error"):
            raise SignInRefused(f"{house.config.oidc.name} did not let you in ({said[:40]}).")
        vouched = await provider.vouch(request.query_params.get("code", ""), journey, _redirect(request))
        context, address = house.context, visitor_of(request).address
        signed_in = await to_thread.run_sync(
            door.sign_in_known, context.store, vouched.email, address, context.now(), "oidc"
        )
        response = let_in(request, signed_in, back)
    except QuartermasterError as error:
        response = await to_thread.run_sync(refused, request, error, back)
    response.delete_cookie(COOKIE, path=_path(request))  # good for one journey
    return response


def _provider(house: House) -> Provider:
    if house.provider is None:
        raise NotFound("There is no sign-in provider configured here.")
    return house.provider


def _journey(request: Request) -> Journey:
    """The one that this browser set out on, and no other."""
    kept = read_signed(house_of(request).secret, COOKIE, request.cookies.get(COOKIE, ""))
    if kept is None or not same(kept["state"], request.query_params.get("state", "")):
        raise SignInRefused("This sign-in was not begun in this browser, or too long ago. Begin it again.")
    return Journey(kept["state"], kept["nonce"], kept["verifier"], paths.after_sign_in(kept["back"]))


def _redirect(request: Request) -> str:
    base = str(request.scope["qm.base"])
    return (house_of(request).config.server.public_url or visitor_of(request).origin) + base + paths.OIDC_CALLBACK


def _path(request: Request) -> str:
    return str(request.scope["qm.base"]) + "/oidc"
