"""Who holds which role: give, end, look over once a year; and end everything that somebody is signed in by."""

from dataclasses import dataclass, field
from datetime import date
from typing import Annotated, Any

from fastapi import APIRouter, Form, Response
from fastapi.responses import RedirectResponse
from pydantic import BaseModel
from sqlalchemy import select

from orchestrator.core.clock import today
from orchestrator.core.errors import CoeError, NotFound
from orchestrator.entrypoints.portal.context import Page, Visit, needs
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.governance.audit import service as audit
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.people import queries, roles, sign_ins
from orchestrator.governance.people.models import Grant, Person
from orchestrator.governance.people.rules import GIVES, Action, Role
from orchestrator.governance.people.service import Visitor

router = APIRouter()
Changing = Annotated[Visit, needs(Action.CHANGE_ROLES)]
Csrf = Annotated[str, Form()]
REGION = "region"
_PROBLEMS = {
    "username": N_("Vi känner ingen med det användarnamnet. Kontrollera stavningen, eller be driften lägga upp "
                   "personen."),
    "yourself": N_("Ingen ger sig själv en roll. Be någon annan som får."),
    "role": N_("Välj en roll i listan."),
    "place": N_("Den rollen ges inte där. Välj en annan plats eller roll."),
    "days": N_("Skriv dagarna som datum, till exempel 2026-12-01. Den sista får inte ha varit eller ligga före den "
               "första."),
    "reason": N_("Skriv varför, med högst 200 tecken. Skälet står i loggen."),
    "held": N_("Personen har redan den rollen de dagarna. Avsluta den först om dagarna ska bli andra."),
}  # fmt: skip


class Wanted(BaseModel):
    """The form as it was written."""

    csrf: str = ""
    username: str = ""
    role: str = ""
    place: str = ""
    process: str = ""
    first: str = ""
    last: str = ""
    reason: str = ""

    @property
    def days(self) -> tuple[date, date | None] | None:
        try:
            first = date.fromisoformat(self.first.strip()) if self.first.strip() else today()
            last = date.fromisoformat(self.last.strip()) if self.last.strip() else None
        except ValueError:
            return None
        return None if last is not None and last < max(first, today()) else (first, last)


@dataclass
class Holder:
    """A person with what they hold here now, and what they held."""

    person: Person
    now: list[Grant] = field(default_factory=list)
    over: list[Grant] = field(default_factory=list)


def giver_of(visitor: Visitor) -> roles.Giver:
    return roles.Giver(visitor.person.id, visitor.role, visitor.grant.municipality_code)


@router.get("/people")
def show(visiting: Annotated[Visit, needs(Action.SEE_ROLES)]) -> Response:
    with visiting.read() as page:
        holders = _holders(page)
        due = roles.to_review(page.session, giver_of(page.visitor))
        return page.html("people.html", holders=holders, due=due, names={one.person.id: one.person for one in holders})


@router.get("/people/give")
def ask(visiting: Changing) -> Response:
    with visiting.read() as page:
        return _form(page, Wanted(first=today().isoformat()))


@router.post("/people/give")
def give(visiting: Changing, wanted: Annotated[Wanted, Form()]) -> Response:
    with visiting.act(wanted.csrf) as page:
        person = queries.by_username(page.session, wanted.username)
        problems = _problems(page, wanted, person)
        if problems or person is None or wanted.days is None:
            return _form(page, wanted, problems)
        told = roles.Told(
            Role(wanted.role), None if wanted.place == REGION else wanted.place, wanted.process or None, *wanted.days,
            wanted.reason,
        )  # fmt: skip
        try:
            roles.give(page.session, giver_of(page.visitor), person, told)
        except CoeError as refusal:
            return _form(page, wanted, _said(page, ["held" if refusal.code == "conflict" else "place"]))
    return RedirectResponse(f"/people/{person.id}", 303)


@router.get("/people/{person_id}")
def one(visiting: Changing, person_id: str) -> Response:
    with visiting.read() as page:
        return _person(page, person_id)


@router.post("/people/{person_id}/end")
def end(
    visiting: Changing, person_id: str, csrf: Csrf = "", grant: Csrf = "", reason: Annotated[str, Form()] = ""
) -> Response:
    with visiting.act(csrf) as page:
        _known(page, person_id)
        if not reason.strip() or len(reason) > roles.LONGEST_REASON:
            return _person(page, person_id, missing=grant)
        held = _held(page, person_id, grant)
        mine = held.person_id == page.visitor.person.id
        roles.end(page.session, giver_of(page.visitor), held.id, reason)
    return RedirectResponse("/people" if mine else f"/people/{person_id}", 303)


