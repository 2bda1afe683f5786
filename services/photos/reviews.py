"""Pictures for a manager: what WeChat is not sure of or never answered, and what it refused, next to its word.

A manager sees a picture only here, beside a held act, or with a suggestion once it has passed; never a list of all.
"""

from datetime import datetime, timedelta
from typing import NamedTuple

from sqlalchemy import ColumnElement, Select, func, or_, select

import clock
from errors import Conflict, Invalid, NotFound
from models import CheckIn, Department, Hold, Participation, Photo, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.departments import departments
from services.holds.holds import REFUSED as NOT_COUNTED
from services.holds.holds import WAITING
from services.photos import checks as photo_checks
from services.photos import photos
from services.photos.photos import CHECKING, PASSED, REFUSED
from services.printing.font import one_line

SUGGESTS = {"pass": "通过", "review": "建议人工核对", "risky": "不合规", "": "没有回音"}
LABELS = {
    100: "正常", 10001: "广告", 20001: "时政", 20002: "色情", 20003: "辱骂", 20006: "违法犯罪", 20008: "欺诈",
    20012: "低俗", 20013: "版权", 21000: "其他",
}  # fmt: skip
LATELY = timedelta(days=30)
MOST = 60


class Line(NamedTuple):
    """A picture without whose it is: for what is in it, that does not matter."""

    id: int
    department: str
    state: str
    suggest: str
    label: str
    created_at: datetime


def is_waiting() -> ColumnElement[bool]:
    never = (Photo.asks >= photo_checks.MOST_ASKS) & (Photo.asked_at < clock.now() - photo_checks.AGAIN)
    return (Photo.state == CHECKING) & or_(Photo.suggest != "", never)


def is_lately_refused() -> ColumnElement[bool]:
    return (Photo.state == REFUSED) & Photo.reviewed_at.is_(None) & (Photo.created_at > clock.now() - LATELY)


def waiting(scope: int | None) -> list[Line]:
    """What nobody has decided, the oldest first."""
    return lines(scope, is_waiting())


def refused(scope: int | None) -> list[Line]:
    """What WeChat refused in the last weeks and no manager has looked at."""
    return lines(scope, is_lately_refused())


def count(scope: int | None) -> int:
    return session.scalar(within(select(func.count(Photo.id)), scope).where(is_waiting())) or 0


def lines(scope: int | None, which: ColumnElement[bool]) -> list[Line]:
    query = within(select(Photo, Department.path), scope).where(which).order_by(Photo.id).limit(MOST)
    return [
        Line(
            row.id,
            path or "",
            row.state,
            SUGGESTS.get(row.suggest, row.suggest),
            LABELS.get(row.label, ""),
            row.created_at,
        )
        for row, path in session.execute(query)
    ]


def within(query: Select, scope: int | None) -> Select:
    found = query.select_from(Photo).outerjoin(Department, Department.id == Photo.department_id)
    if scope is None:
        return found
    top = departments.path_of(scope)
    return found.where((Department.path == top) | Department.path.startswith(f"{top}/", autoescape=True))


def picture(photo_id: int, scope: int | None) -> bytes:
    """One that is to be looked at: itself, or the act that it makes doubtful. Raises NotFound."""
    row = session.scalar(within(select(Photo), scope).where(Photo.id == photo_id))
    if row is None or not (is_to_be_seen(photo_id) or is_beside_an_act(row)):
        raise NotFound("没有这张照片，或者不需要核对")
    return photos.content(row)


def is_to_be_seen(photo_id: int) -> bool:
    query = select(Photo.id).where(Photo.id == photo_id, or_(is_waiting(), is_lately_refused()))
    return session.scalar(query) is not None


def is_beside_an_act(row: Photo) -> bool:
    return row.account_id is not None and row.id in beside_acts(row.account_id)


def beside_acts(account_id: int) -> set[int]:
    """The pictures of a person's acts that wait for a look, or were refused and may be objected to."""
    owned = set(session.scalars(select(Photo.id).filter_by(account_id=account_id)))
    kept = session.scalars(
        select(Hold.evidence)
        .join(CheckIn, CheckIn.id == Hold.check_in_id)
        .join(Participation, Participation.id == CheckIn.participation_id)
        .where(Hold.state.in_((WAITING, NOT_COUNTED)), Participation.account_id == account_id)
    )
    return {number for one in kept for number in (one.get("photo"), one.get("before")) if number in owned}


def review(photo_id: int, accept: bool, reason: str, actor: Actor, scope: int | None) -> None:
    """Let a picture be seen, or not; a refusal needs a reason, which its owner reads.

    Raises NotFound, Conflict, Invalid.
    """
    row = session.scalar(within(select(Photo), scope).where(Photo.id == photo_id).with_for_update(of=Photo))
    if row is None or not (is_to_be_seen(photo_id) or row.reviewed_at):
        raise NotFound("没有这张照片，或者不需要核对")
    if row.reviewed_at is not None:
        raise Conflict("这张照片已经有结果了，请刷新页面")
    words = one_line(reason)[:200]
    if not accept and not words:
        raise Invalid(fields={f"reason-{row.id}": "请写明不通过的原因，本人会看到"})
    before, row.state = row.state, PASSED if accept else REFUSED
    row.reason, row.reviewed_at, row.reviewed_by, row.fetch_hash = words, clock.now(), actor.manager_id, None
    outcome = "经核对可以使用" if accept else f"经核对不能使用。原因：{words}"
    photos.tell(row, f"您上传的一张照片{outcome}。")
    photos.cut(row)
    audit.write(actor, "photo.review", f"照片 {row.id}", {"state": [before, row.state]}, words)
