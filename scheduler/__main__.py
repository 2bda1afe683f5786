"""The scheduler and sender: ``python -m scheduler``. Run one; several share the work and send nothing twice."""

import argparse
import logging
import signal
import sys
import time
from types import FrameType

from apscheduler.schedulers.background import BackgroundScheduler

import clock
import models
from config import Config, ConfigError
from scheduler import jobs, lease
from services import vault
from services.photos import files as photo_files
from wechat import WeChat, WeCom

TICK = 20.0
POOL = 16  # connections to WeChat kept open


class Stop(BaseException):
    """Somebody asked the process to end."""


def main(arguments: list[str] | None = None) -> None:
    parser = argparse.ArgumentParser(prog="python -m scheduler", description="定时任务：计划提醒、发送消息、清理")
    parser.add_argument("--tick", type=float, default=TICK, help="多少秒看一次时间（默认 %(default)s）")
    tick = parser.parse_args(arguments).tick
    signal.signal(signal.SIGTERM, stop)
    signal.signal(signal.SIGINT, stop)
    logging.basicConfig(level=logging.INFO, stream=sys.stdout, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    logging.getLogger("apscheduler").setLevel(logging.WARNING)
    run(station(Config.from_env(), tick))


def stop(number: int, frame: FrameType | None) -> None:
    raise Stop


def station(config: Config, tick: float) -> jobs.Station:
    """Everything this process needs, connected."""
    clock.use(config.office_tz)
    models.connect(config.database_url)
    vault.unlock(config.data_keys)
    photo_files.use(config.instance_path)
    pool_size = max(POOL, config.push_threads)
    wechat = WeChat(config.wx_appid, config.wx_secret, config.wx_api_base, pool_size=pool_size)
    return jobs.Station(
        wechat,
        threads=config.push_threads,
        rate=config.push_rate,
        tick=tick,
        base=config.public_base_url,
        wecom=wecom(config),
    )


def wecom(config: Config) -> WeCom | None:
    """The second channel, if the office has set it up."""
    if not config.wecom_corp_id:
        return None
    corp = (config.wecom_corp_id, config.wecom_secret, config.wecom_agent_id)
    return WeCom(*corp, config.wx_appid, config.wecom_api_base, pool_size=max(POOL, config.push_threads))


def build(at: jobs.Station) -> BackgroundScheduler:
    """APScheduler as a clock only: nothing stored, nothing made up for, no job beside itself."""
    defaults = {"coalesce": True, "max_instances": 1, "misfire_grace_time": None}
    scheduler = BackgroundScheduler(timezone=clock.TZ, job_defaults=defaults)
    for job, trigger in jobs.TIMETABLE:
        scheduler.add_job(job, trigger(at.tick), args=[at], id=job.__name__)
    return scheduler


def run(at: jobs.Station) -> None:
    """Until asked to stop; then wait for what is on its way and settle it. The main thread only listens for signals."""
    scheduler = build(at)
    try:
        jobs.beat(at)
        scheduler.start()
        logging.getLogger("lvxing.scheduler").info("ready")
        while True:
            time.sleep(3600)
    except Stop:
        at.stop.set()
        if scheduler.running:
            scheduler.shutdown(wait=True)
        lease.release(at.name)
        models.disconnect()


if __name__ == "__main__":
    try:
        main()
    except ConfigError as problem:
        sys.exit(str(problem))
