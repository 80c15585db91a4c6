"""A real browser on a real server: the town on a temporary database, the portal in a thread."""

import os
import shutil
import threading
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import uvicorn
from playwright.sync_api import Page

from orchestrator.entrypoints.app import create_app
from tests.journeys.furnished import copy_of_town
from tests.journeys.town import PASSWORD, Town
from tests.support.ports import free_port

_CHROMIUM = os.environ.get("COE_CHROMIUM") or shutil.which("chromium-headless-shell") or shutil.which("chromium")
_ARGUMENTS = [
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync", "--disable-dev-shm-usage",
]  # fmt: skip


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args: dict[str, Any]) -> dict[str, Any]:
    told = {**browser_type_launch_args, "args": _ARGUMENTS}
    return told | {"executable_path": _CHROMIUM, "chromium_sandbox": False} if _CHROMIUM else told


@dataclass
class Site:
    """The town and where its portal answers."""

    town: Town
    url: str


@pytest.fixture
def site(sqlite_template: Path, tmp_path: Path) -> Iterator[Site]:
    town = copy_of_town(sqlite_template, tmp_path)
    port = free_port()
    server = uvicorn.Server(
        uvicorn.Config(
            create_app(town.database, background=False), port=port, log_level="error", timeout_graceful_shutdown=1
        )
    )
    thread = threading.Thread(target=server.run, daemon=True)
    thread.start()
    while not server.started and thread.is_alive():
        time.sleep(0.02)
    yield Site(town, f"http://127.0.0.1:{port}")
    server.should_exit = True
    thread.join(timeout=10)
    town.database.dispose()


@pytest.fixture
def complaints(page: Page) -> Iterator[list[str]]:
    """What the browser's console complains of: a broken policy is an error, and no test passes with one."""
    found: list[str] = []
    page.on("console", lambda said: found.append(said.text) if said.type in ("error", "warning") else None)
    page.on("pageerror", lambda error: found.append(str(error)))
    yield found
    assert found == []


@pytest.fixture
def visit(page: Page, site: Site, complaints: list[str]) -> Any:
    """Sign in as somebody, by hand."""
    del complaints

    def sign_in(username: str) -> Page:
        page.goto(f"{site.url}/sign-in")
        page.locator("#username").fill(username)
        page.locator("#password").fill(PASSWORD)
        page.locator("#password").press("Enter")
        page.wait_for_url(f"{site.url}/")
        return page

    return sign_in
