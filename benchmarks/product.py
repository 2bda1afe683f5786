"""The product itself, as a web process makes it, on settings that guard nothing."""

import base64
from collections.abc import Mapping
from pathlib import Path

from flask import Flask

from app import create_app
from config import Config


def environment(url: str) -> Mapping[str, str]:
    """Settings of a web process on one database, with secrets that guard nothing."""
    return {
        "DATABASE_URL": url,
        "SECRET_KEY": "benchmark",
        "DATA_KEYS": f"bench:{base64.b64encode(bytes(32)).decode()}",
        "WX_APPID": "wx-benchmark",
        "WX_SECRET": "benchmark",
        "INSTANCE_PATH": str(Path(url.removeprefix("sqlite:///")).parent) if url.startswith("sqlite") else "",
    }


def application(url: str) -> Flask:
    """The product itself, as a web process makes it."""
    return create_app(Config.from_env(environment(url)))
