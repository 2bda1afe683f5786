"""Where pictures lie: ``photos/`` in the instance folder, outside all that is served, each sealed with its own key.

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
GONE = "照片已经删除"


class Shelf:
    def __init__(self) -> None:
        self.folder = Path("instance") / "photos"


class Kept(NamedTuple):
    """The random name of a file, and its key, sealed."""

    name: str
    key_sealed: str


_shelf = Shelf()


def use(instance: Path) -> None:
    """Say where the instance folder is. Once per process."""
    _shelf.folder = instance / "photos"


def keep(content: bytes) -> Kept:
    """Seal and write; whole or not at all."""
    name, key, nonce = secrets.token_hex(16), AESGCM.generate_key(256), os.urandom(NONCE)
    path = path_of(name)
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    partial = path.with_suffix(".partial")
    with open(os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "wb") as file:
        file.write(nonce + AESGCM(key).encrypt(nonce, content, name.encode()))
        file.flush()
        os.fsync(file.fileno())
    os.replace(partial, path)
    return Kept(name, vault.seal(base64.b64encode(key).decode(), place(name)))


def read(name: str, key_sealed: str) -> bytes:
    """Raises NotFound when the file is gone or not the one that was kept."""
    try:
        sealed = path_of(name).read_bytes()
        key = base64.b64decode(vault.open_sealed(key_sealed, place(name)))
        return AESGCM(key).decrypt(sealed[:NONCE], sealed[NONCE:], name.encode())
    except (FileNotFoundError, InvalidTag, ValueError):
        raise NotFound(GONE) from None


def sweep(known: Collection[str]) -> int:
    """Remove every file that is an hour old and has no row; how many. None while a back-up is being made of them."""
    now = clock.now().timestamp()
    if any(now - path.stat().st_mtime < ONE_DAY for path in _shelf.folder.parent.glob("backup-*")):
        return 0
    oldest = now - YOUNG
    found = [path for path in _shelf.folder.glob("??/*") if path.is_file()]
    stale = [path for path in found if path.stem not in known and path.stat().st_mtime < oldest]
    for path in stale:
        path.unlink(missing_ok=True)
    return len(stale)


def path_of(name: str) -> Path:
    return _shelf.folder / name[:2] / f"{name}.sealed"


def place(name: str) -> str:
    return f"photos.key:{name}"
