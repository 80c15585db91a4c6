"""The desk: one claimed case with its reasons, its form and what the rules say of it."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from orchestrator.core.errors import Conflict, FactsInvalid
from orchestrator.entrypoints.portal.context import Page
from orchestrator.entrypoints.portal.pages import inbox_answers as answers
from orchestrator.entrypoints.portal.pages import inbox_fields as fields
from orchestrator.entrypoints.portal.pages.inbox_seen import Seen, seen_of
from orchestrator.entrypoints.portal.pages.inbox_words import Names, amount_text, names_of
from orchestrator.entrypoints.portal.processes import ledger_of
from orchestrator.governance.catalogue import released
from orchestrator.governance.catalogue.service import subscription
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import person, queries
from orchestrator.outcomes.decisions.assess import open_assessment
from orchestrator.outcomes.decisions.models import Assessment
from orchestrator.outcomes.decisions.rules import Extent, reckoned

Json = dict[str, Any]
WRITING_MODES = ("propose", "decide")


@dataclass
class Desk:
    """Everything that the page draws. `result` is what the rules say of `form.facts`; None while they cannot say."""

    item: WorkItem
    mode: str
    names: Names
    assessment: Assessment | None = None
    robot: Json = field(default_factory=dict)
    form: fields.Form = field(default_factory=lambda: fields.Form([], {}))
    seen: Seen = field(default_factory=Seen)
    result: Json | None = None
    accepted: set[str] = field(default_factory=set)
    motivation: str = ""
    draft: str = ""
    errors: list[tuple[str, str]] = field(default_factory=list)
    notice: str = ""

    @property
    def reasons(self) -> list[Json]:
        """Why the robot handed over: what blocks a decision is a reason too."""
        return [*self.robot.get("reasons", []), *self.robot.get("blockers", [])]

    @property
    def standing(self) -> list[tuple[str, Json]]:
        """Reasons that still stand, each with the key of its tick: a tick is for exactly what was shown."""
        return [(key_of(reason), reason) for reason in (self.result or {}).get("reasons", [])]

    @property
    def amount_ore(self) -> int | None:
        amount: int | None = ((self.result or {}).get("summary") or {}).get("result_ore")
        return amount

    @property
    def extent(self) -> Extent | None:
        """What the robot can write of it, in money or in days; None where it can write nothing."""
        return reckoned(self.result) if self.result else None

    @property
    def shown(self) -> str:
        """What the person sees before deciding, as the form sends it back."""
        return shown_of(self.extent) if self.extent else str(self.amount_ore or "")

    @property
    def at_most_ore(self) -> int | None:
        """While only incomes are unknown the sum can only sink."""
        summary = (self.result or {}).get("summary") or {}
        if self.result is None or None in (summary.get("norm_ore"), summary.get("costs_ore")):
            return None
        return sum(step["amount_ore"] for step in self.result["steps"])

    @property
    def steps(self) -> dict[str, list[Json]]:
        groups: dict[str, list[Json]] = {}
        for step in (self.result or {}).get("steps", []):
            groups.setdefault(step["group"], []).append(step)
        return groups

    @property
    def proposed(self) -> bool:
        return self.item.waiting_for == "confirmation"

    @property
    def writes(self) -> bool:
        return self.mode in WRITING_MODES


def shown_of(extent: Extent) -> str:
    return extent.extent or str(extent.amount_ore)


def key_of(reason: Json) -> str:
    told = f"{reason['code']}|{reason['text']['sv']}|{(reason.get('detail') or {}).get('sv', '')}"
    return f"{reason['code']}~{hashlib.sha256(told.encode()).hexdigest()[:10]}"


def lay_out(page: Page, item: WorkItem) -> Desk:
    """The desk as it stands when the case is opened."""
    desk, names = _empty(page, item)
    if desk.assessment is None:
        return desk
    told = open_assessment(page.session, desk.assessment)
    desk.result = told["assessment"]
    groups = _groups(page, desk, names, told["facts"])
    desk.form = fields.Form(groups, told["facts"])
    desk.draft = draft_of(desk)
    desk.motivation = told["assessment"].get("motivation") or desk.draft
    return _finished(desk)


def lay_out_typed(page: Page, item: WorkItem, typed: Mapping[str, str], ticks: set[str], *, final: bool) -> Desk:
    """The desk with what was typed, reckoned anew. `final`: everything must be filled in."""
    desk, names = _empty(page, item)
    if desk.assessment is None or typed.get("assessment") != desk.assessment.id:
        raise Conflict("The case has been read anew since you opened it: open it again.")
    facts = open_assessment(page.session, desk.assessment)["facts"]
    groups = _groups(page, desk, names, facts)
    missing = answers.answer_group(names, facts)
    own = groups[1:] if missing else groups
    form = fields.typed_into(own, facts, typed, names)
    desk.form = answers.answered_into(missing, form, typed, names, final=final) if missing else form
    desk.accepted, desk.motivation, desk.draft = ticks, typed.get("motivation", ""), typed.get("draft", "")
    if not [found for found in desk.form.wrong if not _only_unfilled(found, typed)]:
        _reckon(page, desk)
    _renew_draft(desk)
    return _finished(desk)


def draft_of(desk: Desk) -> str:
    """What the calculation says, as the beginning of a motivation. Swedish: it is the authority's language."""
    text = ledger_of(desk.item.process).get("draft", {}).get("sv", "")
    if desk.extent is None and desk.amount_ore is None:
        return ""
    return str(text).format_map(_swedish_sums((desk.result or {}).get("summary") or {}))


