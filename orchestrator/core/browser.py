"""Where the browser is."""

import os
import shutil


def find_chromium() -> str | None:
    """COE_CHROMIUM, else Debian's headless shell, else its Chromium. None: install chromium-headless-shell."""
    named = os.environ.get("COE_CHROMIUM")
    if named:
        return named
    return shutil.which("chromium-headless-shell") or shutil.which("chromium")
