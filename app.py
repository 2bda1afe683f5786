"""The web process: create_app() wires the parts together and does nothing else."""

from flask import Flask
from limits.storage import storage_from_string
from limits.strategies import FixedWindowRateLimiter

import blueprints
import clock
import models
from blueprints.figures import CountedFlask
from config import Config
from services import vault
from services.photos import files as photo_files
from wechat import WeChat, WeCom


def create_app(config: Config | None = None, wechat: WeChat | None = None) -> Flask:
    """A Flask app on one configuration. Call it after a fork: connections are not shared between processes."""
    config = config or Config.from_env()
    app = CountedFlask(__name__)
    app.config.update(
        MAX_CONTENT_LENGTH=10 * 1024 * 1024,
        MAX_FORM_MEMORY_SIZE=1024 * 1024,
        SETTINGS=config,
    )
    app.json.ensure_ascii = False  # type: ignore[attr-defined]
    clock.use(config.office_tz)
    models.connect(config.database_url)
    vault.unlock(config.data_keys)
    photo_files.use(config.instance_path)
    app.extensions["wechat"] = wechat or WeChat(config.wx_appid, config.wx_secret, config.wx_api_base)
    app.extensions["wecom"] = wecom(config)
    app.extensions["limiter"] = FixedWindowRateLimiter(storage_from_string(config.valkey_url or "memory://"))
    blueprints.register(app)
    return app


def wecom(config: Config) -> WeCom | None:
    """The second channel, if the office has set it up."""
    if not config.wecom_corp_id:
        return None
    return WeCom(
        config.wecom_corp_id, config.wecom_secret, config.wecom_agent_id, config.wx_appid, config.wecom_api_base
    )
