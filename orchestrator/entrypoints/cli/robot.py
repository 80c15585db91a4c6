"""`coe robot`: publish a package."""

import typer

from orchestrator.core.db import Database, Scope
from orchestrator.core.settings import ROOT, settings
from orchestrator.governance.packages import service as packages

app = typer.Typer(help="Robot packages.", no_args_is_help=True)


@app.command()
def publish(package: str) -> None:
    """Archive, hash, sign and keep a package as it stands."""
    with Database(settings().database).session(Scope.steward("cli")) as session:
        release = packages.publish(session, ROOT, package)
        print(f"{release.package} {release.version} is published, sha256 {release.sha256}.")
