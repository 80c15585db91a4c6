"""A process as a folder: manifest, facts, rules, parameters and texts, loaded once and checked."""

import importlib
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from types import ModuleType
from typing import Any

import yaml

from processes.kit.assessment import Assessment
from processes.kit.errors import DocumentRefused, FactsInvalid, ProcessUnknown, RoundsUnknown, problem
from processes.kit.municipal import Municipal
from processes.kit.parameters import NEED_CONFIRMATION, Parameters, load_parameters
from processes.kit.text import Texts, load_texts

PROCESSES = Path(__file__).resolve().parents[1]
_NAME = re.compile(r"[a-z][a-z0-9_]*")
_MUNICIPALITY = re.compile(r"[0-9]{4}")


@dataclass(frozen=True)
class Context:
    """What rules get beside the facts."""

    manifest: Mapping[str, Any]
    parameters: Parameters
    municipal: Municipal
    texts: Texts
    municipality: str
    on: date


@dataclass(frozen=True)
class Process:
    """One process, ready to assess."""

    name: str
    manifest: Mapping[str, Any]
    parameters: Parameters
    texts: Texts
    form: Mapping[str, Any]
    read: Callable[[Any], Any]
    json_schema: Callable[[], dict[str, Any]]
    rules: Callable[[Any, Context], Assessment]
    documents: ModuleType | None = None
    rounds: ModuleType | None = None

    def assess(self, facts: Any, municipality: str, config: Mapping[str, Any], on: date) -> Assessment:
        """The assessment of one case. Raises FactsInvalid with every problem, or ParameterMissing."""
        if not _MUNICIPALITY.fullmatch(municipality):
            raise FactsInvalid([problem(
                "municipality", f"{municipality!r} is no municipality code: write four digits, for example 1287.",
                f"{municipality!r} är ingen kommunkod: skriv fyra siffror, till exempel 1287.",
            )])  # fmt: skip
        context = Context(self.manifest, self.parameters, Municipal(config), self.texts, municipality, on)
        return self.rules(self.read(facts), context)

    def read_document(self, content: bytes) -> dict[str, Any]:
        """A document that came in, as the process reads it: `{"reference", "payload"}`. Raises DocumentRefused."""
        found: dict[str, Any] = self._documents().read(content)
        return found

    def sheet(self, payload: Mapping[str, Any], reasons: list[Any]) -> dict[str, Any]:
        """The document of a case as a person reads it, with each finding at its place: `{"title", "blocks"}`."""
        found: dict[str, Any] = self._documents().sheet(payload, reasons, self.texts)
        return found

    def lay_round(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """A round computed for people to decide on: `{"input", "result", "settled"}`. Raises RoundsUnknown."""
        found: dict[str, Any] = self._rounds().lay(told, self.texts, self.manifest["version"])
        return found

    def after_answer(self, told: Mapping[str, Any]) -> dict[str, Any]:
        """What becomes of a case when its offer has been answered: `{"stays": whether it takes part again}`."""
        found: dict[str, Any] = self._rounds().after_answer(told)
        return found

    def _rounds(self) -> ModuleType:
        if self.rounds is None:
            raise RoundsUnknown(f"The process {self.name} has no rounds.")
        return self.rounds

    def _documents(self) -> ModuleType:
        if self.documents is None:
            raise DocumentRefused(
                "no_documents", f"The process {self.name} takes no documents.",
                f"Processen {self.name} tar inte emot dokument.",
            )  # fmt: skip
        return self.documents

    def describe(self) -> dict[str, Any]:
        """The manifest, the caseworker's form, every version of every parameter, and which need confirmation."""
        versions = [version.as_json() for version in self.parameters]
        unsure = sorted({version["key"] for version in versions if version["confidence"] in NEED_CONFIRMATION})
        return {
            **self.manifest, "parameters": versions, "to_confirm": unsure, "form": dict(self.form),
            "takes_documents": self.documents is not None, "has_rounds": self.rounds is not None,
        }  # fmt: skip


def names() -> list[str]:
    """The processes that have a folder."""
    return sorted(path.parent.name for path in PROCESSES.glob("*/process.yaml"))


def load(name: str) -> Process:
    """The process, or ProcessUnknown with the names that exist."""
    if not _NAME.fullmatch(name) or name not in names():
        raise ProcessUnknown(f"There is no process {name!r}: choose one of {', '.join(names())}.")
    folder = PROCESSES / name
    facts = importlib.import_module(f"processes.{name}.facts")
    rules = importlib.import_module(f"processes.{name}.rules")
    manifest = yaml.safe_load((folder / "process.yaml").read_text(encoding="utf-8"))
    form = folder / "form.yaml"
    return Process(
        name=name, manifest=manifest, form=yaml.safe_load(form.read_text(encoding="utf-8")) if form.exists() else {},
        parameters=load_parameters(folder), texts=load_texts(folder, manifest.get("municipal_parameters", {})),
        read=facts.read, json_schema=facts.json_schema, rules=rules.assess,
        documents=_part(folder, "documents"), rounds=_part(folder, "rounds"),
    )  # fmt: skip


def _part(folder: Path, part: str) -> ModuleType | None:
    """What only some processes have: documents that come in, rounds that rank."""
    return importlib.import_module(f"processes.{folder.name}.{part}") if (folder / f"{part}.py").exists() else None
