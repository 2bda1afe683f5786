"""``manage.py run``: everything at once on one machine, for a first look and for development."""

import http.client
import math
import os
import signal
import socket
import sys
import time
from argparse import ArgumentParser, Namespace
from typing import Any

from commands import demo, environment, owner_link, setup
from commands.children import Children
from config import Config, number
from models import disconnect, transaction

SUMMARY = "一键启动：演示数据、模拟微信、网页服务和定时任务"
WEB_PORT, EMULATOR_PORT = 8000, 9191
DEMO_WECHAT = {"WX_APPID": "wxlvxingdemo", "WX_SECRET": "demo-secret", "WX_PUSH_TOKEN": "demo-push-token"}
READY_SECONDS = 60.0
CHECK_SECONDS = 3.0  # how long --check wants everything to stay up


class NotStarted(Exception):
    """One of the processes did not come up; the message says which, and where its log is."""


def arguments(parser: ArgumentParser) -> None:
    parser.description = f"{SUMMARY}。没有设置 WX_APPID 时使用模拟微信。按 Ctrl-C 停止。"
    parser.add_argument("--port", type=int, metavar="N", help=f"网页服务的端口（默认 PORT 或 {WEB_PORT}）")
    parser.add_argument("--emulator-port", type=int, metavar="N", help=f"模拟微信的端口（默认 {EMULATOR_PORT}）")
    parser.add_argument("--no-demo", action="store_true", help="不载入演示机关的虚构数据（设置了 WX_APPID 时从不载入）")
    parser.add_argument("--check", action="store_true", help="启动、检查是否正常，然后停止")


def run(args: Namespace) -> int:
    on_end(signal.default_int_handler)
    emulator = choose_addresses(args.port, args.emulator_port)
    config = setup.prepare()
    if emulator is not None and not args.no_demo:
        demo.ensure()
    with transaction():
        console = owner_link.enter(f"http://127.0.0.1:{config.port}")
    disconnect()
    children = Children(config.instance_path / "logs")
    try:
        start(children, config, emulator)
        print(addresses(config, console, emulator), flush=True)
        ended = children.watch(CHECK_SECONDS if args.check else math.inf)
        return report_end(children, ended) if ended else 0
    except NotStarted as problem:
        print(problem, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 0
    finally:
        on_end(signal.SIG_IGN)
        print("\n正在停止…", flush=True)
        children.stop()


def on_end(handler: Any) -> None:
    """What Ctrl-C, SIGTERM and a closed terminal do."""
    for name in ("SIGINT", "SIGTERM", "SIGHUP"):
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), handler)


def choose_addresses(port: int | None, emulator_port: int | None) -> int | None:
    """Settle ports and addresses in the environment, which children inherit; the emulator's port, if one is used."""
    environment.load()
    os.environ["HOST"] = os.environ.get("HOST") or "127.0.0.1"
    os.environ["PORT"] = str(free_port(port or number(os.environ, "PORT", WEB_PORT, 1, 65535), "网页服务"))
    os.environ.setdefault("PUBLIC_BASE_URL", f"http://127.0.0.1:{os.environ['PORT']}")
    if os.environ.get("WX_APPID"):
        return None
    emulator = free_port(emulator_port or EMULATOR_PORT, "模拟微信")
    os.environ.update(DEMO_WECHAT, WX_API_BASE=f"http://127.0.0.1:{emulator}/", LVXING_DEVELOPMENT="1")
    return emulator


def free_port(wanted: int, whose: str) -> int:
    """``wanted``, or the next port that nobody listens on."""
    found = next((port for port in range(wanted, min(wanted + 100, 65536)) if is_free(port)), wanted)
    if found != wanted:
        print(f"端口 {wanted} 已被占用，{whose}改用 {found}。")
    return found


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        if os.name != "nt":
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((os.environ["HOST"], port))
        except OSError:
            return False
    return True


def start(children: Children, config: Config, emulator: int | None) -> None:
    """Start all and wait until the web server says that it and its database are ready. Raises NotStarted."""
    if emulator is not None:
        push = ["--push-url", f"http://127.0.0.1:{config.port}/wechat/events", "--push-token", config.wx_push_token]
        children.start("emulator", "wechat.emulator", "--port", str(emulator), *push)
        children.start("phone", "commands.phone_page", passing=True)
    children.start("web", "commands", "serve")
    children.start("scheduler", "scheduler")
    deadline = time.monotonic() + READY_SECONDS
    for path in ("/healthz", "/readyz"):
        while not answers(config, path):
            name = children.ended() or ("web" if time.monotonic() > deadline else None)
            if name is not None:
                raise NotStarted(f"{name} 没能启动，原因见 {children.log(name)}")
            time.sleep(0.1)


def answers(config: Config, path: str) -> bool:
    connection = http.client.HTTPConnection("127.0.0.1", config.port, timeout=5)
    try:
        connection.request("GET", path)
        return connection.getresponse().status == 200
    except OSError:
        return False
    finally:
        connection.close()


def addresses(config: Config, console: str, emulator: int | None) -> str:
    base = f"http://127.0.0.1:{config.port}"
    rows = [
        ("首页", f"{base}/"),
        ("控制台", f"{console}（一次性登录链接；再要一个：python3 manage.py owner-link）"),
        ("接口文档", f"{base}/api/openapi.json"),
    ]
    if emulator is not None:
        rows.insert(2, ("手机页面", f"{base}/phone/（小程序；第一次要准备约半分钟，需要 Node.js）"))
        rows.append(("模拟微信", f"http://127.0.0.1:{emulator}/"))
    rows.append(("日志", str(config.instance_path / "logs")))
    return "\n".join(["", "绿行已启动。按 Ctrl-C 停止。", *[f"  {name:　<5}{address}" for name, address in rows]])


def report_end(children: Children, name: str) -> int:
    print(f"{name} 意外停止，其余也一并停止。原因见 {children.log(name)}", file=sys.stderr)
    return 1
