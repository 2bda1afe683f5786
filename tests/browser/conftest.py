"""Chromium on a real server: with and without script, on a desk's width and a phone's.

The browser is the system's own: the one that CHROMIUM names, else ``chromium`` on the PATH. SCREENSHOTS=folder
keeps a picture of every page that a test calls ``look``.
"""

import os
import shutil
from dataclasses import replace
from itertools import product
from pathlib import Path
from threading import Thread

import pytest
import time_machine
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from browser.phones import MORNING, Phone
from browser.visits import Visit
from commands import phone_page

ARGS = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip
NAMES = ("chromium", "chromium-browser", "google-chrome", "chrome")
WAYS = [
    pytest.param((script, width), id=f"{'script' if script else 'no-script'}-{width}")
    for script, width in product((True, False), (1280, 375))
]


@pytest.fixture(scope="session")
def chromium():
    """A running browser. Missing, it fails the run where CI=true and skips elsewhere, saying so."""
    path = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, NAMES)), None)
    if path is None:
        reason = "没有找到 Chromium：请安装 chromium，或用环境变量 CHROMIUM 指明它的位置"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=ARGS)
        yield browser
        browser.close()


@pytest.fixture(scope="session")
def axe():
    """axe-core as a script, from the same packages as the phone page. Missing Node.js fails where CI=true."""
    try:
        phone_page.install()
    except phone_page.NotBuilt as problem:
        pytest.fail(str(problem)) if os.environ.get("CI") == "true" else pytest.skip(str(problem))
    return (phone_page.HOST / "node_modules" / "axe-core" / "axe.min.js").read_text(encoding="utf-8")


def whole(app):
    """The app with each answer read before it is sent: a browser that goes away then leaves no file open behind it."""

    def answer(environ, start_response):
        parts = app(environ, start_response)
        try:
            return [b"".join(parts)]
        finally:
            if close := getattr(parts, "close", None):
                close()

    return answer


@pytest.fixture
def site(app):
    """The address of the real app on a server of its own."""
    server = make_server("127.0.0.1", 0, whole(app), threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


@pytest.fixture(scope="session")
def bundle(settings):
    """The mini-program for a browser, made once a worker; another folder than ours if MINIPROGRAM names one.

    Missing Node.js fails where CI=true and skips elsewhere.
    """
    folder = settings.instance_path / "phone"
    folder.mkdir(exist_ok=True)
    try:
        phone_page.build(folder, Path(os.environ.get("MINIPROGRAM") or phone_page.SOURCE))
    except phone_page.NotBuilt as problem:
        if os.environ.get("CI") == "true":
            pytest.fail(str(problem))
        pytest.skip(str(problem))


@pytest.fixture
def phones(bundle, app, chromium, site, settings, emulator, monkeypatch):
    """Makes phones in development mode; ``phones("li")`` is the WeChat user o-demo-li. No trouble may be left over."""
    development = replace(settings, development=True, wx_api_base=emulator.url, public_base_url=site)
    monkeypatch.setitem(app.config, "SETTINGS", development)
    made = []

    def make(name="li"):
        made.append(Phone(chromium, site, name))
        return made[-1]

    yield make
    for phone in made:
        phone.context.close()
        assert phone.troubles == []


@pytest.fixture
def monday():
    """An ordinary working day's morning, on the server; time goes on."""
    with time_machine.travel(MORNING) as traveller:
        yield traveller


@pytest.fixture
def phone(phones, monday):
    """One phone, on that morning."""
    made = phones()
    made.page.clock.set_fixed_time(MORNING)
    return made


@pytest.fixture(params=WAYS)
def visit(request, chromium, site):
    window = Visit(chromium, site, *request.param)
    yield window
    window.context.close()
    assert window.troubles == []


@pytest.fixture
def autumn():
    """A Tuesday morning in October."""
    with time_machine.travel("2026-10-20T02:00:00Z", tick=True):
        yield
