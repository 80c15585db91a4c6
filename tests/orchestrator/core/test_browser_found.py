"""Which browser is started, and when there is a window to watch a robot in."""

import shutil

import pytest

from orchestrator.core.browser import find_chromium, find_windowed

HEADLESS = "/usr/bin/chromium-headless-shell"


@pytest.fixture(autouse=True)
def _known(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("DISPLAY", "WAYLAND_DISPLAY", "COE_CHROMIUM"):
        monkeypatch.delenv(name, raising=False)
    known = {"chromium-headless-shell": HEADLESS, "chromium": "/usr/bin/chromium"}
    monkeypatch.setattr(shutil, "which", known.get)


def test_the_lighter_browser_is_taken_unless_another_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    assert find_chromium() == HEADLESS
    monkeypatch.setenv("COE_CHROMIUM", "/opt/chrome")
    assert find_chromium() == "/opt/chrome"


def test_without_a_screen_there_is_no_window() -> None:
    assert find_windowed() is None


def test_a_window_is_never_looked_for_in_the_headless_shell(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DISPLAY", ":1")
    monkeypatch.setenv("COE_CHROMIUM", HEADLESS)
    assert find_windowed() == "/usr/bin/chromium"
    monkeypatch.setattr(shutil, "which", {"chromium-headless-shell": HEADLESS}.get)
    assert find_windowed() is None


def test_the_one_that_is_named_opens_the_window(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WAYLAND_DISPLAY", "wayland-0")
    monkeypatch.setenv("COE_CHROMIUM", "/opt/chrome")
    assert find_windowed() == "/opt/chrome"
