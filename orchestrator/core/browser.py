"""Where the browser is, with a window and without."""

import os
import shutil


def find_chromium() -> str | None:
    """COE_CHROMIUM, else Debian's headless shell, else its Chromium. None: install chromium-headless-shell."""
    named = os.environ.get("COE_CHROMIUM")
    if named:
        return named
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")


def find_windowed() -> str | None:
    """A Chromium that opens a window on this machine's screen. None: there is no screen, or no such browser."""
    if not (os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")):
        return None
    named = os.environ.get("COE_CHROMIUM", "")
    known = (shutil.which(name) for name in ("chromium", "google-chrome", "chromium-browser"))
    return next(filter(None, known), None) if not named or "headless" in named else named
