"""Somebody with the mini-program on their phone: a browser window on ``/phone/``, and WeChat's stand-in behind it."""

import json
import os
from pathlib import Path

from playwright.sync_api import expect
from sqlalchemy import select

from browser.visits import Visit
from factories import make_employee, make_person
from models import CheckIn, session, transaction
from reminding import at
from services import accounts

WIDTH = 375
MORNING = at(7, 30)  # of an ordinary working day
OFFLINE = "net::ERR_INTERNET_DISCONNECTED"


class Phone(Visit):
    """``name`` is the WeChat user: ``o-demo-<name>``."""

    def __init__(self, browser, site, name="li"):
        super().__init__(browser, site, script=True, width=WIDTH)
        self.name = name
        self.openid = f"o-demo-{name}"
        self.set(name=name)

    def hear(self, message):
        """The browser remarks on every refusal; the page's own errors are what must not be."""
        if message.type == "error" and not message.text.startswith("Failed to load resource"):
            self.troubles.append(message.text)

    def set(self, **settings):
        """What the buttons beside the phone are set to, from the next start of the page."""
        for name, value in settings.items():
            self.remember(f"phone:{name}", json.dumps(value))

    def remember(self, key, value):
        """Into the browser's storage, before the page's own scripts run; ``about:blank`` has none."""
        words = json.dumps([key, value])
        self.context.add_init_script(f"if (location.origin !== 'null') localStorage.setItem(...{words})")

    def start(self, place=""):
        self.page.goto("about:blank")
        self.page.goto(f"/phone/{'#/' + place if place else ''}")

    def look(self, name):
        """The open page is no wider than the phone; keep a picture of all of it, in light and dark, when asked."""
        wide = self.page.evaluate("document.querySelector('.host-room').scrollWidth")
        assert wide <= WIDTH, f"{name} is {wide} px wide"
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            tall = self.page.evaluate("document.querySelector('.host-room').scrollHeight + 110")
            self.page.set_viewport_size({"width": WIDTH, "height": max(700, tall)})
            for scheme in ("light", "dark"):
                self.page.emulate_media(color_scheme=scheme)
                self.page.locator(".phone").screenshot(path=Path(folder) / f"phone-{name}-{scheme}.png")
            self.page.emulate_media(color_scheme="light")
            self.page.set_viewport_size({"width": WIDTH, "height": 740})

    def at(self, title):
        """The page of this title is open."""
        expect(self.page.locator(".host-bar h1")).to_have_text(title)

    def tap(self, name, inside=None):
        self.here(inside).get_by_role("button", name=name, exact=True).click()

    def key(self, name, card):
        """A key of a home card, whose small print may be anything."""
        self.here(card).get_by_role("button", name=name).click()

    def link(self, name, inside=None):
        self.here(inside).get_by_role("link", name=name).click()

    def here(self, inside=None):
        """The page that is open, or the part of it with that test id."""
        shown = self.page.locator(".host-page-box:not([hidden])")
        return shown.get_by_test_id(inside) if inside else shown

    def write(self, label, text):
        self.here().get_by_role("textbox", name=label, exact=True).fill(text)

    def choose(self, *names, inside=None):
        for name in names:
            self.here(inside).get_by_role("radio", name=name, exact=True).click()

    def sheet(self, button):
        """Press a button of what WeChat itself shows."""
        self.page.locator(".host-sheet").get_by_role("button", name=button, exact=True).click()

    def tab(self, name):
        self.page.locator(".host-tabs").get_by_role("button", name=name, exact=True).click()

    def back(self):
        self.page.locator(".host-bar").get_by_role("button", name="返回").click()

    def says(self, text, inside=None):
        expect(self.here(inside).locator(".note").last).to_contain_text(text)

    def toasts(self, text):
        expect(self.page.locator(".host-toast")).to_contain_text(text)

    def sees(self, text):
        expect(self.here()).to_contain_text(text)

    def sees_in(self, inside, text):
        expect(self.here(inside)).to_contain_text(text)

    def in_storage(self, name):
        kept = self.page.evaluate("name => localStorage.getItem(name)", f"mp:{self.name}:{name}")
        return json.loads(kept) if kept else None


def employ(**values):
    """Somebody on the roll, and the invite code the office gave them."""
    employee_id = make_employee(**{"employee_no": "A0007", "name": "李知行"} | values)
    with transaction():
        return employee_id, accounts.invite("A0007")


def settle(app, phone, **values):
    """The phone's user is bound, has joined, and agreed to WeChat's privacy guide; signed in on no phone yet."""
    person = make_person(app, openid=phone.openid, **values)
    phone.remember(f"wechat:{phone.name}:agreed", "yes")
    return person


def acts():
    """Every row of the check-ins, reversals too, as they were written: (activity, slot)."""
    with transaction(reading=True):
        rows = session.execute(select(CheckIn.activity, CheckIn.slot).order_by(CheckIn.id)).all()
    return [tuple(row) for row in rows]
