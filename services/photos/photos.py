"""Pictures that people may add, and never have to: kept, shown to their owner, looked at, forgotten.

Off until the office switches them on with a reason: no photo is demanded (国办函〔2026〕12号). A picture is seen by its
owner, by a manager who reviews it, and by WeChat while it checks it; by others only once it has passed.
One that looks like an earlier one is marked for the manager and never refused by itself.
"""

from datetime import timedelta
from typing import NamedTuple

from sqlalchemy import delete, or_, select

import clock
from errors import Conflict, Invalid, NotFound
from models import Message, Photo, session
from models.hot_path import Identity
from services.boards import rankings
from services.compliance import switches
from services.inserts import insert_once
from services.photos import files as photo_files
from services.photos.pictures import ALIKE, Picture, distance

CHECKING, PASSED, REFUSED = "checking", "passed", "refused"
KEPT_DAYS = 90
UNUSED = timedelta(days=2)
MOST = 200  # a person's own that a new one is compared with
LIMIT = "30/hour"
FINDING = "finding"


class Mine(NamedTuple):
    """``reason`` says why one was refused."""

    photo_id: int
    state: str
    reason: str


def add(who: Identity, picture: Picture) -> tuple[Mine, bool]:
    """Keep a picture; the same file again is the first one. Raises Conflict PHOTOS_OFF."""
    if not switches.is_on(switches.PHOTOS):
        raise Conflict("本单位没有开启照片，不传照片不影响任何记录", code="PHOTOS_OFF")
    key = {"account_id": who.account_id, "sha256": picture.sha256}
    found = session.scalar(select(Photo).filter_by(**key))
    if found is not None:
        return show(found), False
    name, key_sealed = photo_files.keep(picture.content)
    fresh = insert_once(
        Photo,
        **key,
        department_id=rankings.department_of(who.employee_id) if who.employee_id else None,
        name=name,
        key_sealed=key_sealed,
        width=picture.width,
        height=picture.height,
        dhash=picture.dhash,
        again_of_id=earlier(who.account_id, picture),
        use="",
        state=CHECKING,
        asks=0,
        suggest="",
        label=0,
        reason="",
        created_at=clock.now(),
    )
    return show(session.scalars(select(Photo).filter_by(**key)).one()), fresh


def earlier(account_id: int, picture: Picture) -> int | None:
    """The first one that looks like it: of one's own by likeness, of anybody's only when it is the very same."""
    same = or_(Photo.sha256 == picture.sha256, Photo.dhash.in_(set(picture.turns)))
    first = session.scalar(select(Photo.id).where(same).order_by(Photo.id).limit(1))
    if first is not None:
        return first
    own = select(Photo.id, Photo.dhash).filter_by(account_id=account_id).order_by(Photo.id.desc()).limit(MOST)
    alike = [
        row.id for row in session.execute(own) if min(distance(turn, row.dhash) for turn in picture.turns) <= ALIKE
    ]
    return min(alike, default=None)


def show(row: Photo) -> Mine:
    return Mine(row.id, row.state, row.reason if row.state == REFUSED else "")


def listing(who: Identity) -> list[Mine]:
    """All of mine, newest first."""
    return [
        show(row)
        for row in session.scalars(select(Photo).filter_by(account_id=who.account_id).order_by(Photo.id.desc()))
    ]


def mine(who: Identity, photo_id: int) -> Photo:
    """Raises NotFound, for someone else's too."""
    row = session.scalar(select(Photo).filter_by(id=photo_id, account_id=who.account_id))
    if row is None:
        raise NotFound("没有找到这张照片")
    return row


def content(row: Photo) -> bytes:
    """The JPEG. Raises NotFound."""
    return photo_files.read(row.name, row.key_sealed)


def use(who: Identity, photo_id: int, use: str) -> Photo:
    """Add one of my own to something; the first use is kept. Raises Invalid at ``photo_id``."""
    row = session.scalar(select(Photo).filter_by(id=photo_id, account_id=who.account_id).with_for_update())
    if row is None:
        raise Invalid(fields={"photo_id": "没有找到这张照片，请重新上传"})
    if row.state == REFUSED:
        raise Invalid(fields={"photo_id": "这张照片没有通过检查，请换一张，或不附照片"})
    row.use = row.use or use
    return row


def give(who: Identity, photo_id: int) -> None:
    """Add one of my own to a finding, whose reporter is not kept: it stops being mine. Raises Invalid."""
    row = use(who, photo_id, FINDING)
    if row.use != FINDING:
        raise Invalid(fields={"photo_id": "这张照片已经附在别的记录上，请换一张，或不附照片"})
    row.department_id = None
    cut(row)


def cut(row: Photo) -> None:
    """Once it is decided on, nothing leads from a finding's picture to whoever took it; WeChat asks for them before."""
    if row.use == FINDING and row.state != CHECKING:
        row.account_id = None


def added(photo_id: int | None) -> bytes:
    """One that was added to something, hidden until it has passed. Raises NotFound."""
    row = session.get(Photo, photo_id) if photo_id else None
    if row is None or row.state != PASSED:
        raise NotFound("照片还没有通过检查，或已经删除")
    return content(row)


def state_of(photo_id: int | None) -> str:
    """checking, passed or refused; empty without one."""
    return (session.scalar(select(Photo.state).filter_by(id=photo_id)) or "") if photo_id else ""


def remove(who: Identity, photo_id: int) -> None:
    """Mine, at once and for good. Raises NotFound."""
    session.delete(mine(who, photo_id))


def forget(account_id: int) -> None:
    """All of a person who leaves."""
    session.execute(delete(Photo).where(Photo.account_id == account_id))


def forget_old() -> None:
    """What has had its time or was added to nothing; and the files that belong to no row any more."""
    now = clock.now()
    old = Photo.created_at < now - timedelta(days=KEPT_DAYS)
    unused = (Photo.use == "") & (Photo.created_at < now - UNUSED)
    session.execute(delete(Photo).where(old | unused))
    photo_files.sweep(set(session.scalars(select(Photo.name))))


def tell(row: Photo, sentence: str) -> None:
    """A word in the owner's inbox, once for each state, while there is an owner."""
    if row.account_id is None:
        return
    source = f"photo:{row.id}:{row.state}"
    insert_once(
        Message, account_id=row.account_id, source=source, title="照片有结果了", text=sentence[:200], page="",
        created_at=clock.now(),
    )  # fmt: skip
