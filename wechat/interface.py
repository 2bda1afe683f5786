"""What can be asked of WeChat, and what can come back. Plain values; no wechatpy, no errcode tables.

Outcomes of ``WeChat.push`` when it does not return, named by whom they concern:

=============  ====================================  =======================================================
outcome        concerns                              what the sender does
=============  ====================================  =======================================================
``Refused``    this person: no grant left, refused   ledger to 0; normal traffic, never tried again
``BadMessage`` this message: a field, template, page never tried again; ``alarm`` says the code was unknown
``Halted``     all of us: quota, credentials, ban    stop sending; ``retry_after`` seconds, None = needs repair
``NotSent``    nobody: certainly not delivered       may be tried again, with growing pauses
``Unknown``    may have been delivered               never sent again
=============  ====================================  =======================================================

No exception of this package carries a URL, a secret, a token or an openid, in its text or in its chain.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Protocol

import errors


class Channel(Protocol):
    """A way to reach a person: the mini-program's subscription messages, or WeCom. ``address`` is their id there."""

    def push(self, address: str, template_id: str, data: Mapping[str, str], page: str = "", /) -> str | None:
        """Send one message; the provider's id of it if it tells. Raises the outcomes above."""


@dataclass(frozen=True)
class Login:
    """Who a ``wx.login`` code belongs to. ``session_key`` is secret and never leaves the server."""

    openid: str = field(repr=False)
    session_key: str = field(repr=False)
    unionid: str | None = field(default=None, repr=False)


@dataclass(frozen=True)
class Template:
    """One subscription template of the account. ``keys`` in the order of its text, such as ``thing1``.

    ``lasting`` is true for a long-term subscription (not used up by a send); ``choices`` holds the allowed
    values of ``enum`` keys; ``labels`` what WeChat writes before each key's text.
    """

    id: str
    title: str
    keys: tuple[str, ...]
    lasting: bool = False
    choices: tuple[tuple[str, tuple[str, ...]], ...] = ()
    labels: tuple[str, ...] = ()


@dataclass(frozen=True)
class Verdict:
    """WeChat's opinion of a text. ``suggest`` is pass, review or risky; ``label`` its reason (100 = nothing found)."""

    suggest: str
    label: int
    trace_id: str

    @property
    def passed(self) -> bool:
        return self.suggest == "pass"


class Undecryptable(errors.Invalid):
    """Encrypted data or an encrypted push that does not open: old session key, other mini-program, damaged, too old."""

    code, message = "UNDECRYPTABLE", "微信数据已失效，请重新进入小程序再试"


class PushError(Exception):
    """A message that was not confirmed. ``errcode`` is WeChat's (None below it), ``rid`` its request id for support."""

    def __init__(self, what: str = "", *, errcode: int | None = None, rid: str = ""):
        parts = [what, f"errcode {errcode}" if errcode is not None else "", f"rid {rid}" if rid else ""]
        super().__init__(", ".join(part for part in parts if part))
        self.errcode = errcode
        self.rid = rid


class Refused(PushError):
    """This person: no consent left, or not a user of this mini-program."""


class BadMessage(PushError):
    """This message: ``field`` names the wrong key (``thing1``) if WeChat did. ``alarm``: an errcode nobody expected.

    ``is_everyones``: the template or the page is wrong, so the same message to anybody else would be refused too.
    """

    def __init__(
        self,
        what: str = "",
        *,
        errcode: int | None = None,
        rid: str = "",
        field: str = "",
        alarm: bool = False,
        is_everyones: bool = False,
    ):
        super().__init__(f"field {field}" if field else what, errcode=errcode, rid=rid)
        self.field = field
        self.alarm = alarm
        self.is_everyones = is_everyones


class Halted(PushError):
    """All of us. ``retry_after`` in seconds is a hint; None means that somebody must repair the account or settings."""

    def __init__(self, what: str = "", *, errcode: int | None = None, rid: str = "", retry_after: int | None = None):
        super().__init__(what, errcode=errcode, rid=rid)
        self.retry_after = retry_after


class NotSent(PushError):
    """Certainly not delivered: may be tried again."""


class Unknown(PushError):
    """WeChat may have delivered it, and the grant may be used up: never sent again."""
