"""One action on the work items that were chosen, one or many, with one reason. What went and what did not is told."""

from datetime import datetime
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from pydantic import BaseModel

from orchestrator.core.clock import STOCKHOLM, in_machine
from orchestrator.entrypoints.portal import labels
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.security import own_path
from orchestrator.governance.people.rules import Action
from orchestrator.operations.queues import queries
from orchestrator.operations.queues.models import WorkItem
from orchestrator.outcomes.decisions import bulk

router = APIRouter()
_LONGEST_REASON = 200
_OPPOSITE = {"hold": "let_go", "let_go": "hold"}
_PROBLEMS = {
    "item": N_("Välj minst ett ärende."),
    "many": N_("Välj högst 500 ärenden åt gången."),
    "action": N_("Välj vad du vill göra."),
    "reason": N_("Skriv varför, med högst 200 tecken. Skälet står i varje ärendes historik."),
    "until": N_("Skriv en dag och ett klockslag som inte har varit, till exempel 2026-12-01 08.00."),
    "priority": N_("Välj en plats i kön."),
}


class Asked(BaseModel):
    """What the form said, as it was written, so that nothing is lost when something is missing."""

    csrf: str = ""
    item: list[str] = []
    shown: list[str] = []
    every: str = ""
    action: str = ""
    reason: str = ""
    until: str = ""
    priority: str = "50"
    sure: str = ""
    back: str = "/work-items"

    @property
    def chosen(self) -> list[str]:
        """Without repeats; everything on the page when that was ticked."""
        return list(dict.fromkeys(self.shown if self.every else self.item))

    @property
    def until_at(self) -> datetime | None:
        """In the domain's time, which is what people read and write."""
        try:
            return datetime.fromisoformat(self.until).replace(tzinfo=STOCKHOLM)
        except ValueError:
            return None

    def problems(self, now: datetime) -> dict[str, str]:
        """place → what to do."""
        late = self.action == "defer" and (self.until_at is None or self.until_at <= now)
        wrong = {
            "item": not self.chosen,
            "many": len(self.chosen) > bulk.MOST_AT_ONCE,
            "action": self.action not in bulk.ACTIONS,
            "reason": not self.reason.strip() or len(self.reason) > _LONGEST_REASON,
            "until": late,
            "priority": self.action == "prioritise" and self.priority not in labels.PRIORITIES,
        }
        return {place: _PROBLEMS[place] for place, is_wrong in wrong.items() if is_wrong}

    def arguments(self) -> dict[str, Any]:
        if self.action == "defer" and self.until_at:
            return {"until": in_machine(self.until_at)}
        return {"priority": int(self.priority)} if self.action == "prioritise" else {}


@router.post("/work-items/act")
def act(visiting: Annotated[Visit, needs(Action.MOVE_ITEMS)], asked: Annotated[Asked, Form()]) -> Response:
    """Done at once; what cannot be undone is asked about once more."""
    asked.back = own_path(asked.back)
    with visiting.act(asked.csrf) as page:
        items = _own(page, asked.chosen)
        problems = asked.problems(page.now)
        if problems or (asked.action == "cancel" and not asked.sure):
            status = 422 if problems else 200
            return page.html("item_act.html", status, items=items, asked=asked, problems=problems, page=page)
        done = bulk.act(page.session, asked.action, list(items), asked.reason.strip(), **asked.arguments())
        refused = [items[row.item_id] for row in done.refused]
        return page.html(
            "item_acted.html", done=[items[item_id] for item_id in done.done], refused=refused, asked=asked,
            missing=len(asked.chosen) - len(items), opposite=_OPPOSITE.get(asked.action), page=page,
        )  # fmt: skip


def _own(page: Page, item_ids: list[str]) -> dict[str, WorkItem]:
    """Those that are there for this visitor, in the order in which they were chosen."""
    found = queries.many(page.session, set(item_ids))
    mine = {row.id: row for row in found.values() if page.process in ("", row.process)}
    return {item_id: mine[item_id] for item_id in item_ids if item_id in mine}
