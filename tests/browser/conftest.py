"""Chromium on a real server: with and without script, on a desk's width and a phone's.

The browser is the system's own: the one that CHROMIUM names, else ``chromium`` on the PATH. SCREENSHOTS=folder
keeps a picture of every page that a test calls ``look``.
"""

import os
import shutil
from itertools import product
from pathlib import Path
from threading import Thread

import pytest
from playwright.sync_api import sync_playwright
from werkzeug.serving import make_server

from config import ROOT

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
    """axe-core as a script. ``manage.py test`` installs it; missing, it fails the run where CI=true."""
    path = Path(os.environ.get("AXE_CORE") or ROOT / "instance" / "axe" / "node_modules" / "axe-core" / "axe.min.js")
    if not path.exists():
        reason = "没有 axe-core：请运行 python3 manage.py test，它会装好"
        pytest.fail(reason) if os.environ.get("CI") == "true" else pytest.skip(reason)
    return path.read_text(encoding="utf-8")


@pytest.fixture
def site(app):
    """The address of the real app on a server of its own."""
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = Thread(target=server.serve_forever, daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.server_port}"
    server.shutdown()
    thread.join()
    server.server_close()


class Visit:
    """One person's browser window. ``troubles`` is what must not be: policy violations, errors, foreign requests."""

    def __init__(self, browser, site, script, width):
        self.site, self.script, self.width = site, script, width
        self.context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(10_000)
        self.troubles: list[str] = []
        self.page.on("console", self.hear)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))
        self.page.on("request", self.watch)

    def hear(self, message):
        """A refusal's own status is no trouble; anything else in red or yellow is."""
        status = message.text.partition("status of ")[2][:3]
        refused = message.text.startswith("Failed to load resource") and status in ("409", "422", "429")
        if message.type in ("error", "warning") and not refused:
            self.troubles.append(message.text)

    def watch(self, request):
        if not request.url.startswith((self.site, "data:")):
            self.troubles.append(f"foreign request: {request.url}")

    def go(self, path):
        self.page.goto(path)

    def look(self, name):
        """The page, once its styles are there, fits the window's width; keep a picture when asked."""
        self.page.wait_for_load_state("load")  # a click does not wait for the next page's style sheets
        wide = self.page.evaluate("document.documentElement.scrollWidth")
        assert wide <= self.width, f"{name} is {wide} px wide"
        folder = os.environ.get("SCREENSHOTS")
        if folder:
            way = "script" if self.script else "no-script"
            self.page.screenshot(path=Path(folder) / f"{name}-{way}-{self.width}.png", full_page=True)

    def text(self, selector="main"):
        return self.page.locator(selector).inner_text()


@pytest.fixture(params=WAYS)
def visit(request, chromium, site):
    window = Visit(chromium, site, *request.param)
    yield window
    window.context.close()
    assert window.troubles == []
