"""`coe invoice-rules`: the official rule sets for e-invoices, installed once and for each new version."""

from typing import Annotated

import typer

from orchestrator.entrypoints.cli import show
from orchestrator.operations.documents import rule_sets

app = typer.Typer(help="The official rules for e-invoices: EN 16931 and Peppol BIS Billing 3.", no_args_is_help=True)
_NONE = (
    "No rules are installed: every invoice goes to a person. Fetch the compiled XSLT of EN 16931 "
    "(eInvoicing-EN16931) and of Peppol BIS Billing 3, and install them: coe invoice-rules install PATH."
)


@app.command()
def install(
    source: Annotated[str, typer.Argument(help="A folder, an .xslt file, a zip file, or an https address of one.")],
    version: Annotated[str, typer.Option(help="Which version it is, where the rules do not say it themselves.")] = "",
) -> None:
    """Install rule sets. One that is there already is replaced; its hash is kept and checked before each use.

    Example: coe invoice-rules install rules/
    """
    for one in rule_sets.install(source, version):
        print(f"{one.name} {one.version} is installed. sha256 {one.sha256}")
    lacking = set(rule_sets.NAMES) - {one.name for one in rule_sets.installed()}
    if lacking:
        print(f"Still missing: {', '.join(sorted(lacking))}. Until both are here no invoice is called valid.")


@app.command("show")
def show_installed(as_json: show.AsJson = False) -> None:
    """Which rule sets are installed, and which versions. Example: coe invoice-rules show"""
    found = rule_sets.installed()
    rows = [{"name": one.name, "version": one.version, "sha256": one.sha256} for one in found]
    show.rows(rows, {"name": "rules", "version": "version", "sha256": "sha256"}, as_json, _NONE)
