"""`coe queue add`: cases from a file or from standard input, all or none."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from pydantic import ValidationError
from sqlalchemy.orm import Session

from orchestrator.core.errors import BadInput
from orchestrator.entrypoints.api.bodies import NewItemBody
from orchestrator.governance.catalogue.service import subscription
from orchestrator.operations.queues import add as queue

_MOST_TOLD = 20


def read(name: str, process: str) -> list[queue.NewItem]:
    """The cases of a file (`-`: standard input): one JSON list, one JSON object, or an object a line.

    A case that says another `process` is refused, not added to this one."""
    try:
        text = sys.stdin.read() if name == "-" else Path(name).read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise BadInput(f"Cannot read {name}: {getattr(error, 'strerror', None) or 'it is no UTF-8 text'}.") from None
    items: list[queue.NewItem] = []
    problems: list[dict[str, str]] = []
    for place, raw in enumerate(_objects(name, text)):
        try:
            body = NewItemBody.model_validate(raw)
            if body.process not in ("", process):
                problems.append({"at": f"items.{place}.process", "message": f"It is of {body.process}: add it there."})
            items.append(queue.NewItem(**body.model_dump(exclude={"parent_fence", "process"})))
        except ValidationError as error:
            problems += [
                {"at": ".".join(("items", str(place), *map(str, found["loc"]))), "message": str(found["msg"])}
                for found in error.errors()
            ]
    if problems:
        raise BadInput(f"Nothing was added: {len(problems)} places do not fit.", problems=problems[:_MOST_TOLD])
    return items


def add(session: Session, municipality: str, process: str, items: list[queue.NewItem]) -> list[queue.Added]:
    """All or none, however many: the caller's one transaction."""
    subscription(session, municipality, process)  # else nobody would ever take them
    told: list[queue.Added] = []
    for start in range(0, len(items), queue.MOST_AT_ONCE):
        try:
            told += queue.add_many(session, municipality, process, items[start : start + queue.MOST_AT_ONCE])
        except BadInput as refusal:
            raise BadInput(
                refusal.message, problems=[_moved(problem, start) for problem in refusal.problems][:_MOST_TOLD]
            ) from None
    return told


def _objects(name: str, text: str) -> Iterator[Any]:
    if text.lstrip().startswith("["):
        yield from _parsed(name, text)
        return
    lines = [line for line in text.splitlines() if line.strip()]
    try:
        yield from [json.loads(line) for line in lines]
    except json.JSONDecodeError:
        yield _parsed(name, text)


def _parsed(name: str, text: str) -> Any:
    try:
        return json.loads(text)
    except json.JSONDecodeError as error:
        raise BadInput(
            f"{name} is neither a JSON list nor one JSON object a line: {error.msg} in line {error.lineno}."
        ) from None


def _moved(problem: dict[str, str], start: int) -> dict[str, str]:
    first, number, *rest = problem["at"].split(".")
    return {**problem, "at": ".".join((first, str(int(number) + start), *rest))}
