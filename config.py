"""One frozen settings object, read once from the environment; a missing secret stops the start and says its name."""

import base64
import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_address
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

ROOT = Path(__file__).parent
WECHAT_API = "https://api.weixin.qq.com/"
WECOM_API = "https://qyapi.weixin.qq.com/"


class ConfigError(ValueError):
    """A setting is missing or wrong; the message names the variable and says what to do."""


@dataclass(frozen=True)
class Config:
    """What differs between installations. Units: seconds unless the name says otherwise."""

    secret_key: str = field(repr=False)
    data_keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    wx_appid: str
    wx_secret: str = field(repr=False)
    instance_path: Path = ROOT / "instance"
    database_url: str = field(default="", repr=False)
    valkey_url: str = field(default="", repr=False)
    wx_api_base: str = WECHAT_API
    wx_push_token: str = field(default="", repr=False)
    wx_push_aes_key: str = field(default="", repr=False)
    wecom_corp_id: str = ""
    wecom_secret: str = field(default="", repr=False)
    wecom_agent_id: int = 0
    wecom_api_base: str = WECOM_API
    public_base_url: str = "http://127.0.0.1:8000"
    office_tz: str = "Asia/Shanghai"
    host: str = "127.0.0.1"
    port: int = 8000
    web_threads: int = 0
    push_threads: int = 8
    push_rate: int = 300
    session_days: int = 30
    development: bool = False

    @classmethod
    def from_env(cls, env: Mapping[str, str] = os.environ) -> "Config":
        """Read and check every variable of the README's table. Raises ConfigError."""
        instance = Path(env.get("INSTANCE_PATH") or ROOT / "instance").absolute()
        return cls(
            secret_key=required(env, "SECRET_KEY"),
            data_keys=data_keys(required(env, "DATA_KEYS")),
            wx_appid=required(env, "WX_APPID"),
            wx_secret=required(env, "WX_SECRET"),
            instance_path=instance,
            database_url=env.get("DATABASE_URL") or f"sqlite:///{instance / 'lvxing.db'}",
            valkey_url=env.get("VALKEY_URL", ""),
            wx_api_base=safe_base("WX_API_BASE", env.get("WX_API_BASE") or WECHAT_API),
            wx_push_token=env.get("WX_PUSH_TOKEN", ""),
            wx_push_aes_key=push_key(env.get("WX_PUSH_AES_KEY", "")),
            **wecom(env),
            public_base_url=env.get("PUBLIC_BASE_URL", "http://127.0.0.1:8000").rstrip("/"),
            office_tz=env.get("OFFICE_TZ") or "Asia/Shanghai",
            host=env.get("HOST") or "127.0.0.1",
            port=number(env, "PORT", 8000, 1, 65535),
            web_threads=number(env, "WEB_THREADS", 0, 0, 256),
            push_threads=number(env, "PUSH_THREADS", 8, 1, 64),
            push_rate=number(env, "PUSH_RATE", 300, 1, 5000),
            development=env.get("LVXING_DEVELOPMENT") == "1",
        )


def required(env: Mapping[str, str], name: str) -> str:
    value = env.get(name, "").strip()
    if not value:
        raise ConfigError(f"缺少设置 {name}：请写入环境变量或 instance/env 后再启动（见 README「配置」）")
    return value


def number(env: Mapping[str, str], name: str, default: int, least: int, most: int) -> int:
    text = env.get(name) or str(default)
    if not text.isdecimal() or not least <= int(text) <= most:
        raise ConfigError(f"设置 {name} 应为 {least} 到 {most} 的整数，现在是 {text!r}")
    return int(text)


def data_keys(text: str) -> tuple[tuple[str, bytes], ...]:
    """``id:base64 of 32 bytes``, comma-separated, newest first."""
    pairs = [part.strip().partition(":")[::2] for part in text.split(",") if part.strip()]
    try:
        keys = tuple((name, base64.b64decode(key, validate=True)) for name, key in pairs)
    except ValueError:
        keys = ()
    if not keys or any(not name or len(key) != 32 for name, key in keys):
        raise ConfigError("设置 DATA_KEYS 应为「编号:32 字节的 base64」，多个以逗号分隔，新的在前")
    return keys


def wecom(env: Mapping[str, str]) -> dict[str, Any]:
    """The second channel's settings: all three, or none and there is no second channel."""
    if not env.get("WECOM_CORP_ID"):
        return {}
    return {
        "wecom_corp_id": env["WECOM_CORP_ID"],
        "wecom_secret": required(env, "WECOM_SECRET"),
        "wecom_agent_id": number(env, "WECOM_AGENT_ID", 0, 1, 10**9),
        "wecom_api_base": safe_base("WECOM_API_BASE", env.get("WECOM_API_BASE") or WECOM_API),
    }


def push_key(text: str) -> str:
    if text and not re.fullmatch(r"[A-Za-z0-9]{43}", text):
        raise ConfigError("设置 WX_PUSH_AES_KEY 应为公众平台给的 43 个字母和数字；明文模式请留空")
    return text


def safe_base(name: str, url: str) -> str:
    """A provider's base URL with a slash at its end: https anywhere, http on this machine only."""
    parts = urlsplit(url)
    if parts.scheme != "https" and not (parts.scheme == "http" and is_loopback(parts.hostname or "")):
        raise ConfigError(f"设置 {name} 必须是 https 地址；http 只能指向本机（开发用的模拟微信）")
    return url.rstrip("/") + "/"


def is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
