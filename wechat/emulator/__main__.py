"""``python -m wechat.emulator --port 9191``: runs until interrupted."""

import argparse
import signal
import sys
from contextlib import suppress
from threading import Thread

from wechat.emulator.server import APPID, SECRET, Emulator
from wechat.emulator.state import State


def main(arguments: list[str] | None = None) -> None:
    about = "开发和测试用的模拟微信服务器，只监听本机"
    parser = argparse.ArgumentParser(prog="python -m wechat.emulator", description=about)
    parser.add_argument("--host", default="127.0.0.1", help="本机地址（默认 %(default)s）")
    parser.add_argument("--port", type=int, default=9191, help="端口，0 为任意空闲端口（默认 %(default)s）")
    parser.add_argument("--appid", default=APPID, help="小程序编号（默认 %(default)s）")
    parser.add_argument("--secret", default=SECRET, help="小程序密钥（默认 %(default)s）")
    parser.add_argument("--push-url", default="", help="消息推送地址，例如 http://127.0.0.1:8000/wechat/events")
    parser.add_argument("--push-token", default="", help="消息推送令牌")
    parser.add_argument("--push-aes-key", default="", help="消息推送加密密钥（43 个字符；不填则明文）")
    given = parser.parse_args(arguments)
    try:
        emulator = Emulator(State(given.appid, given.secret), given.host, given.port)
    except (ValueError, OSError) as error:
        sys.exit(f"模拟微信无法启动：{error}")
    emulator.callback(given.push_url, given.push_token, given.push_aes_key)
    signal.signal(signal.SIGTERM, lambda *_: Thread(target=emulator.stop).start())
    sys.stdout.write(f"模拟微信 {emulator.url}  AppID {given.appid}\n")
    sys.stdout.flush()
    with suppress(KeyboardInterrupt):
        emulator.serve()


if __name__ == "__main__":
    main()
