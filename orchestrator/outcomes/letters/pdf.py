"""HTML to a tagged PDF, by the browser that is here anyway, in a process of its own: heavy work stays outside."""

import subprocess
import tempfile
from pathlib import Path

from orchestrator.core.browser import find_chromium
from orchestrator.core.errors import Unavailable

_FLAGS = (
    "--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-sync",
    "--disable-background-networking", "--disable-component-update", "--no-pdf-header-footer",
    "--export-tagged-pdf", "--generate-pdf-document-outline",
)  # fmt: skip
_TIMEOUT_SECONDS = 30


def to_pdf(html: str) -> bytes:
    """The PDF of a page that names nothing outside itself; tagged, so that a screen reader can read it."""
    browser = find_chromium()
    if browser is None:
        raise Unavailable("There is no browser to make the PDF with: install Debian's package chromium-headless-shell.")
    with tempfile.TemporaryDirectory(prefix="coe-letter-") as folder:
        source, target = Path(folder) / "letter.html", Path(folder) / "letter.pdf"
        source.write_text(html)
        try:
            subprocess.run(
                [browser, *_FLAGS, f"--user-data-dir={folder}/profile", f"--print-to-pdf={target}", source.as_uri()],
                check=True, capture_output=True, timeout=_TIMEOUT_SECONDS,
            )  # fmt: skip
            return target.read_bytes()
        except (subprocess.SubprocessError, FileNotFoundError):
            raise Unavailable(
                "The PDF could not be made just now. Read the letter on the page, or try again."
            ) from None
