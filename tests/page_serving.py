"""Serves the page from a real server, and shows it in a real browser."""

import importlib.util
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Final

import pytest
from playwright.sync_api import Browser, BrowserContext, ConsoleMessage, Page, sync_playwright

from api.configuration import Server
from api.http.app import make_app
from api.http.doorkeeper import Doorkeeper
from api.http.rulebook import Rulebook
from api.http.served import Served, prepared
from api.http.server import HttpServer
from api.tokens import FILE_NAME, TokenFile

CHROMIUM: Final = Path("/usr/bin/chromium")

NEEDS_CHROMIUM: Final = pytest.mark.skipif(
    not CHROMIUM.exists(), reason=f"no Chromium: {CHROMIUM} is not there"
)

NEEDS_AXE: Final = pytest.mark.skipif(
    importlib.util.find_spec("axe_playwright_python") is None,
    reason="no axe: axe-playwright-python is not installed",
)

WAIT_MS: Final = 60_000
"""How long a busy machine may take to show something."""


@contextmanager
def serving(db: Path, configuration: Path | None = None) -> Iterator[str]:
    """Serve a history, with the rules and zones of a configuration, at a free port of this machine."""
    tokens = TokenFile(db.parent / FILE_NAME)
    served = Served(prepared(db), rulebook=Rulebook(configuration))
    server = HttpServer(make_app(served, Doorkeeper(tokens, is_local=True)), Server(port=0))
    server.start()
    try:
        yield server.url
    finally:
        server.stop()


@contextmanager
def chromium() -> Iterator[Browser]:
    """Run the browser."""
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=CHROMIUM, args=["--no-sandbox"])
        yield browser
        browser.close()


class Reader:
    """Somebody who looks at the page; what goes wrong in the browser is written down.

    Args:
        browser: What it is shown in.
        url: Where the page is.
        language: The browser's.
        size: Of the window, in pixels.
        is_dark: The device prefers dark colours.
    """

    def __init__(
        self,
        browser: Browser,
        url: str,
        *,
        language: str = "en-GB",
        size: tuple[int, int] = (1280, 900),
        is_dark: bool = False,
    ) -> None:
        self.url = url
        self.troubles: list[str] = []
        self._context: BrowserContext = browser.new_context(
            locale=language, timezone_id="Europe/Berlin", viewport={"width": size[0], "height": size[1]},
            color_scheme="dark" if is_dark else "light", reduced_motion="reduce",
        )  # fmt: skip
        self._context.set_default_timeout(WAIT_MS)
        self.page: Page = self._context.new_page()
        self.page.on("console", self._note)
        self.page.on("pageerror", lambda error: self.troubles.append(str(error)))

    def go(self, place: str, heading: str | None = None) -> Page:
        """Go to a place (`events?label=person`) and wait until it is shown."""
        self.page.goto(f"{self.url}#/{place}")
        self.page.locator(f"main[data-shown='#/{place}']").wait_for()
        self.page.locator("h1", has_text=heading).first.wait_for()
        return self.page

    def close(self) -> None:
        """Close the window."""
        self._context.close()

    def _note(self, message: ConsoleMessage) -> None:
        if message.type in {"error", "warning"}:
            self.troubles.append(f"{message.text} ({message.location.get('url')})")
