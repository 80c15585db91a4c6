"""Economic assistance for a month: norm + approved costs − counted incomes, or all reasons for a person to look."""

from processes.economic_assistance import activity, costs, earnings, gates, household, incomes, norm, registers
from processes.economic_assistance.facts import SCHEMA, Facts
from processes.kit.assessment import Assessment
from processes.kit.errors import ParameterMissing
from processes.kit.money import Money
from processes.kit.months import Month
from processes.kit.process import Context
from processes.kit.worksheet import Worksheet

_PROCESS = "economic_assistance"
_NORM_IN_FORCE = "riksnorm.single_adult"


def assess(facts: Facts, context: Context) -> Assessment:
    """The assessment of one application.

    Raises ParameterMissing when there is no riksnorm for the month: then there is nothing to assess by.
    """
    month = Month.of(facts.case.application_month)
    sheet = Worksheet(
        municipality=context.municipality, on=context.on, in_force_on=month.first, parameters=context.parameters,
        municipal=context.municipal, texts=context.texts,
    )  # fmt: skip
    _require_norm(month, context)
    gates.check(facts, month, sheet)
    activity.check(facts, month, sheet)
    _reckon(facts, month, sheet)
    result = _result(sheet)
    taken = sheet.sum(incomes.GROUP)
    return sheet.assessment(
        process=_PROCESS, version=context.manifest["version"], facts_schema=SCHEMA,
        segment=facts.case.application_type, gates=gates.GATES,
        summary={
            "norm": sheet.sum(norm.GROUP), "costs": sheet.sum(costs.GROUP),
            "incomes": None if taken is None else -taken, "result": result,
        },
    )  # fmt: skip


def _require_norm(month: Month, context: Context) -> None:
    try:
        context.parameters.on(_NORM_IN_FORCE, month.first)
    except ParameterMissing as error:
        raise ParameterMissing(
            error.key,
            f"No riksnorm in force is known for {month}, so nothing was assessed: a person handles the case, "
            "or the amounts are added to the process with their source.",
        ) from None


def _reckon(facts: Facts, month: Month, sheet: Worksheet) -> None:
    members = household.counted(facts, sheet)
    norm.reckon(members, sheet)
    costs.reckon(facts, members, sheet)
    read = registers.read(facts, sheet)
    registers.seasonal(facts, month, sheet)
    if read.silent:
        # An error is not "no income": what is known is shown, and no sum is made of it.
        sheet.incomplete(incomes.GROUP)
    found = incomes.counted(facts, read, month, sheet)
    incomes.write(found, sheet)
    incomes.check_stated(found, sheet)
    incomes.compare(facts, found, read, sheet)
    earnings.work_incentive(facts, found, month, sheet)
    earnings.children(facts, members, sheet)


def _result(sheet: Worksheet) -> Money | None:
    """The sum of all steps. Öre are rounded only by a rule of the municipality's own; nothing left is a refusal."""
    reckoned = sheet.sum(norm.GROUP, costs.GROUP, incomes.GROUP)
    if reckoned is None:
        return None
    result = reckoned
    if result.ore > 0 and not result.whole:
        rule = norm.chosen_rounding(sheet, "amount_rounding", "parameter_missing")
        if rule is not None:
            result = reckoned.to(rule)
            sheet.step(
                "result", "rounding", result - reckoned, rule=sheet.text(f"rounding.{rule.value}"), exact=reckoned.text
            )
    if result.ore <= 0:
        sheet.reason("negative_outcome", result=result.text)
    return result
