"""`coe doctor`: is everything up, and if not, what to do."""

import httpx
import typer
from rich.console import Console
from rich.table import Table

from orchestrator.core.browser import find_chromium
from orchestrator.core.settings import settings


def doctor() -> None:
    """Ask every part for its health."""
    use = settings()
    checks = [
        ("Prefect server", f"{use.prefect_api_url}/health", "coe prefect"),
        ("worker", f"http://{use.host}:{use.worker_health_port}/health", "coe worker"),
        ("portal", f"{use.portal_url}/health", "coe portal"),
        ("testbed", f"{use.testbed_url}/health", "coe testbed"),
    ]
    table = Table("part", "state", "what to do")
    sick = 0
    for name, url, command in checks:
        well = answers(url)
        sick += not well
        table.add_row(
            name,
            "answers" if well else "does not answer",
            "" if well else f"start it with `{command}`, or all with `coe up`",
        )
    browser = find_chromium()
    sick += browser is None
    table.add_row("browser", browser or "missing", "" if browser else "apt-get install chromium-headless-shell")
    Console().print(table)
    if sick:
        raise typer.Exit(1)


def answers(url: str) -> bool:
    """Whether a health address answers 200 within two seconds."""
    try:
        return httpx.get(url, timeout=2).status_code == httpx.codes.OK
    except httpx.HTTPError:
        return False
