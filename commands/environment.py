"""Where commands get their settings: the real environment first, then ``instance/env``, made at first set-up."""

import base64
import os
import secrets
import sys
from pathlib import Path

import clock
import models
from config import ROOT, Config, ConfigError
from services import vault
from services.photos import files as photo_files

NO_WECHAT = {"WX_APPID": "unset", "WX_SECRET": "unset"}
NO_SECRETS = {"SECRET_KEY": "unset", "DATA_KEYS": f"unset:{base64.b64encode(bytes(32)).decode()}"}


def instance() -> Path:
    """The folder of the database, keys and photos, as ``Config`` has it."""
    return Path(os.environ.get("INSTANCE_PATH") or ROOT / "instance").absolute()


def load() -> None:
    """Add the lines ``KEY=VALUE`` of ``instance/env`` to the environment. A variable that is set already stays."""
    path = instance() / "env"
    if path.exists():
        for name, value in parse(path.read_text(encoding="utf-8")).items():
            if not os.environ.get(name):
                os.environ[name] = value


def parse(text: str) -> dict[str, str]:
    lines = [line.strip() for line in text.splitlines()]
    pairs = [line.partition("=") for line in lines if line and not line.startswith("#")]
    return {name.strip(): value.strip() for name, _, value in pairs}


def ensure_secrets() -> None:
    """Make SECRET_KEY and DATA_KEYS where they are missing and keep them in ``instance/env`` (mode 0600).

    Raises ConfigError when a database is there but its DATA_KEYS are gone: new ones could not open what it holds.
    """
    load()
    made = {"SECRET_KEY": secrets.token_urlsafe(48), "DATA_KEYS": new_data_key()}
    missing = {name: value for name, value in made.items() if not os.environ.get(name)}
    if "DATA_KEYS" in missing and (instance() / "lvxing.db").exists():
        raise ConfigError(
            f"数据库已在 {instance()}，但找不到它的 DATA_KEYS："
            "请把备份里的 env 文件放回该目录（没有它，手机号等无法解密）"
        )
    instance().mkdir(mode=0o700, parents=True, exist_ok=True)
    if missing:
        append(instance() / "env", missing)
        os.environ.update(missing)


def new_data_key() -> str:
    """``id:base64 of 32 bytes``, as DATA_KEYS wants it."""
    return f"k{secrets.token_hex(3)}:{base64.b64encode(secrets.token_bytes(32)).decode()}"


def append(path: Path, values: dict[str, str]) -> None:
    """Add lines to a file that only its owner may read."""
    ends_well = not path.exists() or path.read_bytes()[-1:] in (b"", b"\n")
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    with open(descriptor, "w", encoding="utf-8") as file:
        file.write("" if ends_well else "\n")
        file.writelines(f"{name}={value}\n" for name, value in values.items())
    if sys.platform != "win32":
        path.chmod(0o600)


def settings() -> Config:
    """The settings for a command that does not talk to WeChat. Raises ConfigError."""
    load()
    return Config.from_env(NO_WECHAT | given())


def settings_without_secrets() -> Config:
    """The settings for a command that opens nothing sealed and signs nothing. Raises ConfigError."""
    load()
    return Config.from_env(NO_WECHAT | NO_SECRETS | given())


def given() -> dict[str, str]:
    return {name: value for name, value in os.environ.items() if value}


def open_office() -> Config:
    """Settings, clock, database, files and the keys to personal data, for a command that works on the office's data."""
    config = settings()
    clock.use(config.office_tz)
    models.connect(config.database_url)
    vault.unlock(config.data_keys)
    photo_files.use(config.instance_path)
    return config
