"""An OpenID Connect provider over the wire: its addresses and keys, a code for a token, a token for an e-mail."""

import base64
import hashlib
import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import urlencode

import httpx
import jwt
from pydantic import BaseModel, ValidationError

from core.config import Oidc
from core.errors import Unavailable
from core.login.refusals import SignInRefused

TIMEOUT = 10.0
FRESH = 3600.0  # seconds that addresses and keys are taken from memory
LEEWAY = 60  # seconds that the two clocks may be apart
# Signed with the provider's private key; with a shared secret, or not at all, would be no proof.
ALGORITHMS = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384", "ES512", "EdDSA")
BROKEN = "The sign-in provider gave an answer that cannot be used. Try again, or ask an Admin."


class Addresses(BaseModel):
    issuer: str
    authorization_endpoint: str
    token_endpoint: str
    jwks_uri: str
    token_endpoint_auth_methods_supported: list[str] = ["client_secret_basic"]


@dataclass(frozen=True)
class Journey:
    """What is kept in the browser between leaving for the provider and coming back."""

    state: str
    nonce: str
    verifier: str
    back: str


@dataclass(frozen=True)
class Vouched:
    email: str
    subject: str


class Provider:
    """The configured one. Its addresses and keys are fetched when they are needed, and again when they are old."""

    def __init__(self, settings: Oidc, transport: httpx.AsyncBaseTransport | None = None) -> None:
        self._settings, self._transport = settings, transport
        self._addresses: tuple[float, Addresses] | None = None
        self._keys: tuple[float, jwt.PyJWKSet] | None = None

    async def address_to_leave_for(self, journey: Journey, redirect: str) -> str:
        found = await self._found()
        challenge = hashlib.sha256(journey.verifier.encode()).digest()
        asked = {
            "response_type": "code",
            "client_id": self._settings.client_id,
            "redirect_uri": redirect,
            "scope": " ".join(self._settings.scopes),
            "state": journey.state,
            "nonce": journey.nonce,
            "code_challenge": base64.urlsafe_b64encode(challenge).decode().rstrip("="),
            "code_challenge_method": "S256",
        }
        joint = "&" if "?" in found.authorization_endpoint else "?"
        return found.authorization_endpoint + joint + urlencode(asked)

    async def vouch(self, code: str, journey: Journey, redirect: str) -> Vouched:
        """Who came back with this code; anything that does not fit is a refusal."""
        given = await self._exchange(code, journey, redirect)
        claims = await self._claims(str(given.get("id_token", "")), journey.nonce)
        email = claims.get("email")
        if not isinstance(email, str) or "@" not in email:
            raise SignInRefused(f"{self._settings.name} did not say your e-mail, which is what you are known by here.")
        if claims.get("email_verified", self._settings.trust_addresses) not in (True, "true"):
            raise SignInRefused(f"{self._settings.name} has not verified your e-mail yet. Do that, then come back.")
        return Vouched(email.strip().lower(), str(claims.get("sub", "")))

    async def _exchange(self, code: str, journey: Journey, redirect: str) -> Mapping[str, object]:
        found, settings = await self._found(), self._settings
        secret = settings.client_secret.get_secret_value() if settings.client_secret else ""
        form = {
            "grant_type": "authorization_code",
            "code": code,
            "redirect_uri": redirect,
            "code_verifier": journey.verifier,
        }
        basic = bool(secret) and "client_secret_basic" in found.token_endpoint_auth_methods_supported
        if not basic:
            form |= {"client_id": settings.client_id} | ({"client_secret": secret} if secret else {})
        auth = httpx.BasicAuth(settings.client_id, secret) if basic else None
        answer = await self._ask("POST", found.token_endpoint, data=form, auth=auth)
        if answer.status_code != 200:
            raise SignInRefused("The sign-in provider did not accept its own answer: it may be too old. Try again.")
        return _mapping(answer)

    async def _claims(self, token: str, nonce: str) -> Mapping[str, object]:
        found = await self._found()
        try:
            head = jwt.get_unverified_header(token)
            key = await self._key(str(head.get("kid", "")))
            claims: dict[str, object] = jwt.decode(
                token,
                key,
                algorithms=list(ALGORITHMS),
                audience=self._settings.client_id,
                issuer=found.issuer,
                leeway=LEEWAY,
                options={"require": ["exp", "iat", "aud", "iss", "sub"]},
            )
        except jwt.PyJWTError as error:
            raise SignInRefused(BROKEN) from error
        audience = claims.get("aud")
        several = isinstance(audience, list) and len(audience) > 1
        if claims.get("nonce") != nonce or (several and claims.get("azp") != self._settings.client_id):
            raise SignInRefused(BROKEN)
        return claims

    async def _key(self, kid: str) -> jwt.PyJWK:
        """Providers change their keys; one that is not known is looked for once more."""
        for again in (False, True):
            keys = (await self._key_set(again)).keys
            for key in keys:
                if key.key_id == kid or (not kid and len(keys) == 1):
                    return key
        raise SignInRefused(BROKEN)

    async def _key_set(self, again: bool) -> jwt.PyJWKSet:
        if self._keys is None or again or time.monotonic() - self._keys[0] > FRESH:
            answer = await self._ask("GET", (await self._found()).jwks_uri)
            try:
                self._keys = time.monotonic(), jwt.PyJWKSet.from_dict(dict(_mapping(answer)))
            except jwt.PyJWTError as error:
                raise SignInRefused(BROKEN) from error
        return self._keys[1]

    async def _found(self) -> Addresses:
        if self._addresses is None or time.monotonic() - self._addresses[0] > FRESH:
            issuer = (self._settings.issuer or "").rstrip("/")
            answer = await self._ask("GET", issuer + "/.well-known/openid-configuration")
            try:
                found = Addresses.model_validate(_mapping(answer))
            except ValidationError as error:
                raise SignInRefused(BROKEN) from error
            if found.issuer.rstrip("/") != issuer:
                raise SignInRefused(BROKEN)
            self._addresses = time.monotonic(), found
        return self._addresses[1]

    async def _ask(
        self, method: str, address: str, data: Mapping[str, str] | None = None, auth: httpx.BasicAuth | None = None
    ) -> httpx.Response:
        try:
            async with httpx.AsyncClient(timeout=TIMEOUT, transport=self._transport) as client:
                return await client.request(method, address, data=data, auth=auth or httpx.USE_CLIENT_DEFAULT)
        except (httpx.HTTPError, httpx.InvalidURL) as error:
            raise Unavailable("The sign-in provider cannot be reached. Try again in a while.") from error


def _mapping(answer: httpx.Response) -> Mapping[str, object]:
    try:
        held = answer.json()
    except (json.JSONDecodeError, UnicodeDecodeError) as error:
        raise SignInRefused(BROKEN) from error
    if answer.status_code != 200 or not isinstance(held, dict):
        raise SignInRefused(BROKEN)
    return held
