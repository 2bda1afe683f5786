"""Somebody at the console, as their browser would do it: cookies kept, forms sent with the token of the page."""

import html
import re
from io import BytesIO

from models import Manager, session, transaction
from services.managers import sign_ins as console_sign_ins


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
        ticket = f"test-link-{manager.id}"
        console_sign_ins.new_ticket(ticket, 5, manager_id=manager.id)
    desk = Desk(app)
    assert desk.post(f"/enter/{ticket}").status_code == 200
    return desk


def found(pattern, text):
    """The first group of a pattern that must be there."""
    match = re.search(pattern, text, re.DOTALL)
    assert match, f"{pattern} is not in the page"
    return match[1]


def seen(preview):
    return found(r'name="seen" value="([^"]+)"', preview.text)


def counts(page):
    """The figures on top of a preview."""
    return {
        label: int(count.replace(",", ""))
        for label, count in re.findall(r"<span>([^<]+)</span><b>([\d,]+)</b>", page.text)
    }


def form_of(page):
    """Every field of the form with the id ``rule`` as a browser would send it."""
    form = page.text.partition('id="rule"')[2].partition("</form>")[0]
    found = {}
    for tag in re.findall(r"<input [^>]*>", form):
        given = {name: html.unescape(value) for name, value in re.findall(r'([\w-]+)="([^"]*)"', tag)}
        if given.get("type") != "checkbox" or " checked" in tag:
            found[given["name"]] = given.get("value", "")
    for name, body in re.findall(r'<select [^>]*name="(\w+)"[^>]*>(.*?)</select>', form, re.DOTALL):
        chosen = re.search(r'<option value="([^"]*)" selected', body)
        found[name] = chosen[1] if chosen else ""
    return found
