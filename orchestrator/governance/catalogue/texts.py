"""Texts that belong to a process: its notices. Content, read from the process's folder, never written here."""

from functools import lru_cache

from orchestrator.core.settings import settings
from orchestrator.governance.catalogue.rules_host import rules_host


@lru_cache(maxsize=64)
def notice_template(process: str, channel: str, language: str = "sv") -> str:
    """The text of a process's notice, with `{municipality}` in it. An e-mail's first line is its subject."""
    named = rules_host().describe(process)["notices"][channel]
    path = settings().processes_root / "processes" / process / named.get(language, named["sv"])
    return path.read_text().strip()
