"""One person's browser window, and what must not happen in it."""

import os
from pathlib import Path

from playwright.sync_api import expect

PATIENCE = 15_000  # milliseconds, on a busy machine too; what is there at once waits for nothing
expect.set_options(timeout=PATIENCE)


class Visit:
    """One person's browser window. ``troubles`` is what must not be: policy violations, errors, foreign requests."""

    def __init__(self, browser, site, script, width):
        self.site, self.script, self.width = site, script, width
        self.context = browser.new_context(
            java_script_enabled=script, viewport={"width": width, "height": 900}, locale="zh-CN", base_url=site
        )
        self.page = self.context.new_page()
        self.page.set_default_timeout(PATIENCE)
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
