"""Files that belong to the office's records: pictures of paper bills, minutes, proofs.

The bytes lie sealed beside the people's photos (``services/photos/files.py``) and are backed up with them; they are the
office's and hang on no account, so an erased person leaves none behind. The file is written before its row and swept
after it. What may be attached to, and until when, says ``services/office/attachment_subjects.py``.
"""

from collections.abc import Collection, Sequence
from typing import NamedTuple

from sqlalchemy import func, select

import clock
from errors import Invalid, NotFound
from models import Attachment, session
from services.audit import trail as audit
from services.audit.trail import Actor
from services.inserts import insert_once
from services.office.attachment_kinds import JPEG, Prepared
from services.photos import files as photo_files
from services.photos.files import ATTACHMENTS

MOST = 30
MOST_BYTES = 60 * 2**20
AT_ONCE_BYTES = 50 * 2**20  # of one form


class File(NamedTuple):
    """As a page lists it. ``size`` in bytes."""

    id: int
    file_name: str
    media_type: str
    size: int
    sha256: str
    actor: str
    created_at: object

    @property
    def is_picture(self) -> bool:
        return self.media_type == JPEG


def of(kind: str, subject_id: int) -> list[File]:
    """What belongs to one record, in the order it came."""
    return of_many(kind, [subject_id]).get(subject_id, [])


def of_many(kind: str, ids: Collection[int]) -> dict[int, list[File]]:
    """By record; those without any are left out."""
    query = select(Attachment).where(Attachment.subject_kind == kind, Attachment.subject_id.in_(ids))
    found: dict[int, list[File]] = {}
    for row in session.scalars(query.order_by(Attachment.id)):
        found.setdefault(row.subject_id, []).append(File(*(getattr(row, name) for name in File._fields)))
    return found


def get(attachment_id: int) -> Attachment:
    """Raises NotFound."""
    row = session.get(Attachment, attachment_id)
    if row is None:
        raise NotFound("没有找到这个附件")
    return row


def content(row: Attachment) -> bytes:
    """Raises NotFound when the file is gone."""
    return photo_files.read(row.name, row.key_sealed, ATTACHMENTS)


def add(kind: str, subject_id: int, files: Sequence[Prepared], subject: str, actor: Actor) -> int:
    """Keep files with a record, which ``subject`` calls by name in the log; how many are new.

    The same content again is the one that is there. Whoever calls has made sure that the record takes files now.
    Raises Invalid at ``file`` when that would be too many or too much.
    """
    count, size = session.execute(
        select(func.count(), func.coalesce(func.sum(Attachment.size), 0)).filter_by(
            subject_kind=kind, subject_id=subject_id
        )
    ).one()
    if count + len(files) > MOST:
        raise Invalid("附件没有上传", {"file": f"一项最多 {MOST} 个附件，已有 {count} 个"})
    if size + sum(len(one.content) for one in files) > MOST_BYTES:
        raise Invalid("附件没有上传", {"file": f"一项的附件合计最多 {MOST_BYTES // 2**20} MB"})
    return sum(add_one(kind, subject_id, one, subject, actor) for one in files)


def add_one(kind: str, subject_id: int, file: Prepared, subject: str, actor: Actor) -> bool:
    key = {"subject_kind": kind, "subject_id": subject_id, "sha256": file.sha256}
    if session.scalar(select(Attachment.id).filter_by(**key)):
        return False
    name, key_sealed = photo_files.keep(file.content, ATTACHMENTS)
    fresh = insert_once(
        Attachment,
        **key,
        name=name,
        key_sealed=key_sealed,
        file_name=file.file_name,
        media_type=file.media_type,
        size=len(file.content),
        actor=actor.name[:64],
        manager_id=actor.manager_id,
        created_at=clock.now(),
    )
    if fresh:
        audit.write(actor, "attachment.add", subject, {"file": file.file_name, "sha256": file.sha256})
    return fresh


def remove(row: Attachment, subject: str, actor: Actor) -> None:
    """For good: without its row the file is unreadable at once, and swept within the day."""
    session.delete(row)
    session.flush()
    audit.write(actor, "attachment.remove", subject, {"file": row.file_name, "sha256": row.sha256})


def sweep() -> int:
    """Remove files without a row, which a crash or a removal left; how many."""
    return photo_files.sweep(set(session.scalars(select(Attachment.name))), ATTACHMENTS)
