#!/usr/bin/env python3
"""What people type: ``python3 manage.py COMMAND``.

Standard library only, and readable by Pythons older than the product needs, so that it can say what is missing.
It makes .venv, installs the locked requirements when they have changed, and hands over to ``commands/``.
"""

from __future__ import annotations

import ast
import hashlib
import importlib.util
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
PYTHON = VENV / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
INSTALLED = VENV / "installed.txt"  # a line for each lock that is in place: its name and SHA-256
LEAST = (3, 11)
STEPS = ("Collecting ", "Processing ", "Ignoring ")  # how pip begins the line about each requirement
DEVELOPMENT = {"test", "bench"}  # commands that need requirements-dev.lock too

OLD = "绿行需要 Python 3.11 或更新版本，现在是 {}。LvXing needs Python 3.11 or newer."
NO_VENV = """无法建立 Python 虚拟环境（.venv）。
  Debian / Ubuntu / 麒麟：先运行 apt-get install python3-venv，再重试；
  其他系统：先运行 python3 -m pip install virtualenv，再重试。"""
NO_INSTALL = """安装依赖没有成功，上面是 pip 的最后几行。
  网络不通或太慢：设置 PIP_INDEX_URL 指向能用的镜像，再重试；
  不能上网：在同系统、同 Python 版本、能上网的机器上运行
    python3 -m pip download -r {lock} -d wheels
  把 wheels 文件夹拷到 {root}，再重试。"""


def main(arguments: list[str]) -> int:
    if sys.version_info < LEAST:
        return fail(OLD.format(".".join(map(str, sys.version_info[:3]))), 1)
    known = summaries()
    name = arguments[0] if arguments else "--help"
    if name in ("-h", "--help", "help"):
        print(usage(known))
        return 0
    if name not in known:
        return fail(f"没有「{name}」这个命令。\n\n{usage(known)}", 2)
    if {"-h", "--help"} & set(arguments) and not INSTALLED.exists():
        print(f"{name}：{known[name]}\n运行 python3 manage.py setup 之后，这里会显示全部参数。")
        return 0
    stand_up("requirements-dev.lock" if name in DEVELOPMENT else "requirements.lock")
    return hand_over(arguments)


def summaries() -> dict[str, str]:
    """Every command and its phrase, in the order of COMMANDS. Read without importing: the packages may not be there."""
    listed = assigned("__init__", "COMMANDS")
    files = {key.value: value.id for key, value in zip(listed.keys, listed.values, strict=True)}
    return {name: assigned(module, "SUMMARY").value for name, module in files.items()}


def assigned(module: str, name: str) -> Any:
    """The expression that a file in ``commands/`` assigns to ``name``."""
    text = (ROOT / "commands" / f"{module}.py").read_text(encoding="utf-8")
    nodes = [node for node in ast.parse(text).body if isinstance(node, (ast.Assign, ast.AnnAssign))]
    targets = {ast.unparse(node.target if isinstance(node, ast.AnnAssign) else node.targets[0]): node for node in nodes}
    return targets[name].value


def usage(known: dict[str, str]) -> str:
    width = max(map(len, known), default=0)
    lines = [f"  {name:<{width}}  {phrase}" for name, phrase in known.items()]
    return "\n".join(["绿行 LvXing", "用法：python3 manage.py 命令 [参数]（加 --help 看参数）", "", *lines])


def stand_up(lock: str) -> None:
    """Make .venv and install what ``lock`` names, unless exactly that is already there."""
    if is_installed(lock):
        return
    if not has_pip():
        make_venv()
    install(lock)


def is_installed(lock: str) -> bool:
    return PYTHON.exists() and INSTALLED.exists() and stamp(lock) in INSTALLED.read_text(encoding="utf-8").splitlines()


def stamp(lock: str) -> str:
    return f"{lock} {hashlib.sha256((ROOT / lock).read_bytes()).hexdigest()}"


def has_pip() -> bool:
    command = [str(PYTHON), "-m", "pip", "--version"]
    return PYTHON.exists() and subprocess.run(command, capture_output=True).returncode == 0


def make_venv() -> None:
    print(f"正在建立虚拟环境 {VENV} …", flush=True)
    makers = ["venv"] + (["virtualenv"] if importlib.util.find_spec("virtualenv") else [])
    for maker in makers:
        if VENV.exists():
            shutil.rmtree(VENV)
        if subprocess.run([sys.executable, "-m", maker, str(VENV)], capture_output=True).returncode == 0:
            return
    sys.exit(fail(NO_VENV, 1))


def install(lock: str) -> None:
    """pip, with every package's hash checked; from the folder ``wheels`` alone where there is one."""
    command = [str(PYTHON), "-m", "pip", "install", "--disable-pip-version-check"]
    command += ["--require-hashes", "-r", str(ROOT / lock)]
    if (ROOT / "wheels").is_dir():
        command += ["--no-index", "--find-links", str(ROOT / "wheels")]
    total = sum("==" in line for line in (ROOT / lock).read_text(encoding="utf-8").splitlines())
    print(f"正在安装 {lock} 里的 {total} 个组件（第一次约需一分钟）…", flush=True)
    if not followed(command, total):
        sys.exit(fail(NO_INSTALL.format(lock=lock, root=ROOT), 1))
    done = [stamp(each) for each in {lock, "requirements.lock"}]  # the development lock holds the other
    INSTALLED.write_text("\n".join(done) + "\n", encoding="utf-8")


def followed(command: list[str], total: int) -> bool:
    """Run pip behind a progress bar; its last lines are shown only when it fails."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, errors="replace")
    lines, seen = [], 0
    for line in process.stdout or ():
        lines.append(line)
        if line.startswith(STEPS):
            seen += 1
            bar(seen, total, line.split()[1])
        elif line.startswith("Installing "):
            bar(total, total, "写入磁盘…")
    worked = process.wait() == 0
    if sys.stdout.isatty():
        print()
    if not worked:
        sys.stderr.writelines(lines[-15:])
    return worked


def bar(seen: int, total: int, what: str) -> None:
    """Drawn over itself, on a terminal only."""
    if sys.stdout.isatty():
        filled = 30 * min(seen, total) // total
        name = Path(what).name.split("==")[0].split("-")[0].strip(":")
        print(f"\r[{'█' * filled}{'·' * (30 - filled)}] {seen}/{total} {name:<24}", end="", flush=True)


def hand_over(arguments: list[str]) -> int:
    """Become ``python -m commands``, wherever the person stands: paths they typed stay relative to that place."""
    command = [str(PYTHON), "-P", "-m", "commands", *arguments]
    paths = [str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])]
    environment = {**os.environ, "PYTHONPATH": os.pathsep.join(paths), "PYTHONUTF8": "1"}
    if os.name == "nt":
        return subprocess.run(command, env=environment).returncode
    os.execve(command[0], command, environment)


def fail(sentence: str, code: int) -> int:
    print(sentence, file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.stdout.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.stderr.reconfigure(encoding="utf-8")  # type: ignore[union-attr]
    sys.exit(main(sys.argv[1:]))
