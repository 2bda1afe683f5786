"""Everything the emulator remembers, in memory, under one lock."""

import re
from collections import Counter
from dataclasses import dataclass, field
from itertools import count
from threading import RLock
from typing import Any

import clock

OPENID = re.compile(r"[\w-]{1,64}", re.ASCII)


class Refusal(Exception):
    """WeChat says no: HTTP 200 with an errcode."""

    def __init__(self, errcode: int, errmsg: str):
        super().__init__(errmsg)
        self.errcode = errcode
        self.errmsg = errmsg


@dataclass
class Call:
    """One request to the data plane. ``body`` is None if it was not a JSON object."""

    method: str
    path: str
    query: dict[str, str]
    body: dict[str, Any] | None


@dataclass
class User:
    openid: str
    unionid: str = ""
    blocked: bool = False
    session_key: str = ""
    seen_at: float = 0.0  # last login; content checks need one within two hours


@dataclass
class Template:
    """``keys`` are (label, key) in the order of the text; ``type`` 2 once, 3 long-term."""

    id: str
    title: str
    keys: list[tuple[str, str]]
    type: int = 2
    choices: dict[str, list[str]] = field(default_factory=dict)


@dataclass
class Callback:
    """Where pushes go and how they are signed; ``style`` is json or xml; sealed when there is an ``aes_key``."""

    url: str
    token: str
    aes_key: str = ""
    style: str = "json"


@dataclass
class State:
    appid: str
    secret: str
    corp_id: str = "wwlvxingdemo"
    corp_secret: str = "demo-corp-secret"
    agent_id: int = 1000002
    callback: Callback | None = None  # outlives a reset
    lock: Any = field(default_factory=RLock, repr=False)

    def __post_init__(self) -> None:
        self.reset()

    def reset(self) -> None:
        """As after the start: no users, no messages, clock right, the default templates."""
        self.skew = 0.0
        self.users: dict[str, User] = {}
        self.codes: dict[str, tuple[str, float]] = {}  # code → (openid, made at)
        self.phone_codes: dict[str, tuple[str, float]] = {}  # code → (number, made at)
        self.used_codes: set[str] = set()
        self.templates = {template.id: template for template in demo_templates()}
        self.pages: set[str] = set()  # empty: every page counts as published
        self.grants: Counter[tuple[str, str]] = Counter()  # (openid, template id) → left
        self.used: Counter[tuple[str, str]] = Counter()
        self.sent: list[dict[str, Any]] = []
        self.media: list[dict[str, str]] = []
        self.log: list[dict[str, Any]] = []
        self.tokens: dict[str, Any] = {}
        self.current: dict[str, str] = {}  # kind → the token given out now
        self.forced_at: float | None = None
        self.limits: dict[tuple[str, str], int] = {}  # (path, "day" or "minute") → calls
        self.counts: Counter[tuple[str, str, int]] = Counter()
        self.faults: list[Any] = []
        self.sent_events = False
        self.hold_verdicts = False
        self.members: dict[str, dict[str, str]] = {}  # WeCom: user id → name, department
        self.corp_codes: dict[str, tuple[str, float]] = {}
        self.corp_token: tuple[str, float] | None = None  # value, end
        self.notices: list[dict[str, Any]] = []
        self.numbers = count(1)

    def now(self) -> float:
        """Seconds since 1970 on the emulator's own clock, which tests can advance."""
        return clock.now().timestamp() + self.skew

    def user(self, openid: str) -> User:
        """The user, made on first mention."""
        if not OPENID.fullmatch(openid):
            raise ValueError("openid: 1 to 64 letters, digits, - or _")
        return self.users.setdefault(openid, User(openid))

    def known(self, openid: Any) -> User:
        """The user, or 40003."""
        if not isinstance(openid, str) or openid not in self.users:
            raise Refusal(40003, "invalid openid")
        return self.users[openid]


def demo_templates() -> list[Template]:
    """The account's own templates: six reminders, each with thing1, time2 and thing3."""
    rows = [
        ("tmpl-commute", "绿色出行打卡提醒", "提醒内容", "打卡时间"),
        ("tmpl-plate", "光盘行动提醒", "活动名称", "用餐时间"),
        ("tmpl-quiz", "每日答题提醒", "答题内容", "答题时间"),
        ("tmpl-lights", "下班关灯断电提醒", "提醒内容", "下班时间"),
        ("tmpl-campaign", "活动开始提醒", "活动名称", "开始时间"),
        ("tmpl-weekly", "每周榜单提醒", "榜单名称", "统计时间"),
    ]
    return [
        Template(id, title, [(first, "thing1"), (second, "time2"), ("温馨提示", "thing3")])
        for id, title, first, second in rows
    ]
