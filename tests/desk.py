"""Somebody at the console, as their browser would do it: cookies kept, forms sent with the token of the page."""

import csv
import re
from io import BytesIO, StringIO

import xlwt
from xlsxwriter import Workbook

from models import Manager, session, transaction
from services import console_sign_ins

TITLES = ("工号", "姓名", "部门", "手机号", "入职", "离职")


class Desk:
    def __init__(self, app):
        self.http = app.test_client()
        self.token = ""

    def get(self, path, **args):
        session.remove()  # what the test itself was reading is over: the request has a transaction of its own
        return self.read(self.http.get(f"/console{path}", **args))

    def post(self, path, form=None, *, follow=True, **args):
        session.remove()
        data = {"form_token": self.token} | (form or {})
        return self.read(self.http.post(f"/console{path}", data=data, follow_redirects=follow, **args))

    def read(self, answer):
        found = re.search(r'name="form_token" value="([^"]+)"', answer.text) if answer.mimetype == "text/html" else None
        self.token = found[1] if found else self.token
        return answer

    def upload(self, content, name="名册.xlsx"):
        return self.post("/roll/imports", {"file": (BytesIO(content), name)}, content_type="multipart/form-data")

    def import_roll(self, content, **choice):
        """Upload and apply at once; the page after it."""
        preview = self.upload(content)
        assert preview.status_code == 200, preview.text
        return self.apply(preview, **choice)

    def apply(self, preview, **choice):
        return self.post(preview.request.path.removeprefix("/console"), {"seen": seen(preview)} | choice)


def sit_down(app, role="owner", department_id=None):
    """A desk that is signed in by a one-time link, with a manager of its own."""
    with transaction():
        manager = Manager(name=f"测试{role}", role=role, department_id=department_id)
        session.add(manager)
        session.flush()
        ticket = "test-link"
        console_sign_ins.new_ticket(ticket, 5, manager_id=manager.id)
    desk = Desk(app)
    assert desk.post(f"/enter/{ticket}").status_code == 200
    return desk


def seen(preview):
    return re.search(r'name="seen" value="([^"]+)"', preview.text)[1]


def counts(page):
    """The figures on top of a preview."""
    return {
        label: int(count.replace(",", ""))
        for label, count in re.findall(r"<span>([^<]+)</span><b>([\d,]+)</b>", page.text)
    }


def xlsx(rows, titles=TITLES):
    file = BytesIO()
    with Workbook(file, {"in_memory": True}) as book:
        sheet = book.add_worksheet()
        for line, row in enumerate([titles, *rows]):
            for column, cell in enumerate(row):
                sheet.write_string(line, column, str(cell or ""))
    return file.getvalue()


def xls(rows, titles=TITLES):
    book = xlwt.Workbook()
    sheet = book.add_sheet("名册")
    for line, row in enumerate([titles, *rows]):
        for column, cell in enumerate(row):
            sheet.write(line, column, cell or "")
    file = BytesIO()
    book.save(file)
    return file.getvalue()


def csv_file(rows, titles=TITLES, encoding="utf-8-sig"):
    file = StringIO()
    csv.writer(file).writerows([titles, *rows])
    return file.getvalue().encode(encoding)
