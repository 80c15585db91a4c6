"""One robot process on this machine, on file work items: what `coe robot run` and `coe robot test` both start."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from orchestrator.core.browser import find_chromium
from orchestrator.core.errors import BadInput
from orchestrator.core.settings import ROOT
from orchestrator.entrypoints.cli import region
from orchestrator.entrypoints.cli.furnish import ROBOT_PASSWORD
from orchestrator.entrypoints.cli.laptop import laptop_api, serve
from orchestrator.entrypoints.cli.process import dated, municipal_values

Json = dict[str, Any]


@dataclass(frozen=True)
class Package:
    """A robot package's folder, and what its manifest says."""

    name: str
    folder: Path
    manifest: Json

    @property
    def vendors(self) -> list[str]:
        """The vendors it can be tried with: those of the property that its test configuration leaves open, the one that
        it names, or one without a name."""
        told = self.manifest.get("testbed", {}).get("configuration", {})
        schema = self.manifest.get("configuration", {}).get("properties", {})
        for system, values in told.items():
            for name, value in values.items():
                if value == "{vendor}":
                    return [str(one) for one in schema[system]["properties"][name]["enum"]]
        named = [str(values["vendor"]) for values in told.values() if "vendor" in values]
        return named[:1] or [""]

    def configuration(self, testbed: str, vendor: str) -> Json:
        """The configuration that points at the test environment."""
        told = self.manifest.get("testbed", {}).get("configuration")
        if not told:
            raise BadInput(f"manifest.yaml of {self.name} does not say how it is tried: add `testbed: configuration:`.")
        return region.filled(told, testbed, vendor)

    def task(self, role: str) -> str | None:
        """The task with this role: collect, handle, connect."""
        found = self.manifest.get("tasks", {}).get(role)
        return str(found) if found else None


def package_of(name: str, root: Path = ROOT) -> Package:
    """Raises BadInput when there is no such package, or its manifest cannot be read."""
    folder = root / "robots" / name
    if not (folder / "robot.yaml").is_file() or not (folder / "manifest.yaml").is_file():
        raise BadInput(f"There is no robot package {name!r}: robots/{name}/robot.yaml and manifest.yaml are needed.")
    try:
        manifest = yaml.safe_load((folder / "manifest.yaml").read_text())
    except yaml.YAMLError as error:
        raise BadInput(f"robots/{name}/manifest.yaml cannot be read: {error}") from None
    if not isinstance(manifest, dict):
        raise BadInput(f"robots/{name}/manifest.yaml holds no fields. Look at another package's.")
    return Package(name, folder, manifest)


@dataclass
class Start:
    """What one robot gets. `values` are a municipality's dated values; the package's own of its test if left out."""

    testbed: str
    vendor: str
    municipality: str
    output: Path
    items: Path
    values: Json | None = None
    quiet: bool = False
    env: dict[str, str] = field(default_factory=dict)


def on_a_laptop() -> None:
    """A laptop seals nothing: it needs no secret of the platform's."""
    os.environ.setdefault("COE_DEMO", "1")


def start(package: Package, task: str, wanted: Start) -> tuple[int, list[Json]]:
    """Run one task to its end; answers the robot's exit code and its record of every item."""
    on_a_laptop()
    process, values = str(package.manifest.get("process") or package.name), wanted.values
    if values is None:
        own = package.manifest.get("testbed", {}).get("parameters")
        values = dated(own) if own else _of_region(process, wanted.municipality)
    account = {"username": f"robot-{wanted.municipality}", "password": ROBOT_PASSWORD}
    configuration = package.configuration(wanted.testbed, wanted.vendor)
    api = laptop_api(process, wanted.municipality, values, configuration, account)
    wanted.output.mkdir(parents=True, exist_ok=True)
    record = wanted.output / "work_items_record.json"
    record.unlink(missing_ok=True)
    command = [
        sys.executable,
        "-m",
        "robot",
        "--outputdir",
        str(wanted.output.resolve()),
        "--task",
        task,
        "tasks.robot",
    ]
    with serve(api) as address:
        env = _environment(address, package, wanted)
        told = subprocess.DEVNULL if wanted.quiet else None
        done = subprocess.run(command, cwd=package.folder, env=env, check=False, stdout=told, stderr=told)
    return done.returncode, json.loads(record.read_text()) if record.exists() else []


def _of_region(process: str, municipality: str) -> Json:
    """The demo's values of a process that it has; a package's first process has none, and needs none to start."""
    known = {row["process"] for row in region.uses_of(region.read())}
    return municipal_values(process, municipality, None) if process in known else {}


def _environment(address: str, package: Package, wanted: Start) -> dict[str, str]:
    return os.environ | {
        "PYTHONPATH": str(ROOT), "COE_API_URL": address, "COE_RUN_TOKEN": "laptop",
        "COE_RUN_ID": f"laptop-{os.getpid()}", "COE_MUNICIPALITY": wanted.municipality, "COE_PROCESS": package.name,
        "COE_CHROMIUM": find_chromium() or "", "COE_TODAY": os.environ.get("COE_TODAY", "2026-11-23"),
        "ROBOT_ARTIFACTS": str(wanted.output.resolve()), "ROBOT_ROOT": str(package.folder),
        "RPA_WORKITEMS_ADAPTER": "shared_library.work_items.FileCases",
        "RPA_INPUT_WORKITEM_PATH": str(wanted.items.resolve()),
        "RPA_OUTPUT_WORKITEM_PATH": str((wanted.output / "work-items-out.json").resolve()),
        "RPA_SECRET_MANAGER": "shared_library.vault.PlatformVault",
    } | wanted.env  # fmt: skip
