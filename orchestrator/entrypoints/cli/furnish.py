"""Furnish a database from a region file: municipalities, subscriptions, people, baselines."""

from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy.orm import Session

from orchestrator.core.db import Database, Scope, act_as, scope_of
from orchestrator.core.settings import settings
from orchestrator.entrypoints.cli import region as region_file
from orchestrator.entrypoints.cli.furnish_releases import publish_all
from orchestrator.entrypoints.cli.process import dated
from orchestrator.governance.catalogue import lifecycle, readiness
from orchestrator.governance.catalogue import service as catalogue
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people import service as people
from orchestrator.governance.people.rules import Role
from orchestrator.governance.vault import secrets
from orchestrator.outcomes.benefits import baselines
from orchestrator.outcomes.trials import service as trials

REGION = region_file.REGION
DEMO_PASSWORD = "demo-lösenord-2026"  # noqa: S105 - printed for everyone who runs the demo
ROBOT_PASSWORD = "robot-demo-2026"  # noqa: S105 - the invented vendor's robot account in the testbed
_BASELINES_SINCE = date(2026, 1, 1)


def furnish(database: Database, region: Path = REGION) -> dict[str, Any]:
    """Everything the region file names; answers the file's content."""
    content = region_file.read(region)
    uses = region_file.uses_of(content)
    with database.session(Scope.steward("furnish")) as session:
        for row in content["municipalities"]:
            catalogue.add_municipality(session, row["code"], row["name"], row["inhabitants"])
        owners = {}
        for row in content["people"]:
            person = people.add_person(session, row["username"], row["name"], DEMO_PASSWORD)
            people.grant_role(session, person, Role(row["role"]), row["municipality"], row.get("process"))
            if row["role"] == Role.BUSINESS_OWNER.value:
                owners[row["municipality"]] = f"person:{person.id}"
    packages = sorted({row["process"] for row in uses})
    releases = {package: publish_all(database, package, content["releases"]) for package in packages}
    with database.session(Scope.steward("furnish")) as session:
        for row in uses:
            release = session.get_one(Release, releases[row["process"]])
            _subscriber(session, row, release, owners[row["code"]])
    return content


def _subscriber(session: Session, row: dict[str, Any], release: Release, owner: str) -> None:
    code, process = row["code"], row["process"]
    for name in release.manifest["secrets"]:
        secrets.put(session, code, name, {"username": f"robot-{code}", "password": ROBOT_PASSWORD})
    for baseline in row["baselines"]:
        baselines.add(session, code, process, _BASELINES_SINCE, **baseline)
    for outcome, minutes in row["standard_minutes"].items():
        baselines.add_standard(
            session, code, process, _BASELINES_SINCE, outcome, minutes, author="L. Persson", approver="M. Friberg"
        )
    _subscribe(session, row, release, owner)


def _subscribe(session: Session, row: dict[str, Any], release: Release, owner: str) -> None:
    """The road that every municipality goes: prepared, in trial, and live when its business owner has approved what
    somebody else asked for. What the demo's towns say is in place stands in the region file."""
    uses = lifecycle.request(session, row["code"], row["process"], release)
    configuration = region_file.filled(row["configuration"], settings().testbed_url, row["vendor"])
    lifecycle.configure(
        session, uses, configuration=configuration, parameters=dated(row["parameters"]), schedules=row["schedules"]
    )
    for check in readiness.CHECKS:
        readiness.record(session, uses, check.name, row["in_place"])
    trials.start_trial(session, uses)
    if row["mode"] == "shadow":
        return
    lifecycle.ask_for_mode(session, uses, row["mode"], row["ground"])
    asker = scope_of(session).actor
    act_as(session, owner)
    trials.go_live(session, uses, row["live_without_limit"])
    act_as(session, asker)
