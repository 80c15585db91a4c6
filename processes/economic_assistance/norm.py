"""The household's norm: personal costs of its members and the common costs by its size (SoF 12 kap. 2–3 §§)."""

from fractions import Fraction

from processes.economic_assistance.household import Counted, Member
from processes.kit.money import Money, Rounding, total
from processes.kit.text import Text, plain
from processes.kit.worksheet import Worksheet

GROUP = "norm"
TABLE_ENDS = 7
_CHILD_DAYS = "child_days_parameter_missing"
_COMMUNITY = "household_community_parameter_missing"
_ROUNDINGS = (Rounding.UP_TO_ORE, Rounding.HALF_UP_TO_KRONA, Rounding.UP_TO_KRONA, Rounding.DOWN_TO_KRONA)
_COMMON_RULES = ("member", "not_member", "by_days")


def reckon(household: Counted, sheet: Worksheet) -> None:
    """Write the norm's steps; mark the group incomplete when something could not be reckoned."""
    if not household.certain:
        sheet.incomplete(GROUP)
    if household.adults > 1:
        sheet.step(GROUP, "adults_couple", sheet.amount("riksnorm.couple"))
    else:
        sheet.step(GROUP, "adult_single", sheet.amount("riksnorm.single_adult"))
    rounding = common_rule = None
    if any(not child.whole_month for child in household.children):
        rounding = chosen_rounding(sheet, "child_days_rounding", _CHILD_DAYS)
        common_rule = _choice(sheet, "child_days_common_cost", _COMMON_RULES)
    for child in household.children:
        _personal(child, rounding, sheet)
    _common(household, rounding, common_rule, sheet)


def chosen_rounding(sheet: Worksheet, key: str, reason: str) -> Rounding | None:
    """The rounding rule that the municipality has chosen; None with a reason if it has not."""
    value = sheet.local(key, reason)
    if value is None:
        return None
    if value in list(_ROUNDINGS):
        return Rounding(value)
    sheet.unusable(key, ", ".join(_ROUNDINGS), reason)
    return None


def _choice(sheet: Worksheet, key: str, allowed: tuple[str, ...]) -> str | None:
    value = sheet.local(key, _CHILD_DAYS)
    if value is None or value in allowed:
        return value
    sheet.unusable(key, ", ".join(allowed), _CHILD_DAYS)
    return None


def _personal(child: Member, rounding: Rounding | None, sheet: Worksheet) -> None:
    """One child's personal cost; by days when the child lives here part of the month."""
    lunch = child.lunch_away and child.age <= 6  # the ordinance has no lower amount after six
    full = sheet.amount(f"riksnorm.child{'_lunch_away' if lunch else ''}.{child.band}")
    basis = sheet.text(
        "child_basis.lunch_away" if lunch else "child_basis.all_meals",
        band=plain(child.band.replace("_", "–")), days=plain(child.days), full=full.text,
    )  # fmt: skip
    label = {"age": plain(child.age), "basis": basis}
    if child.whole_month:
        sheet.step(GROUP, "child", full, **label)
    elif rounding is None:
        sheet.incomplete(GROUP)
    else:
        whole = sheet.value("child_days.whole_month")
        amount = full.share(Fraction(child.days, whole), rounding)
        sheet.step(GROUP, "child", amount, "child_by_days", days=plain(child.days), whole=plain(whole), **label)


def _common(household: Counted, rounding: Rounding | None, rule: str | None, sheet: Worksheet) -> None:
    part_time = sorted((child.days for child in household.children if not child.whole_month), reverse=True)
    full_time = household.adults + len(household.children) - len(part_time)
    if household.community:
        _community(household, sheet)
    elif not part_time:
        _common_step(full_time, _common_cost(full_time, sheet), sheet)
    elif rounding is None or rule is None:
        sheet.incomplete(GROUP)
    elif rule == "by_days":
        whole = sheet.value("child_days.whole_month")
        base = _common_cost(full_time, sheet)
        shares = [
            (_common_cost(full_time + nth, sheet) - _common_cost(full_time + nth - 1, sheet))
            .share(Fraction(days, whole), rounding)
            for nth, days in enumerate(part_time, start=1)
        ]  # fmt: skip
        _common_step(full_time, base + total(shares), sheet, "common_by_days")
    else:
        persons = full_time + (len(part_time) if rule == "member" else 0)
        _common_step(persons, _common_cost(persons, sheet), sheet)


def _community(household: Counted, sheet: Worksheet) -> None:
    """A single adult's share: the common cost of all in the community, divided by their number."""
    persons = household.community or 1
    if household.adults > 1 or household.children:
        # The ordinance's rule speaks of one adult; how a family shares is nowhere said.
        sheet.reason(_COMMUNITY, "family", persons=plain(persons))
        sheet.incomplete(GROUP)
        return
    rounding = chosen_rounding(sheet, "household_community_rounding", _COMMUNITY)
    if rounding is None:
        sheet.incomplete(GROUP)
        return
    whole = _common_cost(persons, sheet)
    share = whole.share(Fraction(1, persons), rounding)
    sheet.step(GROUP, "common_household", share, "common_community", persons=plain(persons), whole=whole.text)


def _common_step(persons: int, amount: Money, sheet: Worksheet, words: str = "common_household") -> None:
    more: Text = sheet.text("persons.one" if persons == 1 else "persons.many", persons=plain(persons))
    sheet.step(GROUP, "common_household", amount, words, persons=more)


def _common_cost(persons: int, sheet: Worksheet) -> Money:
    """From the table; each person above seven costs the step from six to seven."""
    if persons <= TABLE_ENDS:
        return sheet.amount(f"riksnorm.common.{persons}")
    last = sheet.amount(f"riksnorm.common.{TABLE_ENDS}")
    each = last - sheet.amount(f"riksnorm.common.{TABLE_ENDS - 1}")
    return last + Money(each.ore * (persons - TABLE_ENDS))
