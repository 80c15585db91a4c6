"""A request for leave: registered within the employer's limits or as a right, or all reasons for the manager."""

from processes.kit.assessment import Assessment
from processes.kit.days import Days
from processes.kit.process import Context
from processes.kit.worksheet import Worksheet
from processes.leave import checks, counting, others, parental, vacation
from processes.leave.facts import SCHEMA, Facts

_PROCESS = "leave"


def assess(facts: Facts, context: Context) -> Assessment:
    """The assessment of one request. It refuses nothing: what is not plainly in order goes to the manager.

    Raises ParameterMissing when a value of the law is not in force on the first day.
    """
    sheet = Worksheet(
        municipality=context.municipality, on=context.on, in_force_on=facts.request.from_on,
        parameters=context.parameters, municipal=context.municipal, texts=context.texts,
    )  # fmt: skip
    checks.check(facts, sheet)
    counting.count(facts, sheet)
    days = counting.taken(sheet)
    _of_the_kind(facts, days, sheet)
    return sheet.assessment(
        process=_PROCESS, version=context.manifest["version"], facts_schema=SCHEMA, segment=facts.request.kind,
        gates=checks.GATES, summary={"result": days},
    )  # fmt: skip


def _of_the_kind(facts: Facts, days: Days | None, sheet: Worksheet) -> None:
    kind = facts.request.kind
    if kind == "vacation":
        vacation.check(facts, days, sheet)
    elif kind == "parental":
        parental.check(facts, sheet)
    elif kind == "temporary_parental":
        parental.check_temporary(facts, sheet)
    elif kind == "study":
        others.check_study(facts, sheet)
    elif kind == "private_paid":
        others.check_private(facts, days, sheet)
