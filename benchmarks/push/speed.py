"""How fast one process sends: at the rate it is told, and with no limit beside the same pool doing bare requests."""

import tempfile
import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import requests

from benchmarks.harness import Report, timed
from benchmarks.push import crowd
from benchmarks.workbench import Workbench
from models import atomic, disconnect
from services.reminders import plans as reminders
from services.sending.sender import Sender
from wechat import WeChat

RATE, SECONDS = 347, 10  # WeChat's 30 million a day
THREADS, FREE = 16, 1500  # and how many messages a round without a limit sends
UNLIMITED = 100_000
BODY = (
    '{"touser": "o-crowd-%d", "template_id": "tmpl-commute", "miniprogram_state": "formal", "lang": "zh_CN", "data": '
    '{"thing1": {"value": "今天绿色出行了吗？点一下就记上"}, "time2": {"value": "2026年3月2日 07:50"}, '
    '"thing3": {"value": "已完成请忽略，可在“我的”中关闭"}}, "page": "pages/home/index?reminder=commute"}'
)


def keeps_the_rate(bench: Workbench, report: Report) -> None:
    """Messages of ten seconds at the rate set, by the clock."""
    pairs = []
    for _ in range(bench.rounds):
        with crowd.receiving() as receiver, planned(bench.scratch, RATE * SECONDS):
            pairs.append((through_sender(receiver, RATE, RATE * SECONDS), float(RATE)))
    report.add(timed("push", "rate", pairs, "/s"))


def beside_bare_requests(bench: Workbench, report: Report) -> None:
    """The same number of messages, without a limit: ours, and the same pool posting the same body."""
    pairs = []
    for turn in range(bench.rounds):
        with crowd.receiving() as receiver, planned(bench.scratch, FREE):
            bare = bare_requests(receiver) if turn % 2 else 0.0
            ours = through_sender(receiver, UNLIMITED, FREE)
            pairs.append((ours, bare or bare_requests(receiver)))
    report.add(timed("push", "unthrottled", pairs, "/s"))


@contextmanager
def planned(scratch: Path, people: int) -> Iterator[None]:
    """A fresh office in which so many messages wait."""
    with tempfile.TemporaryDirectory(dir=scratch) as folder:
        crowd.make(f"sqlite:///{folder}/push.db", people)
        crowd.make_due()
        atomic(reminders.plan)()
        yield
        disconnect()


def through_sender(receiver: str, rate: int, messages: int) -> float:
    """Messages a second of the product's own sender."""
    wechat = WeChat("wx-benchmark", "benchmark", receiver, pool_size=THREADS)
    started = time.perf_counter()
    ended = Sender(wechat, "bench", threads=THREADS, rate=rate).run()
    if ended["sent"] != messages:
        raise AssertionError(f"{ended} of {messages}")
    return messages / (time.perf_counter() - started)


def bare_requests(receiver: str) -> float:
    """Requests a second of as many threads on one session, with nothing around them."""
    session = requests.Session()
    session.trust_env = False
    session.mount("http://", requests.adapters.HTTPAdapter(pool_maxsize=THREADS))
    address = f"{receiver}cgi-bin/message/subscribe/send?access_token=x"

    def post(number: int) -> None:
        session.post(address, data=(BODY % number).encode(), timeout=10).json()

    started = time.perf_counter()
    with ThreadPoolExecutor(THREADS) as pool:
        list(pool.map(post, range(1_000_000, 1_000_000 + FREE)))
    return FREE / (time.perf_counter() - started)
