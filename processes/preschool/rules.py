"""An application for preschool: its right, extent, guarantee date and fee, or all reasons for a person to look.

It decides nothing and ranks nothing: the round (`round.py`) ranks, and a person decides (KL 6 kap. 38 §).
"""

from processes.kit.assessment import Assessment
from processes.kit.process import Context
from processes.kit.worksheet import Worksheet
from processes.preschool import fee, gates, guarantee, right
from processes.preschool.facts import SCHEMA, Facts

_PROCESS = "preschool"


def assess(facts: Facts, context: Context) -> Assessment:
    """The assessment of one application; its amount is the fee of a month.

    Raises ParameterMissing when a value of the law is not in force on the wished start day.
    """
    sheet = Worksheet(
        municipality=context.municipality, on=context.on, in_force_on=facts.application.wished_start_on,
        parameters=context.parameters, municipal=context.municipal, texts=context.texts,
    )  # fmt: skip
    gates.check(facts, sheet)
    right.check(facts, sheet)
    guarantee.write(facts, sheet)
    fee.reckon(facts, sheet)
    amount = sheet.sum(fee.GROUP)
    return sheet.assessment(
        process=_PROCESS, version=context.manifest["version"], facts_schema=SCHEMA,
        segment="move" if facts.current_unit else "first", gates=gates.GATES,
        summary={"fee": amount, "result": amount},
    )  # fmt: skip
