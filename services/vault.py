"""Personal data under lock: sealed when stored, found by a keyed fingerprint, opened only where it is used.

A sealed value is ``alg|key-id|nonce|ciphertext`` (AES-256-GCM, base64) bound to a place, so that a value copied
into another row does not open. Keys come from DATA_KEYS, newest first; older ones still open what they sealed.
The fingerprint key is made once, sealed, and kept in ``settings``: it outlives any change of DATA_KEYS.
"""

import base64
import hashlib
import hmac
import os
from collections.abc import Sequence

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from sqlalchemy import select

from models import Setting, session

ALGORITHM = "A256GCM"
FINGERPRINT_KEY = "fingerprint_key"


class CannotOpen(ValueError):
    """The value was sealed with a key we do not have, for another place, or has been changed."""


class Vault:
    def __init__(self) -> None:
        self.keys: dict[str, AESGCM] = {}
        self.newest = ""
        self.fingerprint_key = b""


_vault = Vault()


def unlock(keys: Sequence[tuple[str, bytes]]) -> None:
    """Hand over DATA_KEYS. Call once per process, before anything personal is read or written."""
    _vault.keys = {name: AESGCM(key) for name, key in keys}
    _vault.newest = keys[0][0]
    _vault.fingerprint_key = b""


def seal(value: str, place: str) -> str:
    """Encrypt for one place, e.g. ``employees.phone:1024``."""
    nonce = os.urandom(12)
    sealed = _vault.keys[_vault.newest].encrypt(nonce, value.encode(), place.encode())
    return "|".join((ALGORITHM, _vault.newest, encode(nonce), encode(sealed)))


def open_sealed(value: str, place: str) -> str:
    """Decrypt. Raises CannotOpen."""
    try:
        algorithm, name, nonce, sealed = value.split("|")
        if algorithm != ALGORITHM:
            raise CannotOpen(algorithm)
        return _vault.keys[name].decrypt(decode(nonce), decode(sealed), place.encode()).decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise CannotOpen("sealed with another key or for another place") from error


def fingerprint(value: str, kind: str) -> str:
    """A keyed SHA-256 by which a sealed value can be found again; ``kind`` keeps phones and openids apart."""
    if not _vault.fingerprint_key:
        _vault.fingerprint_key = base64.b64decode(open_sealed(stored_key(), FINGERPRINT_KEY))
    return hmac.new(_vault.fingerprint_key, f"{kind}:{value}".encode(), hashlib.sha256).hexdigest()


def stored_key() -> str:
    found = session.scalar(select(Setting.value).filter_by(key=FINGERPRINT_KEY))
    if found is None:
        raise CannotOpen("no fingerprint key: run `manage.py setup` first")
    return str(found)


def make_fingerprint_key() -> None:
    """Make the fingerprint key unless there is one. Part of setting up a database."""
    if session.scalar(select(Setting.id).filter_by(key=FINGERPRINT_KEY)) is None:
        session.add(Setting(key=FINGERPRINT_KEY, value=seal(encode(os.urandom(32)), FINGERPRINT_KEY)))


def encode(raw: bytes) -> str:
    return base64.b64encode(raw).decode()


def decode(text: str) -> bytes:
    return base64.b64decode(text, validate=True)