def _swedish_sums(summary: Json) -> dict[str, str]:
    """The sums by the names that a process's draft has for them; amounts and days without their signs, the result
    with its own."""
    sums = {}
    for name, value in summary.items():
        if name.endswith("_ore"):
            plain = name.removesuffix("_ore")
            sums[plain] = _swedish_kronor((value or 0) if plain == "result" else abs(value or 0))
        elif name.endswith("_days"):
            sums[name.removesuffix("_days")] = str(value).removesuffix(".00").replace(".", ",")
    return sums


def _swedish_kronor(ore: int) -> str:
    return f"{amount_text(ore)} kr"


def _empty(page: Page, item: WorkItem) -> tuple[Desk, Names]:
    names = names_of(item.process, page.words)
    mode = subscription(page.session, item.municipality_code, item.process).mode
    desk = Desk(item, mode, names)
    rows = queries.assessments_of(page.session, item.id)
    if rows:
        desk.assessment = rows[-1]
        opened = [open_assessment(page.session, row) for row in rows]
        # What a person reckoned carries a motivation: what the robot saw is the newest without.
        robots = [told for told in opened if "motivation" not in told["assessment"]] or opened
        desk.robot = robots[-1]["assessment"]
        desk.seen = seen_of(names, robots[-1]["facts"])
        desk.robot["facts"] = robots[-1]["facts"]
    return desk, names


def _groups(page: Page, desk: Desk, names: Names, facts: Json) -> list[fields.Group]:
    item = desk.item
    schema = released.for_words(page.session, item.municipality_code, item.process).schema(item.process)
    groups = fields.groups_of(names, schema, facts, desk.robot["facts"])
    missing = answers.answer_group(names, facts)
    return [missing, *groups] if missing else groups


def _only_unfilled(one: fields.Field, typed: Mapping[str, str]) -> bool:
    """A missing answer that is left open: the rules can still say what is known."""
    return one.path.startswith("answer.") and not typed.get(one.name, "").strip()


def _reckon(page: Page, desk: Desk) -> None:
    try:
        desk.result = person.reckon(page.session, desk.item, desk.form.facts)
    except FactsInvalid as error:
        said = "message_sv" if page.words.language == "sv" else "message"
        _mark(desk, {problem.get("at", ""): problem.get(said, "") for problem in error.problems})


def _mark(desk: Desk, problems: dict[str, str]) -> None:
    """What the rules cannot take: beside its field where there is one, in the summary where there is none."""
    groups = [
        replace(group, fields=[replace(one, error=one.error or problems.get(one.path, "")) for one in group.fields])
        for group in desk.form.groups
    ]
    desk.form = fields.Form(groups, desk.form.facts, desk.form.problems)
    shown = {one.path for group in groups for one in group.fields}
    desk.errors = [("", text) for path, text in problems.items() if path not in shown]


def _renew_draft(desk: Desk) -> None:
    """A draft that was left as it was follows the new sums; what the person wrote after it stays."""
    plain = desk.motivation.replace("\r\n", "\n")
    old, new = desk.draft.replace("\r\n", "\n"), draft_of(desk)
    if desk.result is not None and (plain.startswith(old) if old else not plain.strip()):
        plain = new + plain[len(old) :]
        desk.draft = new
    desk.motivation = plain


def _finished(desk: Desk) -> Desk:
    standing = {reason["code"] for _key, reason in desk.standing}
    standing |= {reason["code"] for reason in desk.reasons} if desk.result is None else set()
    opened = fields.opened(desk.form.groups, desk.names, standing)
    shown = [group if not old.open else old for group, old in zip(opened, desk.form.groups, strict=True)]
    desk.form = fields.Form(shown, desk.form.facts, desk.form.problems)
    desk.errors += [(one.id, one.error) for one in desk.form.wrong]
    return desk
