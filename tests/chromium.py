"""A real Chromium without a screen, as the tests start it.

Debian's headless shell is the same engine without the browser's own interface, of which the whole
browser draws a new one for each window: 0.9 s of CPU, where the shell takes 0.2.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from django.db import connections
from playwright.sync_api import Browser, sync_playwright

PACKAGE = "chromium-headless-shell"


@contextmanager
def chromium() -> Iterator[Browser]:
    """A browser; where there is none, the test fails and says what to install."""
    program = os.environ.get("CHROMIUM", f"/usr/bin/{PACKAGE}")
    if not Path(program).exists():
        pytest.fail(f"{program} is missing. Install it: apt-get install --yes {PACKAGE}")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(
            executable_path=program, args=["--no-sandbox", "--disable-dev-shm-usage"]
        )
        # Under Playwright's loop connections are others (asgiref.local): what an earlier module left
        # open there may lead to a database that is gone.
        connections.close_all()
        try:
            yield browser
        finally:
            browser.close()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """The browser of a module of tests."""
    with chromium() as started:
        yield started
