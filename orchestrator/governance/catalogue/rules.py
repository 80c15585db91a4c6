"""May this subscription have this mode? (`design.md` 7; KL 6 kap. 37–38 §§)"""

import re
from typing import Any

from cronsim import CronSim, CronSimError
from jsonschema import Draft202012Validator

from orchestrator.core.clock import now
from orchestrator.core.errors import BadInput, Conflict

MODES = ("shadow", "prepare", "propose", "decide")
# What the platform serves today: all of them, since a person's inbox takes what is proposed or handed over.
SERVED_MODES = MODES
_GROUND_OF_AUTHORITY = ("board", "decided_on", "paragraph", "case_number", "appeal_route")
_GROUND_OTHERWISE = ("who", "decided_on", "limit")

# What Prefect and our own look ahead read alike: five fields of numbers, names, lists, ranges and steps.
_CRON = re.compile(r"[0-9A-Za-z*,/-]+( [0-9A-Za-z*,/-]+){4}")
_CRON_HELP = "Write five fields, for example `*/15 7-17 * * 1-5`: every quarter of an hour on working days, 7 to 17."


def check_schedules(tasks: list[str], schedules: list[dict[str, str]]) -> None:
    """Refuse schedules, [{task, cron}], that name a task the release lacks or a time that cannot be read or never
    comes; every place is named."""
    problems = []
    for number, schedule in enumerate(schedules):
        wrong = _wrong_in(tasks, schedule) or ("it stands there twice" if schedule in schedules[:number] else "")
        if wrong:
            problems.append({"at": f"schedules.{number}", "message": wrong})
    if problems:
        raise BadInput("The schedules cannot be kept. `problems` says where and why.", problems=problems)


def _wrong_in(tasks: list[str], schedule: dict[str, str]) -> str:
    if set(schedule) != {"task", "cron"}:
        return "a schedule has `task` and `cron`, nothing else"
    if schedule["task"] not in tasks:
        return f"the package has no task {schedule['task']!r}. It has: {', '.join(sorted(tasks))}"
    cron = " ".join(str(schedule["cron"]).split())
    try:
        if not _CRON.fullmatch(cron):
            return f"{cron!r} is no cron time. {_CRON_HELP}"
        next(CronSim(cron, now()))
    except CronSimError as error:
        return f"{cron!r} is no cron time ({error}). {_CRON_HELP}"
    return ""


def check_configuration(schema: dict[str, Any] | None, configuration: dict[str, Any]) -> None:
    """Refuse a configuration that does not fit the package's own schema, naming every place."""
    if schema is None:
        return
    problems = [
        {"at": ".".join(map(str, found.absolute_path)) or "configuration", "message": found.message}
        for found in Draft202012Validator(schema).iter_errors(configuration)
    ]
    if problems:
        raise BadInput("The configuration does not fit the package. `problems` says where.", problems=problems)


def check_mode(process: dict[str, Any], mode: str, ground: dict[str, Any] | None) -> None:
    """Refuse a mode that the process or the law does not allow, or `decide` without its recorded ground."""
    if mode not in MODES:
        raise BadInput(f"There is no mode {mode!r}: choose one of {', '.join(MODES)}.")
    allowed = process.get("modes", [])
    if mode not in allowed:
        raise Conflict(f"The process {process['name']} does not allow {mode}: it allows {', '.join(allowed)}.")
    if mode not in SERVED_MODES:
        raise Conflict(f"The mode {mode} is not served yet: choose {' or '.join(SERVED_MODES)}.")
    if mode != "decide":
        return
    missing = [name for name in ground_of(process) if not (ground or {}).get(name)]
    if missing:
        raise Conflict(f"`decide` needs the recorded ground of the delegation. Missing: {', '.join(missing)}.")


def ground_of(process: dict[str, Any]) -> tuple[str, ...]:
    """The parts of the ground that `decide` needs: a decision of authority has a board's delegation behind it."""
    return _GROUND_OF_AUTHORITY if process.get("outcome_kind") == "authority" else _GROUND_OTHERWISE
