"""A page's surroundings: who asks, in which scope, in which language.

The session is opened inside the endpoint and committed by leaving it, before the answer goes: a `Depends` with
`yield` would commit after the answer, and a failed commit would still have answered 200.

Who may is asked before the endpoint runs, by what its signature says: `visiting: Annotated[Visit, needs(Action.…)]`.
The declaration is the check, so the two cannot drift apart; `entrypoints/needs.py` reads it from every route.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Annotated, Any, cast

from fastapi import Depends, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse
from sqlalchemy.orm import Session

from orchestrator.core.clock import now
from orchestrator.core.db import Base, Database, Municipality, Scope
from orchestrator.core.errors import NotAllowed, NotFound, NotFresh
from orchestrator.entrypoints.portal.i18n import language_of
from orchestrator.entrypoints.portal.navigation import Todo, todo_of
from orchestrator.entrypoints.portal.render import render
from orchestrator.entrypoints.portal.security import caller_address, check_csrf, session_token
from orchestrator.entrypoints.portal.why_words import Sayer
from orchestrator.entrypoints.portal.words import Words, words
from orchestrator.governance.audit import service as audit
from orchestrator.governance.catalogue.testbed import twin_of
from orchestrator.governance.identity import service as identity
from orchestrator.governance.people import case_access, fresh, sign_ins
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import CaseAccess
from orchestrator.governance.people.queries import actor_names, municipality_names
from orchestrator.governance.people.rules import TABLE, Action, Open
from orchestrator.governance.people.service import Visitor
from orchestrator.operations.queues.models import WorkItem
from orchestrator.operations.triggers.why_run import Why
from orchestrator.outcomes.benefits.small import LEAST, is_small

# The field by which a form carries the password that was asked for again.
AGAIN = "again_password"


@dataclass
class Page:
    """An open page: its session is in the visitor's own scope."""

    session: Session
    visitor: Visitor
    words: Words
    request: Request
    now: datetime = field(default_factory=now)

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(place.code for place in self.visitor.municipalities)

    @property
    def process(self) -> str:
        """The one process that the role is held in, if it is."""
        return self.visitor.grant.process or ""

    @property
    def regional(self) -> bool:
        return self.visitor.grant.municipality_code is None

    @property
    def only_measures(self) -> bool:
        """A role of the whole region that sees no cases: what it sees has left the municipality, small numbers not."""
        return self.regional and not self.visitor.may(Action.SEE_WORK_ITEMS)

    def count(self, number: int) -> str:
        """A count that stands by itself, without others that it could be reckoned from."""
        if self.only_measures and is_small(number):
            return self.words.gettext("färre än %(count)s") % {"count": LEAST}
        return self.words.number(number)

    @property
    def todo(self) -> list[Todo]:
        return todo_of(self.session, self.visitor, self.words, self.now)

    def choose(self, code: str) -> tuple[str, ...]:
        """One municipality of the visitor's, or all of them. Another looks like one that is not there."""
        if not code:
            return self.codes
        if code not in self.codes:
            raise NotFound("There is no such municipality here.")
        return (code,)

    def place(self, code: str) -> Municipality:
        return next(place for place in self.visitor.municipalities if place.code == code)

    def sayer(self, *reasons: Why) -> Sayer:
        """Says these reasons in the visitor's language; who put an item on hold is named."""
        actors = {str(why.facts["by"]) for why in reasons if "by" in why.facts}
        return Sayer(self.words, self.now, actor_names(self.session, actors))

    def may_open(self, item: WorkItem) -> bool:
        """What a case holds is read in its own municipality, and by whom that municipality lets in for some hours."""
        return self._is_own(item) or self.access_to(item) is not None

    def access_to(self, item: WorkItem) -> CaseAccess | None:
        """By what somebody who is not of the municipality may open this case now."""
        if not self.visitor.may(Action.ASK_CASE_ACCESS):
            return None
        return case_access.in_force(self.session, self.visitor.person.id, item.id)

    def open(self, item: WorkItem, what: str = "case_opened", **detail: Any) -> None:
        """Before anything of a case is shown: refuse, or ask who it is, or write the reading in the trail.

        A case that one has claimed in one's inbox is work of the day: there the day's sign-in is enough.
        """
        access = None if self._is_own(item) else self.access_to(item)
        if access is None and not self._is_own(item):
            raise NotAllowed("A case is read in its own municipality. Ask there to open it, with a reason.")
        if TABLE[Action.OPEN_CASE].fresh and item.assigned_to != self.visitor.person.id:
            self.visitor.require_fresh()
        told = detail | ({"access": access.id} if access else {})
        audit.note(self.session, item.municipality_code, what, "work_item", item.id, **told)

    def _is_own(self, item: WorkItem) -> bool:
        """The visitor's own municipality, or its twin with invented cases."""
        code = self.visitor.grant.municipality_code
        own = code is not None and item.municipality_code in (code, twin_of(code))
        return own and self.visitor.may(Action.OPEN_CASE)

    def in_role(self, process: str) -> None:
        if self.process and process != self.process:
            raise NotFound("There is nothing of that process here.")

    def html(self, template: str, status: int = 200, **values: Any) -> HTMLResponse:
        surroundings = {"visitor": self.visitor, "todo": self.todo, "places": municipality_names(self.session)}
        return render(self.request, self.words, template, status, **surroundings, **values)


