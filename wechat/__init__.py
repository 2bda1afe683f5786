"""The seam to WeChat. ``from wechat import WeChat`` and nothing deeper.

``mini_program.py`` is what can be asked, ``interface.py`` what can come back; ``client.py`` is the only file that
imports wechatpy or knows an errcode; ``events.py`` opens WeChat's message push; ``emulator/`` is the stand-in server.
"""

from wechat.events import Envelope, Forged, event_key, media_verdict, subscription_choices
from wechat.interface import (
    BadMessage,
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

__all__ = [
    "BadMessage",
    "Envelope",
    "Forged",
    "Halted",
    "Login",
    "NotSent",
    "PushError",
    "Refused",
    "Template",
    "Undecryptable",
    "Unknown",
    "Verdict",
    "WeChat",
    "event_key",
    "media_verdict",
    "subscription_choices",
]
