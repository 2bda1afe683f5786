"""Files of the office's records: told by content, drawn anew, sealed, handed out, taken away, swept."""

import hashlib
import os
import zipfile
from io import BytesIO

import pytest
import time_machine
from docx import Document
from PIL import Image
from sqlalchemy import delete, insert, select, update
from sqlalchemy.exc import DatabaseError
from xlsxwriter import Workbook

import clock
from blueprints.console.office.attachments import PAGES
from command_line import Instance
from desk import Desk, sit_down
from factories import make_department
from models import Attachment, AuditEntry, Bill, session, transaction
from pictures import photo, with_place
from services import housekeeping
from services.audit import trail as audit
from services.office import attachment_kinds, attachments
from services.office.attachment_subjects import SUBJECTS
from services.photos import files as photo_files

ONE = pytest.mark.parametrize("database", ["sqlite"], indirect=True)  # where the database has no say
PDF = b"%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture
def shelf(app, tmp_path):
    photo_files.use(tmp_path)
    return tmp_path / "attachments"


@pytest.fixture
def desk(app, shelf):
    """With one bill, of February 2026."""
    with time_machine.travel("2026-03-10T02:00:00Z", tick=True):
        found = sit_down(app)
        found.post("/office/meters", {"kind": "electricity", "name": "主楼总表"})
        found.post("/office/bills/2026-02", {"amount_1": "100", "cost_1": "72"})
        yield found


def send(desk, *files, to="attachments/bill/1", **fields):
    """As a browser sends it; the bytes are put together here, since the test client leaves its own files open."""
    parts = [f'name="{name}"\r\n\r\n{value}'.encode() for name, value in ({"form_token": desk.token} | fields).items()]
    parts += [f'name="file"; filename="{name}"\r\n\r\n'.encode() + content for content, name in files]
    body = b"".join(b"--cut\r\nContent-Disposition: form-data; " + part + b"\r\n" for part in parts) + b"--cut--\r\n"
    session.remove()
    kind = "multipart/form-data; boundary=cut"
    return desk.read(desk.http.post(f"/console/office/{to}", data=body, content_type=kind, follow_redirects=True))


def age(shelf):
    """As if everything had been written two hours before what the clock says."""
    then = clock.now().timestamp() - 7200
    for file in files(shelf):
        os.utime(file, (then, then))


def clean_up():
    with transaction():
        housekeeping.clean_up()


def rows():
    session.remove()
    return session.scalars(select(Attachment).order_by(Attachment.id)).all()


def files(shelf):
    return [path for path in shelf.rglob("*") if path.is_file()]


def workbook():
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        book.add_worksheet().write(0, 0, "电费")
    return file.getvalue()


def document():
    file = BytesIO()
    Document().save(file)
    return file.getvalue()


def zipped(source=None, **parts):
    """A zip of parts; on top of another one's, if given."""
    file = BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as made:
        if source:
            with zipfile.ZipFile(BytesIO(source)) as old:
                for name in old.namelist():
                    if name not in parts:
                        made.writestr(name, old.read(name))
        for name, content in parts.items():
            made.writestr(name, content)
    return file.getvalue()


def test_a_picture_is_drawn_anew_sealed_shown_and_handed_out(desk, shelf):
    page = send(desk, (with_place(), "2月电费单.JPG"))
    assert (page.status_code, "附件已上传" in page.text) == (200, True)
    (row,) = rows()
    assert (row.subject_kind, row.subject_id, row.file_name) == ("bill", 1, "2月电费单.jpg")
    (file,) = files(shelf)
    assert file.stat().st_mode & 0o077 == 0
    assert b"JFIF" not in file.read_bytes()
    answer = desk.get(f"/office/attachments/{row.id}")
    assert b"Secret" not in answer.data
    assert dict(Image.open(BytesIO(answer.data)).getexif()) == {}
    assert (answer.mimetype, len(answer.data), hashlib.sha256(answer.data).hexdigest()) == (
        "image/jpeg", row.size, row.sha256,
    )  # fmt: skip
    assert answer.headers["Content-Disposition"].startswith("attachment")
    assert answer.headers["X-Content-Type-Options"] == "nosniff"
    assert answer.headers["Cache-Control"] == "no-cache, max-age=0" or "no-store" in answer.headers["Cache-Control"]


@ONE
def test_every_kind_that_is_taken_comes_back_as_it_was(desk):
    given = {"a.exe": PDF, "b": document(), "c.docx": workbook(), "d.txt": photo(2, "PNG"), "e.gif": photo(3, "WEBP")}
    assert send(desk, *((content, name) for name, content in given.items())).status_code == 200
    assert [row.file_name for row in rows()] == ["a.pdf", "b.docx", "c.xlsx", "d.jpg", "e.jpg"]
    for row, content in list(zip(rows(), given.values(), strict=True))[:3]:
        assert desk.get(f"/office/attachments/{row.id}").data == content


