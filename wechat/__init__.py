"""The seam to WeChat. ``from wechat import WeChat`` and nothing deeper.

``mini_program.py`` is what can be asked, ``wecom.py`` the same of the second channel, ``interface.py`` what can come
back; ``client.py`` is the only file that imports wechatpy or knows an errcode;
``events.py`` opens WeChat's message push; ``emulator/`` is the stand-in server.
"""

from wechat.events import Envelope, Forged, SentResult, event_key, media_verdict, sent_results, subscription_choices
from wechat.interface import (
    BadMessage,
    Channel,
    Halted,
    Login,
    NotSent,
    PushError,
    Refused,
    Template,
    Undecryptable,
    Unknown,
    Verdict,
)
from wechat.mini_program import WeChat
from wechat.wecom import WeCom

__all__ = [
    "BadMessage",
    "Channel",
    "Envelope",
    "Forged",
    "Halted",
    "Login",
    "NotSent",
    "PushError",
    "Refused",
    "Template",
    "SentResult",
    "Undecryptable",
    "Unknown",
    "Verdict",
    "WeChat",
    "WeCom",
    "event_key",
    "media_verdict",
    "sent_results",
    "subscription_choices",
]