@dataclass
class Visit:
    """A request to the portal. `what` is what its route asks for; a page opens for that and nothing else."""

    request: Request
    what: Action | Open = Open.PUBLIC
    _admitted: Visitor | None = None

    @property
    def database(self) -> Database:
        return cast(Database, self.request.app.state.database)

    @property
    def token(self) -> str | None:
        return session_token(self.request)

    @property
    def browser_words(self) -> Words:
        """For pages without a person: the browser's language."""
        return words(language_of(self.request.headers.get("accept-language", "")))

    @property
    def provider(self) -> str | None:
        """The municipality at whose provider this sign-in was made; None for a local account."""
        with self.database.session(Scope.steward("portal")) as session:
            row = identity.came_from(session, self.token)
            return row.municipality_code if row else None

    def visitor(self) -> Visitor:
        with self.database.session(Scope.steward("portal")) as session:
            found = people.visitor(session, self.token)
            sign_ins.seen(found.sign_in, self.request.headers.get("user-agent", ""), caller_address(self.request))
            return found

    def admit(self, password: str = "") -> None:
        """Refuse whoever may not have what the route asks for. `password`: sent along to show again who it is."""
        if password:
            with self.database.session(Scope.steward("portal")) as session:
                fits = fresh.confirm(session, self.token, password)
            if not fits:  # the session is left: a wrong one stays counted
                raise NotFresh(wrong=True)
        self._admitted = self._asked()

    def in_twin(self, model: type[Base], row_id: str) -> bool:
        """Whether a row belongs to the visitor's municipality in the test environment. Who works in none has none."""
        visitor = self._admitted = self._admitted or self._asked()
        code = visitor.grant.municipality_code
        if code is None:
            return False
        with self.database.session(Scope.of("portal", twin_of(code))) as session:
            return session.get(model, row_id) is not None

    @contextmanager
    def read(self, *, trying: bool = False) -> Iterator[Page]:
        """Open the page. Read again later (a stream), the right is asked again. `trying`: the municipality's twin in
        the test environment is seen, and nothing else."""
        visitor, self._admitted = self._admitted or self._asked(), None
        if trying:
            visitor = _among_invented(self.database, visitor)
        with self.database.session(visitor.scope) as session:
            audit.in_role(session, visitor.role.value, visitor.place)
            yield Page(session, visitor, words(visitor.person.language), self.request)

    @contextmanager
    def act(self, csrf: str, *, trying: bool = False) -> Iterator[Page]:
        """Open a page that changes something: its form must be ours."""
        with self.read(trying=trying) as page:
            check_csrf(page.visitor.sign_in.csrf_token, csrf)
            yield page

    def _asked(self) -> Visitor:
        if self.what is Open.PUBLIC:
            raise RuntimeError("a route that needs nothing opens no page of a person: let it declare what it needs")
        visitor = self.visitor()
        if isinstance(self.what, Action):
            visitor.require(self.what)
        return visitor


def _among_invented(database: Database, visitor: Visitor) -> Visitor:
    """The visitor in the test environment: the same person and role, among what is invented."""
    code = visitor.grant.municipality_code
    with database.session(Scope.nobody("portal")) as session:
        twin = session.get(Municipality, twin_of(code)) if code else None
    if twin is None:
        raise NotFound("Nothing has been tried here yet.")
    return replace(visitor, municipalities=(twin,))


@dataclass(frozen=True)
class Needs:
    """A route's declaration and its check in one."""

    what: Action | Open

    async def __call__(self, request: Request) -> Visit:
        visit = Visit(request, self.what)
        if self.what is not Open.PUBLIC:
            password = "" if request.method == "GET" else str((await request.form()).get(AGAIN, ""))
            await run_in_threadpool(visit.admit, password)
        return visit


def needs(what: Action | Open) -> Any:
    """For a route's signature: `visiting: Annotated[Visit, needs(Action.SEE_RUNS)]`."""
    return Depends(Needs(what))


Public = Annotated[Visit, needs(Open.PUBLIC)]
OwnAccount = Annotated[Visit, needs(Open.OWN_ACCOUNT)]