@router.post("/people/{person_id}/keep")
def keep(visiting: Changing, person_id: str, csrf: Csrf = "", grant: Csrf = "") -> Response:
    """Looked over: still right."""
    with visiting.act(csrf) as page:
        _known(page, person_id)
        roles.keep(page.session, giver_of(page.visitor), _held(page, person_id, grant).id)
    return RedirectResponse("/people", 303)


@router.post("/people/{person_id}/sign-out")
def sign_out(
    visiting: Annotated[Visit, needs(Action.END_SIGN_INS)], person_id: str, csrf: Csrf = "",
    reason: Annotated[str, Form()] = "",
) -> Response:  # fmt: skip
    """End every sign-in of theirs: they sign in again, if they still may."""
    with visiting.act(csrf) as page:
        _known(page, person_id)
        if not reason.strip() or len(reason) > roles.LONGEST_REASON:
            return _person(page, person_id, missing="sign-out")
        sign_ins.end_for(page.session, person_id, page.codes, roles.said(reason))
    return RedirectResponse(f"/people/{person_id}", 303)


def _holders(page: Page) -> list[Holder]:
    grants = roles.in_scope(page.session, page.visitor.grant.municipality_code)
    people = page.session.scalars(select(Person).where(Person.id.in_({grant.person_id for grant in grants})))
    found = {person.id: Holder(person) for person in people}
    for grant in grants:
        holder = found[grant.person_id]
        (holder.over if grant.valid_to_on is not None and grant.valid_to_on < today() else holder.now).append(grant)
    return sorted(found.values(), key=lambda one: (not one.now, one.person.name, one.person.id))


def _known(page: Page, person_id: str) -> Holder:
    """Somebody who holds or held a role of the scope: others do not exist here."""
    found = next((one for one in _holders(page) if one.person.id == person_id), None)
    if found is None:
        raise NotFound("There is nobody of that kind here.")
    return found


def _held(page: Page, person_id: str, grant_id: str) -> Grant:
    found = _known(page, person_id)
    grant = next((row for row in (*found.now, *found.over) if row.id == grant_id), None)
    if grant is None:
        raise NotFound("There is no such role here.")
    return grant


def _person(page: Page, person_id: str, missing: str = "") -> Response:
    found, giver = _known(page, person_id), giver_of(page.visitor)
    mine = {row.id for row in found.now if giver.may(Role(row.role), row.municipality_code, row.process)}
    trail = _once(audit.trail_of(page.session, "person", person_id))
    return page.html(
        "person.html", 422 if missing else 200, found=found, mine=mine, trail=trail, missing=missing,
        named=queries.actor_names(page.session, {row.actor for row in trail}),
        open_sign_ins=len(queries.open_sign_ins(page.session, person_id)),
        itself=person_id == page.visitor.person.id,
    )  # fmt: skip


def _once(rows: Any) -> list[TrailRow]:
    """A change of a role of the region stands in every municipality's trail; it is told once. Newest first."""
    found = {(row.detail or {}).get("change", row.id): row for row in rows}
    return sorted(found.values(), key=lambda row: row.id, reverse=True)


def _problems(page: Page, wanted: Wanted, person: Person | None) -> dict[str, str]:
    role = wanted.role if wanted.role in set(Role) else ""
    place = None if wanted.place == REGION else wanted.place
    known = wanted.place == REGION or wanted.place in page.codes
    wrong = {
        "username": person is None,
        "yourself": person is not None and person.id == page.visitor.person.id,
        "role": not role,
        "place": not known
        or bool(wanted.process and wanted.process not in _processes(page))
        or bool(role and not giver_of(page.visitor).may(Role(role), place, wanted.process or None)),
        "days": wanted.days is None,
        "reason": not wanted.reason.strip() or len(wanted.reason) > roles.LONGEST_REASON,
    }
    return _said(page, [name for name, is_wrong in wrong.items() if is_wrong])


def _said(page: Page, names: list[str]) -> dict[str, str]:
    return {name: page.words.gettext(_PROBLEMS[name]) for name in names}


def _form(page: Page, wanted: Wanted, problems: dict[str, str] | None = None) -> Response:
    return page.html(
        "give_role.html", 422 if problems else 200, wanted=wanted, problems=problems or {}, page=page, region=REGION,
        choices=[role for role in Role if role in GIVES[page.visitor.role]], processes=_processes(page),
    )  # fmt: skip


def _processes(page: Page) -> list[str]:
    asked = select(Subscription.process).where(Subscription.municipality_code.in_(page.codes)).distinct()
    return sorted(page.session.scalars(asked))
