"""Random secrets: shown once, kept only as a hash, and recognised by how they begin wherever they turn up."""

import hashlib
import secrets

SESSION, LINK, API = "qms_", "qml_", "qm_"  # core/redact.py hides whatever begins so
BYTES = 32


def new_secret(start: str) -> str:
    return start + secrets.token_urlsafe(BYTES)


def new_csrf() -> str:
    return secrets.token_urlsafe(BYTES)


def hashed(secret: str) -> str:
    """Plain SHA-256 is enough for what is random: there is nothing to guess."""
    return hashlib.sha256(secret.encode("utf-8", "surrogatepass")).hexdigest()


def same(one: str, other: str) -> bool:
    """In the same time, wherever they differ."""
    return secrets.compare_digest(one.encode("utf-8", "surrogatepass"), other.encode("utf-8", "surrogatepass"))
