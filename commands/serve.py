"""``manage.py serve``: the web server alone, as it runs in production.

Granian on Linux and macOS, waitress on Windows. One worker; on SQLite one thread answers, because one writer at a
time is faster than many that wait for each other; on PostgreSQL there are WEB_THREADS of them.
"""

import gc
import pkgutil
import signal
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterable

from app import create_app
from commands import environment, migrate
from config import Config
from models import connect, disconnect

if sys.platform == "win32":
    import waitress
else:
    from granian import Granian
    from granian.constants import HTTPModes, Interfaces

SUMMARY = "只启动网页服务（正式运行用）"
APPLICATION = "commands.serve:application"
POSTGRES_THREADS = 8


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。地址由 HOST、PORT 决定；定时任务另外运行 python3 manage.py scheduler。"
    parser.add_argument("--migrate", action="store_true", help="启动前先升级数据库结构")


def run(args: Namespace) -> int:
    environment.load()
    config = Config.from_env()
    config.instance_path.mkdir(mode=0o700, parents=True, exist_ok=True)
    if args.migrate:
        migrate.upgrade(connect(config.database_url))
        disconnect()
    print(f"网页服务：http://{config.host}:{config.port}", flush=True)
    serve(config)
    return 0


def application() -> Callable[..., Iterable[bytes]]:
    """The WSGI application of one web process, made after the fork.

    What has been made by now stays until the end, so the garbage collector need not look at it again and again.
    """
    made = create_app()
    gc.collect()
    gc.freeze()
    return made


def threads(config: Config) -> int:
    if config.database_url.startswith("sqlite"):
        return 1
    return config.web_threads or POSTGRES_THREADS


if sys.platform == "win32":

    def serve(config: Config, factory: str = APPLICATION) -> None:
        """Until the process is told to stop; a request under way is finished. ``factory`` makes the application."""
        signal.signal(signal.SIGTERM, lambda *_: sys.exit(0))
        waitress.serve(pkgutil.resolve_name(factory)(), host=config.host, port=config.port, threads=threads(config))

else:

    def serve(config: Config, factory: str = APPLICATION) -> None:
        """Until the process is told to stop; a request under way is finished. ``factory`` makes the application."""
        Granian(
            factory,
            factory=True,
            interface=Interfaces.WSGI,
            http=HTTPModes.http1,
            address=config.host,
            port=config.port,
            workers=1,
            blocking_threads=threads(config),
            log_access=False,
            respawn_failed_workers=True,
        ).serve()
