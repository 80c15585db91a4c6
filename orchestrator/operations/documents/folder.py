"""A watched folder: `DIR/<municipality>/<process>/*.xml`. What is taken is removed, what is refused is moved beside the
reason, and what could not be taken now stays for the next round. Nothing is lost.

A sender writes under another ending (`.part`) and renames when the file is whole; one that does not is waited for.
"""

import re
import time
from collections.abc import Iterator
from pathlib import Path

from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, CoeError
from orchestrator.core.logging import log
from orchestrator.operations.documents import intake

REFUSED = "refused"
_QUIET_SECONDS = 2.0
_MOST_A_ROUND = 50
_CODE = re.compile(r"[0-9]{4}")
_PROCESS = re.compile(r"[a-z][a-z0-9_]*")


def round_of(database: Database, folder: Path, judge: intake.Judge | None = None) -> int:
    """Take what lies there, at most fifty documents; answers how many were taken or refused."""
    done = 0
    for file in _waiting(folder):
        if done == _MOST_A_ROUND:
            break
        code, process = file.parent.parent.name, file.parent.name
        try:
            scope = Scope.of(f"folder:{code}", code)
            taken = intake.take(database, scope, code, process, file.name, file.read_bytes(), judge)
        except BadInput as refusal:
            _refuse(file, refusal.message)
        except (CoeError, OSError) as problem:
            log.warning("document_left", process=process, municipality=code, problem=str(problem))
            continue
        else:
            log.info("document_taken", process=process, municipality=code, item=taken.work_item_id, new=taken.is_new)
            file.unlink()
        done += 1
    return done


def _waiting(folder: Path) -> Iterator[Path]:
    """Whole files, the oldest first."""
    found = [
        file for file in folder.glob("*/*/*.xml")
        if _CODE.fullmatch(file.parent.parent.name) and _PROCESS.fullmatch(file.parent.name) and file.is_file()
        and time.time() - file.stat().st_mtime >= _QUIET_SECONDS
    ]  # fmt: skip
    yield from sorted(found, key=lambda file: (file.stat().st_mtime, file.name))


def _refuse(file: Path, why: str) -> None:
    place = file.parent / REFUSED
    place.mkdir(exist_ok=True)
    target = place / file.name
    number = 1
    while target.exists():  # another of that name was refused before: both are kept
        number += 1
        target = place / f"{file.stem}-{number}{file.suffix}"
    target.with_name(f"{target.name}.txt").write_text(f"{why}\n")
    file.rename(target)
