"""Where pictures and files lie: a folder each in the instance folder, outside all that is served, each sealed with
its own key. People's photos lie on one shelf, what belongs to the office's records on another.

A file is written before its row and swept after it, so a crash leaves at most a file that nobody can open.
"""

import base64
import os
import secrets
from collections.abc import Collection
from pathlib import Path
from typing import NamedTuple

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

import clock
from errors import NotFound
from services import vault

NONCE = 12
YOUNG = 3600.0  # seconds in which the row of a file may still be on its way
ONE_DAY = 86_400.0
PHOTOS, ATTACHMENTS = "photos", "attachments"
GONE = {PHOTOS: "照片已经删除", ATTACHMENTS: "文件已经不在了，请重新上传"}


class Place:
    def __init__(self) -> None:
        self.instance = Path("instance")


class Kept(NamedTuple):
    """The random name of a file, and its key, sealed."""

    name: str
    key_sealed: str


_place = Place()


def use(instance: Path) -> None:
    """Say where the instance folder is. Once per process."""
    _place.instance = instance


def keep(content: bytes, shelf: str = PHOTOS) -> Kept:
    """Seal and write; whole or not at all."""
    name, key, nonce = secrets.token_hex(16), AESGCM.generate_key(256), os.urandom(NONCE)
    path = path_of(name, shelf)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(nonce + AESGCM(key).encrypt(nonce, content, name.encode()))
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    return Kept(name, vault.seal(base64.b64encode(key).decode(), place(name, shelf)))


def read(name: str, key_sealed: str, shelf: str = PHOTOS) -> bytes:
    """Raises NotFound when the file is gone or not the one that was kept."""
    try:
        sealed = path_of(name, shelf).read_bytes()
        key = base64.b64decode(vault.open_sealed(key_sealed, place(name, shelf)))
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
    except (FileNotFoundError, InvalidTag, ValueError):
        raise NotFound(GONE[shelf]) from None


def sweep(known: Collection[str], shelf: str = PHOTOS) -> int:
    """Remove every file that is an hour old and has no row; how many. None while a back-up is being made of them."""
    now = clock.now().timestamp()
    if any(now - path.stat().st_mtime < ONE_DAY for path in _place.instance.glob("backup-*")):
        return 0
    oldest = now - YOUNG
    found = [path for path in (_place.instance / shelf).glob("??/*") if path.is_file()]
    stale = [path for path in found if path.stem not in known and path.stat().st_mtime < oldest]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def path_of(name: str, shelf: str) -> Path:
    return _place.instance / shelf / name[:2] / f"{name}.sealed"


def place(name: str, shelf: str) -> str:
    return f"{shelf}.key:{name}"
