"""`coe process`: the rules alone, without server or robot."""

import json
from datetime import date
from pathlib import Path
from typing import Annotated, Any

import typer
import yaml

from orchestrator.core.clock import today
from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.cli import region
from orchestrator.governance.catalogue.rules_host import rules_host

app = typer.Typer(help="Processes: facts, rules and assessments, without server or robot.", no_args_is_help=True)


@app.command()
def schema(process: str) -> None:
    """Print the JSON Schema of a process's facts."""
    _print(rules_host().schema(process))


@app.command()
def assess(
    process: str,
    facts: Annotated[Path, typer.Option(help="A JSON file with the facts.")],
    municipality: Annotated[str, typer.Option(help="The municipality's four-digit code.")],
    on: Annotated[str | None, typer.Option(help="The day whose values apply, for example 2026-11-23.")] = None,
    values: Annotated[Path | None, typer.Option(help="A YAML file with the municipality's dated values.")] = None,
) -> None:
    """Print the assessment of one case as JSON."""
    answer = rules_host().assess(
        process, _facts(facts), municipality, municipal_values(process, municipality, values), _day(on).isoformat()
    )
    _print(answer)


def municipal_values(process: str, code: str, path: Path | None) -> dict[str, Any]:
    """A municipality's dated values, from a file of its own or from the demo's region."""
    if path is not None:
        read: dict[str, Any] = yaml.safe_load(_text(path)) or {}
        return dated(read)
    known = {row["code"]: row for row in region.uses_of(region.read()) if row["process"] == process}
    if code not in known:
        raise BadInput(
            f"Municipality {code!r} is not known here. Known: {', '.join(sorted(known))}. "
            "Give another one's values with --values FILE."
        )
    return dated(known[code]["parameters"])


def dated(values: dict[str, Any]) -> dict[str, Any]:
    """Plain values become dated ones, valid since 2025; lists are taken as they are."""
    return {
        key: value if isinstance(value, list) else [
            {"valid_from": "2025-01-01", "valid_to": None, "value": value, "source": "the municipality's own decision"}
        ]
        for key, value in values.items()
    }  # fmt: skip


def _facts(path: Path) -> dict[str, Any]:
    try:
        read = json.loads(_text(path))
    except json.JSONDecodeError as error:
        raise BadInput(f"{path} is no JSON: {error.msg} in line {error.lineno}.") from None
    if not isinstance(read, dict):
        raise BadInput(f"{path} holds no facts: they are one JSON object. See `coe process schema`.")
    return read


def _text(path: Path) -> str:
    try:
        return path.read_text()
    except OSError as error:
        raise BadInput(f"Cannot read {path}: {error.strerror}.") from None


def _day(text: str | None) -> date:
    if text is None:
        return today()
    try:
        return date.fromisoformat(text)
    except ValueError:
        raise BadInput(f"--on {text!r} is no date: write it as 2026-11-23.") from None


def _print(value: Any) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))
