"""The same bare check-in in other frameworks, each in a folder of its own with its versions pinned there.

They are installed on demand under ``instance/bench/peers`` and never belong to the product. Each answers
``POST /check-ins`` by one transaction: a row with a unique key, two running totals, a ledger line.
"""

import hashlib
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from benchmarks.harness import CannotMeasure
from benchmarks.servers import Server, granian
from commands import serve

HERE = Path(__file__).parent
SHARED = ("store.js", "schema_sqlite.sql", "schema_postgres.sql")
INSTALL_SECONDS = 900
DAYS, DIRECTIONS, PEOPLE, DEPARTMENTS = 40, ("to_work", "to_home"), 4000, 200


@dataclass(frozen=True)
class Peer:
    """``folder`` holds the code and the pinned versions; ``database`` is sqlite or postgres."""

    folder: str
    database: str


PEERS = [
    Peer("flask_sqlite", "sqlite"),
    Peer("flask_postgres", "postgres"),
    Peer("django_orm", "sqlite"),
    Peer("express_sqlite", "sqlite"),
    Peer("fastify_sqlite", "sqlite"),
    Peer("fastapi_asyncpg", "postgres"),
]

# What granian serves, and with how many threads: those of the product on the same database.
WSGI = {
    "django_orm": ("server:application", 1),
    "flask_sqlite": ("server:app", 1),
    "flask_postgres": ("server:app", serve.POSTGRES_THREADS),
}


def install(peer: Peer, cache: Path) -> Path:
    """The folder where the peer stands ready, made on first use. Raises CannotMeasure when it cannot be installed."""
    place = cache / fingerprint(peer) / peer.folder
    ready = place.with_suffix(".ready")
    shutil.copytree(HERE / peer.folder, place, dirs_exist_ok=True, ignore=shutil.ignore_patterns("__pycache__"))
    for name in SHARED:
        shutil.copy(HERE / name, place.parent / name)
    if not ready.exists():
        print(f"  安装对照 {peer.folder}（只在第一次，约一两分钟）…", flush=True)
        for command in install_commands(place):
            run(command, place)
        ready.touch()
    return place


def fingerprint(peer: Peer) -> str:
    """Changes with the pinned versions, so that a new pin is a new installation."""
    pins = [HERE / peer.folder / name for name in ("requirements.txt", "package-lock.json")]
    text = b"".join(pin.read_bytes() for pin in pins if pin.exists()) + sys.version.encode()
    return f"{peer.folder}-{hashlib.sha256(text).hexdigest()[:12]}"


def install_commands(place: Path) -> Iterator[list[str]]:
    if (place / "package.json").exists():
        yield [program("npm"), "ci", "--no-audit", "--no-fund"]
    else:
        yield [sys.executable, "-m", "venv", str(place / ".venv")]
        pip = [str(place / ".venv/bin/python"), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        yield [*pip, "-r", str(place / "requirements.txt")]


def run(command: list[str], place: Path) -> None:
    try:
        done = subprocess.run(
            command, cwd=place, capture_output=True, text=True, timeout=INSTALL_SECONDS, check=False, env=build_environment()
        )
    except subprocess.TimeoutExpired as late:
        raise CannotMeasure(f"{place.name} 安装超过 {INSTALL_SECONDS} 秒") from late
    if done.returncode:
        raise CannotMeasure(f"{place.name} 安装失败：{(done.stderr or done.stdout)[-400:]}")


def build_environment() -> Mapping[str, str]:
    """better-sqlite3 compiles itself where its ready-made binary cannot be had: tell node-gyp where node's headers are."""
    node = shutil.which("node")
    home = Path(node).resolve().parents[1] if node else None
    if home and (home / "include/node/node.h").exists():
        return {**os.environ, "npm_config_nodedir": str(home)}
    return os.environ


def program(name: str) -> str:
    found = shutil.which(name)
    if not found:
        raise CannotMeasure(f"没有 {name}：请先安装 Node.js 20 以上（apt-get install nodejs npm）")
    return found


def server(peer: Peer, cache: Path, scratch: Path, database: str) -> Server:
    """The peer ready to start on an empty ``database`` (a file, or a PostgreSQL URL)."""
    place = install(peer, cache)
    if (place / "package.json").exists():
        command = [program("node"), "server.js"]
    elif peer.folder in WSGI:
        target, threads = WSGI[peer.folder]
        command = granian(target, threads, python=str(place / ".venv/bin/python"))
    else:
        command = [str(place / ".venv/bin/python"), "server.py"]
    env = {"DATABASE": database, "NODE_ENV": "production"}
    return Server(peer.folder, command, "/check-ins", lines(scratch), env, cwd=place)


def lines(scratch: Path) -> Path:
    """What to send to a peer: a new slot on every line, neighbours in different departments."""
    path = scratch / "peer-lines.txt"
    if not path.exists():
        with path.open("w") as file:
            for slot in (f"2026-{1 + day // 28:02}-{1 + day % 28:02}:{way}" for day in range(DAYS) for way in DIRECTIONS):
                file.writelines(line(person, slot) for person in range(1, PEOPLE + 1))
    return path


def line(person: int, slot: str) -> str:
    body = {"employee_id": person, "department_id": 1 + person % DEPARTMENTS, "slot": slot, "mode": "bike", "band": "1-3km"}
    return f"\t{json.dumps(body)}\n"
