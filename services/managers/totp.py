"""The six digits an authenticator app shows (RFC 6238 on RFC 4226: HMAC-SHA-1, thirty seconds, six digits)."""

import base64
import hashlib
import hmac
import secrets
from urllib.parse import quote

STEP_SECONDS = 30
DRIFT = 1  # steps a phone's clock may be off, each way
ISSUER = "绿行"


def new_secret() -> str:
    """160 random bits in base32, as apps take them."""
    return base64.b32encode(secrets.token_bytes(20)).decode()


def code(secret: str, step: int) -> str:
    mac = hmac.new(base64.b32decode(secret), step.to_bytes(8), hashlib.sha1).digest()
    start = mac[-1] & 15
    return f"{(int.from_bytes(mac[start : start + 4]) & 0x7FFFFFFF) % 1_000_000:06}"


def step_of(secret: str, given: str, seconds: float) -> int | None:
    """The time step a code belongs to, near that instant; None when it belongs to none."""
    now = int(seconds) // STEP_SECONDS
    steps = range(now - DRIFT, now + DRIFT + 1)
    fits = [step for step in steps if hmac.compare_digest(code(secret, step).encode(), given.encode())]
    return fits[0] if fits else None


def address(secret: str, name: str) -> str:
    """What the app reads off the screen."""
    return f"otpauth://totp/{quote(f'{ISSUER}:{name}')}?secret={secret}&issuer={quote(ISSUER)}"
