"""What another release changes for a municipality, read from the two manifests. Pure."""

from dataclasses import dataclass
from typing import Any

from orchestrator.governance.catalogue.form import Text, groups_of
from orchestrator.governance.packages.queries import number_of

Manifest = dict[str, Any]


@dataclass(frozen=True)
class Difference:
    """`news`: the changelog's texts, the newest version first. Fields by their titles; `to_fill` are new and must have
    a value before the release can be taken. `unchanged`: nothing of what a municipality sees is another."""

    news: tuple[tuple[str, tuple[Text, ...]], ...]
    added: tuple[Text, ...]
    removed: tuple[Text, ...]
    to_fill: tuple[Text, ...]
    secrets: tuple[str, ...]
    effects: tuple[str, ...]
    effects_gone: tuple[str, ...]
    modes_gone: tuple[str, ...]
    schema_major: tuple[int, int] | None

    @property
    def unchanged(self) -> bool:
        parts = (self.added, self.removed, self.secrets, self.effects, self.effects_gone, self.modes_gone)
        return not any(parts) and self.schema_major is None


def difference(former: Manifest, coming: Manifest) -> Difference:
    """From one release to another; backwards too, for a roll back."""
    had = {field.name: field for group in groups_of(former.get("configuration")) for field in group.fields}
    has = {field.name: field for group in groups_of(coming.get("configuration")) for field in group.fields}
    majors = (int(former.get("schema_major") or 0), int(coming.get("schema_major") or 0))
    return Difference(
        news=_news(coming, str(former["version"]) if "version" in former else ""),
        added=tuple(field.title for name, field in has.items() if name not in had),
        removed=tuple(field.title for name, field in had.items() if name not in has),
        to_fill=tuple(field.title for name, field in has.items() if name not in had and field.required),
        secrets=_more(former, coming, "secrets"), effects=_more(former, coming, "effects"),
        effects_gone=_more(coming, former, "effects"), modes_gone=_more(coming, former, "modes"),
        schema_major=majors if majors[0] != majors[1] else None,
    )  # fmt: skip


def step(former: str, coming: str) -> str:
    """major | minor | patch: how far apart two versions are."""
    old, new = (*number_of(former), 0, 0, 0)[:3], (*number_of(coming), 0, 0, 0)[:3]
    return "major" if old[0] != new[0] else "minor" if old[1] != new[1] else "patch"


def _news(coming: Manifest, after: str) -> tuple[tuple[str, tuple[Text, ...]], ...]:
    """`changelog` is [{version, changes: [text]}] or {version: [text]}; what is had already is left out."""
    told = coming.get("changelog") or []
    entries = [{"version": version, "changes": texts} for version, texts in told.items()] if isinstance(
        told, dict) else told  # fmt: skip
    found = [
        (str(entry["version"]), tuple(_texts(entry)))
        for entry in entries
        if not after or number_of(str(entry["version"])) > number_of(after)
    ]
    return tuple(sorted(found, key=lambda entry: number_of(entry[0]), reverse=True))


def _texts(entry: Manifest) -> list[Text]:
    told = entry.get("changes") or entry.get("text") or []
    if isinstance(told, dict) and all(isinstance(texts, list) for texts in told.values()):
        languages = sorted(told)
        return [dict(zip(languages, texts, strict=False)) for texts in zip(*(told[name] for name in languages),
                                                                          strict=False)]  # fmt: skip
    return [told] if isinstance(told, str | dict) else list(told)


def _more(former: Manifest, coming: Manifest, name: str) -> tuple[str, ...]:
    return tuple(value for value in coming.get(name) or [] if value not in (former.get(name) or []))
