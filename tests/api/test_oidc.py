"""Sign-in by a provider, over the wire: a small one that speaks the protocol, and can be told to lie."""

import base64
import hashlib
import json
import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from urllib.parse import parse_qs, urlsplit

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import rsa
from starlette.testclient import TestClient

from tests.api.conftest import Door

Make = Callable[..., Door]
CLIENT, SECRET = "quartermaster", "a-secret-of-the-test"


@dataclass
class Lies:
    """What the provider says otherwise than it should."""

    claims: dict[str, object] = field(default_factory=dict)
    key: rsa.RSAPrivateKey | None = None
    algorithm: str = "RS256"
    issuer: str = ""


class Provider(ThreadingHTTPServer):
    """An issuer with one key and one person."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), Answers)
        self.key, self.kid = rsa.generate_private_key(65537, 2048), "first"
        self.lies, self.asked, self.email = Lies(), dict[str, str](), "ann@example.com"

    @property
    def issuer(self) -> str:
        return f"http://127.0.0.1:{self.server_address[1]}"

    def configuration(self) -> dict[str, object]:
        paths = {"authorization_endpoint": "/authorize", "token_endpoint": "/token", "jwks_uri": "/keys"}
        return {"issuer": self.lies.issuer or self.issuer, **{name: self.issuer + path for name, path in paths.items()}}

    def keys(self) -> dict[str, object]:
        public = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [{**public, "kid": self.kid, "alg": "RS256", "use": "sig"}]}

    def token(self, form: dict[str, str], basic: str) -> dict[str, object] | None:
        right = base64.b64encode(f"{CLIENT}:{SECRET}".encode()).decode()
        challenge = base64.urlsafe_b64encode(hashlib.sha256(form["code_verifier"].encode()).digest()).decode()
        fits = form["code"] == "the-code" and challenge.rstrip("=") == self.asked["code_challenge"]
        if basic != f"Basic {right}" or not fits or form["redirect_uri"] != self.asked["redirect_uri"]:
            return None
        now = int(time.time())
        claims = {"iss": self.issuer, "aud": CLIENT, "sub": "1", "iat": now, "exp": now + 60, "email_verified": True}
        claims |= {"nonce": self.asked["nonce"], "email": self.email, **self.lies.claims}
        key = (
            "a shared secret of more than thirty-two bytes"
            if self.lies.algorithm == "HS256"
            else self.lies.key or self.key
        )
        claims = {name: value for name, value in claims.items() if value is not None}  # a lie of None leaves it out
        return {"id_token": jwt.encode(claims, key, self.lies.algorithm, headers={"kid": self.kid})}


class Answers(BaseHTTPRequestHandler):
    server: Provider

    def do_GET(self) -> None:
        known = {"/.well-known/openid-configuration": self.server.configuration, "/keys": self.server.keys}
        self._send(known[self.path]())

    def do_POST(self) -> None:
        text = self.rfile.read(int(self.headers["content-length"])).decode()
        form = {name: values[0] for name, values in parse_qs(text).items()}
        self._send(self.server.token(form, self.headers.get("authorization", "")))

    def _send(self, body: dict[str, object] | None) -> None:
        data = json.dumps(body or {"error": "invalid_grant"}).encode()
        self.send_response(200 if body else 400)
        self.send_header("content-length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def log_message(self, format: str, *args: object) -> None:  # noqa: A002 - its base calls it so
        """Quiet."""


@pytest.fixture
def provider() -> Iterator[Provider]:
    with Provider() as running:
        threading.Thread(target=running.serve_forever, daemon=True).start()
        yield running
        running.shutdown()


@pytest.fixture
def door(provider: Provider, door_of: Make) -> Door:
    made = door_of(
        oidc__issuer=provider.issuer, oidc__client_id=CLIENT, oidc__client_secret=SECRET, oidc__name="Example ID"
    )
    made.user("Analyst", email=provider.email)
    return made


def leave(client: TestClient, provider: Provider, back: str = "/costs") -> dict[str, str]:
    away = client.get(f"/oidc/start?next={back}")
    assert away.status_code == 303
    assert away.headers["location"].startswith(provider.issuer + "/authorize?")
    provider.asked = {name: values[0] for name, values in parse_qs(urlsplit(away.headers["location"]).query).items()}
    return provider.asked


def come_back(client: TestClient, **more: str) -> tuple[int, str]:
    answer = client.get("/oidc/callback", params={"code": "the-code", **more})
    return answer.status_code, answer.headers.get("location", answer.text)


def test_there_and_back(door: Door, provider: Provider) -> None:
    client = door.client()
    assert "Continue with Example ID" in client.get("/signin?next=/costs").text
    asked = leave(client, provider)
    assert asked["redirect_uri"] == "http://ops.example.com/oidc/callback"
    assert come_back(client, state=asked["state"]) == (303, "/costs")
    assert client.get("/home").status_code == 200
    assert come_back(client, state=asked["state"])[0] == 401  # a journey is made once


def test_who_has_no_account_stays_out(door: Door, provider: Provider) -> None:
    provider.email = "eve@example.com"
    client = door.client()
    status, said = come_back(client, state=leave(client, provider)["state"])
    assert status == 401
    assert "no account here" in said


def test_another_browsers_journey(door: Door, provider: Provider) -> None:
    """Somebody is sent a callback that signs them in as another."""
    state = leave(door.client(), provider)["state"]
    assert come_back(door.client(), state=state)[0] == 401
    client = door.client()
    leave(client, provider)
    assert come_back(client, state="made-up")[0] == 401


STRANGE_KEY = rsa.generate_private_key(65537, 2048)


@pytest.mark.parametrize(
    "lies",
    [
        Lies({"nonce": "another"}), Lies({"aud": "another"}), Lies({"iss": "http://127.0.0.1:1"}), Lies({"exp": 1_000}),
        Lies({"email": None}), Lies({"email_verified": False}), Lies({"email_verified": None}),
        Lies({"aud": [CLIENT, "another"]}),
        Lies(key=STRANGE_KEY), Lies(algorithm="HS256"), Lies(issuer="http://127.0.0.1:1"),
    ],
    ids=["nonce", "audience", "issuer", "expired", "no e-mail", "unverified", "unsaid", "azp", "key",
         "shared secret", "configured"],
)  # fmt: skip
def test_a_lie_is_refused(lies: Lies, door: Door, provider: Provider) -> None:
    client = door.client()
    if lies.issuer:
        provider.lies = lies
        assert client.get("/oidc/start").status_code == 401
        return
    state = leave(client, provider)["state"]
    provider.lies = lies
    assert come_back(client, state=state)[0] == 401
    assert client.get("/home").status_code == 401


def test_a_provider_that_says_of_none_that_it_is_verified_can_be_trusted(door_of: Make, provider: Provider) -> None:
    settings = {"oidc__issuer": provider.issuer, "oidc__client_id": CLIENT, "oidc__client_secret": SECRET}
    door = door_of(**settings, oidc__trust_addresses="true")
    door.user("Analyst", email=provider.email)
    for said, status in ((None, 303), (False, 401)):
        client = door.client()
        state = leave(client, provider)["state"]
        provider.lies = Lies({"email_verified": said})
        assert come_back(client, state=state)[0] == status


def test_a_new_key_is_fetched(door: Door, provider: Provider) -> None:
    client = door.client()
    assert come_back(client, state=leave(client, provider)["state"])[0] == 303
    provider.key, provider.kid = rsa.generate_private_key(65537, 2048), "second"
    other = door.client()
    assert come_back(other, state=leave(other, provider)["state"])[0] == 303


def test_what_the_provider_refuses(door: Door, provider: Provider) -> None:
    client = door.client()
    state = leave(client, provider)["state"]
    status, said = come_back(client, state=state, error="access_denied<script>")
    assert status == 401
    assert "<script>" not in said
    client = door.client()
    assert come_back(client, state=leave(client, provider)["state"], code="another")[0] == 401


def test_the_provider_is_away(door: Door, provider: Provider) -> None:
    provider.shutdown()
    provider.server_close()
    assert door.client().get("/oidc/start").status_code == 503


def test_only_by_the_provider(provider: Provider, door_of: Make) -> None:
    door = door_of(oidc__issuer=provider.issuer, oidc__client_id=CLIENT, oidc__only="true")
    user = door.user("Viewer", password="seven green cranes")
    assert 'type="password"' not in door.client().get("/signin").text
    given = {"email": user.email, "password": "seven green cranes"}
    assert door.client().post("/signin", data=given).status_code == 401
    assert door.client().post("/api/v1/sign-in", json=given).status_code == 401


def test_none_configured(door_of: Make) -> None:
    client = door_of().client()
    assert "Continue with" not in client.get("/signin").text
    assert client.get("/oidc/start").status_code == 404
