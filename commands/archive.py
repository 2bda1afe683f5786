"""A back-up as a file: one .tar.gz whose first entry, manifest.json, names every other with its size and SHA-256."""

import hashlib
import json
import os
import tarfile
from io import BytesIO
from pathlib import Path, PurePosixPath
from typing import Any

from commands.progress import Progress

FORMAT = 1
MANIFEST = "manifest.json"
SQLITE, POSTGRES = "database.sqlite3", "database.dump"
INSTANCE = "instance/"
CHUNK = 1 << 20


class BadArchive(Exception):
    """Not one of our back-ups, or damaged; the message says which."""


def write(target: Path, files: dict[str, Path], about: dict[str, Any]) -> None:
    """Write ``files`` (name in the archive → file), whole or not at all, readable by this user only."""
    listed = {name: {"size": path.stat().st_size, "sha256": digest(path)} for name, path in files.items()}
    manifest = json.dumps({"format": FORMAT, **about, "files": listed}, ensure_ascii=False, indent=1).encode()
    partial = target.with_name(f"{target.name}.partial")
    progress = Progress("写入备份", len(files))
    descriptor = os.open(partial, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600)
    with open(descriptor, "wb") as raw, tarfile.open(fileobj=raw, mode="w:gz") as tar:
        tar.addfile(entry(MANIFEST, len(manifest)), BytesIO(manifest))
        for name, path in files.items():
            with path.open("rb") as file:
                tar.addfile(entry(name, path.stat().st_size), file)
            progress.step()
    os.replace(partial, target)


def extract(source: Path, folder: Path) -> dict[str, Any]:
    """Unpack into ``folder``, checking every file against the manifest, and return the manifest. Raises BadArchive."""
    try:
        with tarfile.open(source, "r:gz") as tar:
            manifest = read_manifest(tar)
            progress = Progress("核对备份", len(manifest["files"]))
            for member in tar:
                if member.name != MANIFEST:
                    unpack(tar, member, manifest["files"], folder)
                    progress.step()
    except (tarfile.TarError, EOFError, OSError) as error:
        raise BadArchive(f"{source} 读不出来：{error}") from error
    absent = [name for name in manifest["files"] if not (folder / name).is_file()]
    if absent:
        raise BadArchive(f"{source} 不完整，缺少 {absent[0]}")
    return manifest


def read_manifest(tar: tarfile.TarFile) -> dict[str, Any]:
    first = tar.next()
    content = tar.extractfile(first) if first is not None and first.name == MANIFEST else None
    try:
        manifest = json.load(content) if content else {}
    except ValueError:
        manifest = {}
    if manifest.get("format") != FORMAT or not isinstance(manifest.get("files"), dict):
        raise BadArchive("这不是绿行的备份文件，或来自不认识的版本")
    return manifest


def unpack(tar: tarfile.TarFile, member: tarfile.TarInfo, listed: dict[str, Any], folder: Path) -> None:
    """One file, by our own copying: nothing in the archive chooses a place outside ``folder``, a mode or a link."""
    content = tar.extractfile(member) if member.isfile() else None
    if content is None or member.name not in listed or not is_inside(member.name):
        raise BadArchive(f"备份里有不该有的内容：{member.name}")
    path = folder / member.name
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600), "wb") as file:
        while chunk := content.read(CHUNK):
            file.write(chunk)
    if digest(path) != listed[member.name]["sha256"]:
        raise BadArchive(f"备份里的 {member.name} 已损坏")


def is_inside(name: str) -> bool:
    return not PurePosixPath(name).is_absolute() and ".." not in PurePosixPath(name).parts and "\\" not in name


def entry(name: str, size: int) -> tarfile.TarInfo:
    info = tarfile.TarInfo(name)
    info.size, info.mode = size, 0o600
    return info


def digest(path: Path) -> str:
    with path.open("rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