def refused():
    yield "program", b"MZ\x90\0" + b"\0" * 99, "程序"
    yield "script", b"#!/bin/sh\nrm -rf /", "程序"
    yield "html", b"\xef\xbb\xbf <html><script>alert(1)</script>", "网页"
    yield "svg", b'<svg xmlns="http://www.w3.org/2000/svg"/>', "网页"
    yield "zip", zipped(**{"a.txt": "a"}), "压缩包"
    yield "rar", b"Rar!\x1a\x07\x00", "压缩包"
    yield "ofd", zipped(**{"OFD.xml": "<ofd/>"}), "OFD"
    yield "heic", b"\0\0\0\x18ftypheic", "HEIC"
    yield "old word", b"\xd0\xcf\x11\xe0" + b"\0" * 99, ".docx"
    yield "macros", zipped(document(), **{"word/vbaProject.bin": "x"}), "宏"
    yield "control", zipped(workbook(), **{"xl/activeX/a.bin": "x"}), "宏"
    yield "within", zipped(document(), **{"word/embeddings/a.exe": "MZ"}), "宏"
    kinds = '<Types><Override ContentType="application/vnd.ms-excel.sheet.macroEnabled.main+xml"/></Types>'
    yield "renamed", zipped(workbook(), **{"[Content_Types].xml": kinds}), "宏"
    yield "bomb", zipped(workbook(), **{"xl/media/a.bin": b"\0" * (60 * 2**20)}), "展开后太大"
    yield "cut", workbook()[:-200], "已损坏"
    yield "cut pdf", PDF[:30], "已损坏"
    yield "pdf script", PDF.replace(b"/Type", b"/JavaScript (x) /Type"), "脚本"
    yield "no picture", b"\xff\xd8\xff<script>", "照片打不开"
    yield "text", "姓名".encode() * 9, "可以上传"
    yield "nothing", b"", "空文件"
    yield "large", PDF[:-7] + b"\0" * (10 * 2**20) + b"%%EOF\n", "10 MB"


@ONE
def test_everything_else_is_refused_with_a_sentence_and_nothing_is_kept(desk, shelf):
    for name, content, word in refused():
        page = send(desk, (PDF, "好的.pdf"), (content, "单据.pdf"))
        assert page.status_code == 422, name
        assert word in page.text, name
        assert "单据.pdf" in page.text, name
    assert "请先选择文件" in send(desk).text
    assert rows() == []
    assert files(shelf) == []


def test_the_same_again_is_the_first_and_there_are_limits(desk, shelf, monkeypatch):
    send(desk, (PDF, "a.pdf"))
    assert send(desk, (PDF, "b.pdf")).status_code == 200
    assert [row.file_name for row in rows()] == ["a.pdf"]
    monkeypatch.setattr(attachments, "MOST", 2)
    assert "最多 2 个" in send(desk, (document(), "a"), (workbook(), "b")).text
    monkeypatch.setattr(attachments, "MOST_BYTES", 2**20)
    assert "合计最多 1 MB" in send(desk, (PDF[:-7] + b"\0" * 2**20 + b"%%EOF\n", "a")).text
    assert send(desk, (b"\0" * (51 * 2**20), "a")).status_code == 413
    assert len(rows()) == len(files(shelf)) == 1


def test_only_those_who_may_look_add_and_remove(app, desk):
    send(desk, (PDF, "a.pdf"))
    assert Desk(app).get("/office/attachments/1").status_code in (302, 303)
    assert sit_down(app, "reader").get("/office/attachments/1").data == PDF
    tree = sit_down(app, "manager", make_department("县财政局"))
    for other in (sit_down(app, "reader"), tree):
        assert send(other, (document(), "b"), to="attachments/bill/1").status_code == 403
        assert other.post("/office/attachments/1/remove").status_code == 403
    for path in ("attachments/bill/9", "attachments/person/1"):
        assert send(desk, (PDF, "a.pdf"), to=path).status_code == 404
    assert desk.get("/office/attachments/9").status_code == 404
    assert len(rows()) == 1


def test_what_is_removed_is_unreadable_at_once_logged_and_swept(desk, shelf):
    send(desk, (PDF, "电话13812345678.pdf"))
    assert "附件已删除" in desk.post("/office/attachments/1/remove").text
    assert desk.get("/office/attachments/1").status_code == 404
    found = session.scalars(select(AuditEntry).order_by(AuditEntry.id.desc()).limit(2)).all()
    assert [entry.action for entry in found] == ["attachment.remove", "attachment.add"]
    assert all("主楼总表" in entry.subject and entry.change["file"] == "电话138****5678.pdf" for entry in found)
    age(shelf)
    clean_up()
    assert files(shelf) == []


