"""The check file of WeChat's rule "an ordinary link opens the mini-program": WeChat fetches it beside our addresses.

The rule is ``PUBLIC_BASE_URL/b/``; WeChat hands out a file of a random name and asks for it under ``/b/``.
"""

import re
from typing import Any

from sqlalchemy import select

from errors import Invalid, NotFound
from models import Setting, session
from services.audit import trail as audit
from services.audit.trail import Actor

KEY = "link_rule_file"
NAME = re.compile(r"[A-Za-z0-9_-]{1,64}\.txt")
CONTENT = re.compile(r"[\x21-\x7e]{1,256}")


def current() -> dict[str, str]:
    """``{name, content}``, or empty."""
    file: Any = session.scalar(select(Setting.value).filter_by(key=KEY))
    return file or {}


def content(name: str) -> str:
    """Raises NotFound for any file but the one that was handed in."""
    file = current()
    if not file or file["name"] != name:
        raise NotFound("没有这个文件")
    return file["content"]


def keep(name: str, text: bytes, actor: Actor) -> None:
    """Serve this file from now on, in place of the one before. Raises Invalid at the field ``file``."""
    inside = text.decode("ascii", "replace").strip()
    if not NAME.fullmatch(name) or not CONTENT.fullmatch(inside):
        sentence = "这不是微信的校验文件：请在公众平台下载后原样上传，不要改名或编辑"
        raise Invalid(sentence, {"file": sentence})
    before = current().get("name")
    row = session.scalar(select(Setting).filter_by(key=KEY).with_for_update())
    if row is None:
        row = Setting(key=KEY)
        session.add(row)
    row.value = {"name": name, "content": inside}
    audit.write(actor, "link_rule", "扫普通链接校验文件", {"name": [before, name]})
