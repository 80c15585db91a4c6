"""The official rule sets for e-invoices that are installed here: EN 16931 and Peppol BIS Billing 3, as compiled XSLT.

They are not ours to publish, so a Center fetches them where they are published and installs them, once and for each new
version (`coe invoice-rules install`). Each is kept under the hash of its content, and is verified before each use.
"""

import hashlib
import io
import json
import re
import zipfile
from collections.abc import Iterator
from dataclasses import asdict, dataclass
from pathlib import Path

from orchestrator.core import xml
from orchestrator.core.errors import BadInput, TooLarge
from orchestrator.core.fetch import fetch
from orchestrator.core.settings import settings

LARGEST = 20 * 1024 * 1024
_FOLDER = "invoice-rules"
_LIST = "installed.json"
_TRANSFORM = ("{http://www.w3.org/1999/XSL/Transform}stylesheet", "{http://www.w3.org/1999/XSL/Transform}transform")
# What a set is told by: words that every version of it has, and its own way of saying which version it is.
_KNOWN = {
    "EN 16931 (UBL)": (b"[BR-CO-10]", re.compile(rb"Schematron version ([0-9][0-9.]*[0-9])")),
    "Peppol BIS Billing 3": (b"PEPPOL-EN16931-R003", re.compile(rb"release ([0-9][0-9.]*[0-9])")),
}
NAMES = tuple(_KNOWN)


@dataclass(frozen=True)
class RuleSet:
    """One installed set. `sha256` is of the XSLT as it was installed."""

    name: str
    version: str
    sha256: str

    @property
    def path(self) -> Path:
        return _home() / f"{self.sha256}.xslt"


def installed() -> list[RuleSet]:
    """What is installed, in the order in which the sets are asked; empty when nothing is."""
    path = _home() / _LIST
    if not path.is_file():
        return []
    found = [RuleSet(**one) for one in json.loads(path.read_text())]
    return sorted(found, key=lambda one: NAMES.index(one.name))


def whole() -> list[RuleSet]:
    """The installed sets if both are there, their files as they were installed; else an empty list: half of the rules
    would call an invoice valid that is not. BadInput when a file was changed since."""
    found = installed()
    if [one.name for one in found] != list(NAMES):
        return []
    for one in found:
        if not one.path.is_file() or hashlib.sha256(one.path.read_bytes()).hexdigest() != one.sha256:
            raise BadInput(f"The rules {one.name} {one.version} are not as they were installed. Install them again.")
    return found


def install(source: str, version: str = "") -> list[RuleSet]:
    """Install what is found in a folder, a file, a zip file or at an https address; a set that is there is replaced.

    `version` says which version the rules are where their own text does not. Answers what was installed.
    """
    sources = dict(_files(source))
    found = [one for name, content in sources.items() if (one := _recognised(name, content, sources, version))]
    if not found:
        raise BadInput(
            f"{source} holds no rule set that is known here: the compiled XSLT of {' or of '.join(NAMES)}. A .sch file "
            "is the rules as they are published: compile it with SchXslt, and install what that gives."
        )
    home = _home()
    home.mkdir(parents=True, exist_ok=True)
    kept = {one.name: one for one in installed()}
    for rules, content in found:
        rules.path.write_bytes(content)
        kept[rules.name] = rules
    part = home / f"{_LIST}.part"
    part.write_text(json.dumps([asdict(one) for one in kept.values()], indent=2) + "\n")
    part.replace(home / _LIST)  # the list is whole or as it was
    return [rules for rules, _content in found]


def _home() -> Path:
    return settings().home.resolve() / _FOLDER


def _recognised(
    name: str, content: bytes, sources: dict[str, bytes], version: str
) -> tuple[RuleSet, bytes] | None:  # fmt: skip
    """The set that this file is; None for anything else. A schematron beside it may say the version."""
    if not name.endswith((".xslt", ".xsl")):
        return None
    if xml.parse(content, name).tag not in _TRANSFORM:
        return None
    for called, (mark, says) in _KNOWN.items():
        if mark in content:
            beside = sources.get(re.sub(r"\.xslt?$", ".sch", name), b"")
            told = version or _first(says, content) or _first(says, beside)
            if not told:
                raise BadInput(f"{name} does not say which version it is. Say it with --version.")
            return RuleSet(called, told, hashlib.sha256(content).hexdigest()), content
    return None


def _first(pattern: re.Pattern[bytes], text: bytes) -> str:
    found = pattern.search(text)
    return found[1].decode() if found else ""


def _files(source: str) -> Iterator[tuple[str, bytes]]:
    """Every file of the source: (name without folders, content)."""
    if source.startswith("https://"):
        name, content = source.rsplit("/", 1)[1] or "rules", fetch(source, most=LARGEST).content
        yield from _unpacked(name, content)
        return
    path = Path(source)
    if path.is_dir():
        for inside in sorted(path.rglob("*")):
            if inside.is_file() and inside.suffix in (".xslt", ".xsl", ".sch"):
                yield inside.name, _bounded(inside)
    elif path.is_file():
        beside = path.with_suffix(".sch")
        if beside.is_file() and beside != path:
            yield beside.name, _bounded(beside)
        yield from _unpacked(path.name, _bounded(path))
    else:
        raise BadInput(f"There is nothing at {source}. Give a folder, a file, a zip file or an https address.")


def _bounded(path: Path) -> bytes:
    if path.stat().st_size > LARGEST:
        raise TooLarge(f"{path.name} is larger than {LARGEST // 1024**2} MB: no rule set is.")
    return path.read_bytes()


def _unpacked(name: str, content: bytes) -> Iterator[tuple[str, bytes]]:
    if not zipfile.is_zipfile(io.BytesIO(content)):
        yield name, content
        return
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        for inside in archive.infolist():
            if inside.filename.endswith((".xslt", ".xsl", ".sch")):
                if inside.file_size > LARGEST:
                    raise TooLarge(f"{inside.filename} is larger than {LARGEST // 1024**2} MB: no rule set is.")
                yield inside.filename.rsplit("/", 1)[-1], archive.read(inside)
