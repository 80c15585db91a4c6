"""`coe robot lint`: what is wrong in a package before anybody runs it."""

import json
from dataclasses import asdict
from typing import Annotated

import typer
from rich.console import Console
from rich.table import Table

from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.robot_lint import lint


def lint_it(
    package: Annotated[str, typer.Argument(help="The package's folder below robots/.")],
    as_json: Annotated[bool, typer.Option("--json", help="For programs.")] = False,
) -> None:
    """Style, manifest, secrets, numbers of persons, imports, and names that the manifest and the files share."""
    found = lint(ROOT, package)
    if as_json:
        print(json.dumps([asdict(one) for one in found], ensure_ascii=False, indent=2))
    elif found:
        table = Table("rule", "where", "what, and what to do")
        for one in found:
            table.add_row(one.rule, one.at, one.what)
        Console().print(table)
        print(f"{len(found)} to put right in robots/{package}.")
    else:
        print(f"robots/{package}: nothing to put right.")
    raise typer.Exit(1 if found else 0)
