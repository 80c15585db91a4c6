"""Texts that belong to a process: its notices. Content, read from its release, never written here."""

from sqlalchemy.orm import Session

from orchestrator.governance.catalogue import released


def notice_template(session: Session, municipality: str, process: str, channel: str, language: str = "sv") -> str:
    """The text of a process's notice, with `{municipality}` in it. An e-mail's first line is its subject."""
    words = released.for_words(session, municipality, process)
    named = words.describe(process)["notices"][channel]
    return words.text(process, named.get(language, named["sv"])).strip()
