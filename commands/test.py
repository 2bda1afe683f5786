"""``manage.py test``: the whole suite, on SQLite and on a real PostgreSQL."""

import os
import shutil
import subprocess
import sys
from argparse import ArgumentParser, Namespace

from commands import phone_page
from config import ROOT

SUMMARY = "运行全部测试（SQLite 与真正的 PostgreSQL）"
WORKERS = "4"  # many tests wait for a browser or a clock


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。其余参数原样交给 pytest，例如 tests/test_check_ins.py -k slot。"
    parser.set_defaults(rest=[])  # what we do not know is pytest's


def run(args: Namespace) -> int:
    missing = missing_parts()
    for part in missing:
        print(part, file=sys.stderr, flush=True)
    if missing and os.environ.get("CI") == "true":
        print("持续集成里必须全部运行，到此为止。", file=sys.stderr)
        return 1
    workers = [] if any(word.startswith("-n") for word in args.rest) else ["-n", WORKERS]
    return subprocess.run([sys.executable, "-m", "pytest", *workers, *args.rest], cwd=ROOT, check=False).returncode


def missing_parts() -> list[str]:
    """A sentence for each program of the system that is not there, saying what will not run without it."""
    chromium = os.environ.get("CHROMIUM") or shutil.which("chromium") or shutil.which("google-chrome")
    sentences = []
    if chromium is None or not os.path.exists(chromium):
        sentences.append("没有找到 Chromium（apt-get install chromium，或设置 CHROMIUM）：浏览器里的页面测试不会运行。")
    else:
        os.environ["CHROMIUM"] = chromium
    try:
        phone_page.install()
    except phone_page.NotBuilt as problem:
        sentences.append(f"小程序的测试和无障碍检查不会运行：{problem}")
    if shutil.which("pdftoppm") is None:
        sentences.append("没有找到 pdftoppm（apt-get install poppler-utils）：打印标签的扫码测试不会运行。")
    return sentences