def test_a_crash_between_file_and_row_is_repaired_by_the_housekeeping(desk, shelf):
    send(desk, (PDF, "a.pdf"))
    photo_files.keep(b"crashed before its row", photo_files.ATTACHMENTS)
    assert len(files(shelf)) == 2
    clean_up()
    assert len(files(shelf)) == 2, "a young one may still get its row"
    age(shelf)
    clean_up()
    assert len(files(shelf)) == 1
    assert desk.get("/office/attachments/1").data == PDF
    files(shelf)[0].unlink()
    assert desk.get("/office/attachments/1").status_code == 404


def test_a_locked_month_keeps_what_it_has_even_against_the_database(desk):
    send(desk, (PDF, "a.pdf"))
    desk.post("/office/bills/2026-02/lock")
    assert send(desk, (document(), "b")).status_code == 409
    assert desk.post("/office/attachments/1/remove").status_code == 409
    (row,) = rows()
    again = {column.name: getattr(row, column.name) for column in Attachment.__table__.columns}
    again |= {"id": 2, "name": "other", "sha256": "other"}
    for statement in (
        insert(Attachment).values(again),
        update(Attachment).values(file_name="b"),
        delete(Attachment),
        insert(Attachment).values(again | {"subject_kind": "correction"}),
        delete(Attachment).where(Attachment.subject_kind == "correction"),
    ):
        taken = statement.is_insert and statement.compile().params["subject_kind"] == "correction"
        try:
            with transaction():
                session.execute(statement)
        except DatabaseError:
            assert not taken
        else:
            assert taken
    assert [row.subject_kind for row in rows()] == ["bill", "correction"]


def test_a_correction_brings_its_papers_along_and_keeps_them(desk):
    desk.post("/office/bills/2026-02/lock")
    correction = {"to": "bills/2026-02/corrections", "meter": "1", "reason": "发票后到", "amount": "", "cost": ""}
    assert "请选择要补的文件" in send(desk, **correction).text
    assert "压缩包" in send(desk, (zipped(**{"a": "a"}), "a.pdf"), **correction).text
    page = send(desk, (PDF, "补开发票.pdf"), **correction)
    assert (page.status_code, "补开发票.pdf" in page.text) == (200, True)
    assert "补开发票.pdf" in desk.get("/office/bills/2026-02/1").text
    (row,) = rows()
    assert (row.subject_kind, row.subject_id) == ("correction", 1)
    assert desk.post(f"/office/attachments/{row.id}/remove").status_code == 409
    assert send(desk, (document(), "b"), to="attachments/correction/1").status_code == 409
    assert desk.get(f"/office/attachments/{row.id}").data == PDF


def test_a_bill_with_papers_is_shown_and_cannot_be_emptied(desk):
    send(desk, (PDF, "2月电费单.pdf"))
    month, page = desk.get("/office/bills/2026-02"), desk.get("/office/bills/2026-02/1")
    assert "单据 1" in month.text
    assert "/console/office/bills/2026-02/1" in month.text
    for words in ("2月电费单.pdf", "72 元", "100 千瓦时", "上传单据"):
        assert words in page.text
    assert desk.get("/office/bills/2026-01/1").status_code == 404
    answer = desk.post("/office/bills/2026-02", {"amount_1": "", "cost_1": ""})
    assert (answer.status_code, "附有单据" in answer.text) == (409, True)
    desk.post("/office/attachments/1/remove")
    desk.post("/office/bills/2026-02", {"amount_1": "", "cost_1": ""})
    assert session.scalar(select(Bill.id)) is None


def test_every_kind_of_record_has_a_page():
    assert PAGES.keys() == SUBJECTS.keys()


def test_files_go_into_the_backup_and_come_back_readable(tmp_path):
    office, other = (Instance(tmp_path / name) for name in ("instance", "other"))
    office.run("setup")
    with office.opened():
        photo_files.use(office.folder)
        with transaction():
            attachments.add("bill", 1, [attachment_kinds.prepare(PDF, "a")], "账单", audit.COMMAND_LINE)
    assert office.run("backup", tmp_path / "office.tar.gz")[0] == 0
    assert other.run("restore", tmp_path / "office.tar.gz")[0] == 0
    with other.opened():
        photo_files.use(other.folder)
        with transaction(reading=True):
            assert attachments.content(attachments.get(1)) == PDF
