"""Texts that go through a browser and come back unchanged, or not at all; and the secret that sees to it."""

import base64
import hmac
import json
import os
import secrets
import time
from pathlib import Path

from core.config import Config
from core.errors import Invalid

SHORTEST = 32
SAMPLES = ("changeme", "change-me", "change_me", "secret", "example", "sample", "your-", "password", "xxxx", "1234567")


def signing_secret(config: Config) -> bytes:
    """The configured one, if it is good; otherwise a random one, made once and kept for the owner's eyes only."""
    given = config.server.secret
    if given is not None:
        _refuse_weak(given.get_secret_value())
        return given.get_secret_value().encode()
    return _kept(config.app.home / "secret").encode()


def signed(secret: bytes, purpose: str, values: dict[str, str], seconds: float) -> str:
    """Readable, but not to be changed; good for so long."""
    body = json.dumps({**values, "until": str(time.time() + seconds)}, sort_keys=True).encode()
    return f"{_text(body)}.{_text(_mac(secret, purpose, body))}"


def read_signed(secret: bytes, purpose: str, text: str) -> dict[str, str] | None:
    """None when it is another's, changed, for another purpose or too old."""
    body_text, _, mac_text = text.partition(".")
    try:
        body, mac = _bytes(body_text), _bytes(mac_text)
    except ValueError:
        return None
    if not hmac.compare_digest(_mac(secret, purpose, body), mac):
        return None
    values: dict[str, str] = json.loads(body)
    return values if float(values["until"]) > time.time() else None


def _refuse_weak(secret: str) -> None:
    if len(secret) < SHORTEST or len(set(secret)) < 8:
        raise Invalid(f"server.secret is too short or too regular: it needs {SHORTEST} random characters, or null.")
    if any(sample in secret.lower() for sample in SAMPLES):
        raise Invalid("server.secret looks like a sample from a file: give it random characters, or null.")


def _kept(file: Path) -> str:
    file.parent.mkdir(parents=True, exist_ok=True)
    try:
        with os.fdopen(os.open(file, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "w") as fresh:
            fresh.write(secrets.token_urlsafe(SHORTEST))
    except FileExistsError:
        file.chmod(0o600)
    kept = file.read_text().strip()
    if len(kept) < SHORTEST:
        raise Invalid(f"{file} should hold the secret that was made at the first start; delete it to have a new one.")
    return kept


def _mac(secret: bytes, purpose: str, body: bytes) -> bytes:
    return hmac.digest(secret, purpose.encode() + b"\0" + body, "sha256")


def _text(data: bytes) -> str:
    return base64.urlsafe_b64encode(data).decode().rstrip("=")


def _bytes(text: str) -> bytes:
    return base64.b64decode(text + "=" * (-len(text) % 4), altchars=b"-_", validate=True)
