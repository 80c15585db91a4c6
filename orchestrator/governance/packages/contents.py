"""What differs inside two releases' archives: files by their bytes, and dated values by key and day. Pure."""

import io
import zipfile
from dataclasses import dataclass
from typing import Any

import yaml

_PARAMETERS = "/parameters/"
_AUTHORS_OWN = ("_",)  # keys that hold YAML anchors and no value


@dataclass(frozen=True)
class Value:
    """A dated value that is another: `was` or `becomes` is None where one of the two has none."""

    key: str
    valid_from: str
    was: Any
    becomes: Any
    confidence: str


@dataclass(frozen=True)
class Contents:
    """Files by their names in the archive; parameter files are told by their values."""

    added: tuple[str, ...]
    removed: tuple[str, ...]
    changed: tuple[str, ...]
    values: tuple[Value, ...]

    @property
    def same(self) -> bool:
        return not (self.added or self.removed or self.changed or self.values)


def contents_difference(former: bytes, coming: bytes) -> Contents:
    """From one archive to another."""
    old, new = _files(former), _files(coming)
    return Contents(
        added=tuple(sorted(new.keys() - old.keys())), removed=tuple(sorted(old.keys() - new.keys())),
        changed=tuple(sorted(name for name in old.keys() & new.keys() if old[name] != new[name])),
        values=tuple(_values(old, new)),
    )  # fmt: skip


def _files(archive: bytes) -> dict[str, bytes]:
    with zipfile.ZipFile(io.BytesIO(archive)) as packed:
        return {name: packed.read(name) for name in packed.namelist() if not name.endswith("/")}


def _values(old: dict[str, bytes], new: dict[str, bytes]) -> list[Value]:
    had, has = _dated(old), _dated(new)
    return [
        Value(key, day, (had.get((key, day)) or {}).get("value"), (has.get((key, day)) or {}).get("value"),
              str((has.get((key, day)) or had[key, day]).get("confidence", "")))
        for key, day in sorted(had.keys() | has.keys())
        if had.get((key, day)) != has.get((key, day))
    ]  # fmt: skip


def _dated(files: dict[str, bytes]) -> dict[tuple[str, str], dict[str, Any]]:
    found = {}
    for name, content in files.items():
        if _PARAMETERS not in name:
            continue
        for key, versions in (yaml.safe_load(content) or {}).items():
            if not key.startswith(_AUTHORS_OWN):
                found.update({(key, str(version["valid_from"])): version for version in versions})
    return found
