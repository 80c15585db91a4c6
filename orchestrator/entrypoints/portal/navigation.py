"""The menu, drawn from role × action, and what waits for the visitor. Only true figures, no invented rows."""

from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.subscription_todos import Todo, subscription_todos
from orchestrator.entrypoints.portal.words import Words
from orchestrator.governance.catalogue import needs
from orchestrator.governance.people import case_access, roles, systems
from orchestrator.governance.people.rules import Action, Role
from orchestrator.governance.people.service import Visitor
from orchestrator.governance.readings import service as readings
from orchestrator.operations.incidents import service as incidents
from orchestrator.operations.queues import inbox
from orchestrator.operations.queues import queries as queues
from orchestrator.operations.runs import queries as runs
from orchestrator.outcomes.rounds import queries as rounds

# (path, word, the action that it needs)
MENU = (
    ("/", N_("Start"), Action.SEE_START),
    ("/queues", N_("Köer"), Action.SEE_QUEUES),
    ("/inbox", N_("Inkorg"), Action.HANDLE_CASE),
    ("/work-items", N_("Ärenden"), Action.SEE_WORK_ITEMS),
    ("/case-access", N_("Läsa ärenden"), Action.GRANT_CASE_ACCESS),
    ("/readings", N_("Läsning"), Action.REVIEW_READING),
    ("/runs", N_("Körningar"), Action.SEE_RUNS),
    ("/packages", N_("Robotpaket"), Action.SEE_PACKAGES),
    ("/keywords", N_("Nyckelord"), Action.SEE_KEYWORDS),
    ("/time-saved", N_("Nytta"), Action.SEE_TIME_SAVED),
    ("/catalogue", N_("Katalog"), Action.SEE_CATALOGUE),
    ("/subscriptions", N_("Prenumerationer"), Action.SEE_SUBSCRIPTION),
    ("/people", N_("Roller"), Action.SEE_ROLES),
    ("/tokens", N_("Nycklar"), Action.MANAGE_TOKENS),
    ("/secrets", N_("Hemligheter"), Action.SEE_SECRETS),
)


def todo_of(session: Session, visitor: Visitor, said: Words, now: datetime) -> list[Todo]:
    """What waits for this person in this role."""
    codes = tuple(place.code for place in visitor.municipalities)
    process = visitor.grant.process or ""
    if visitor.may(Action.HANDLE_CASE):
        found = [_in_inbox(session, visitor, said, now), _in_rounds(session, codes, process, said)]
    elif visitor.role is Role.BUSINESS_OWNER:
        found = [_asks_to_read(session, codes, process, said), _handed_over(session, codes, process, said, now)]
        found += subscription_todos(session, visitor, said)
        found.append(_guarantees(session, codes, process, said))
    elif visitor.role is Role.OPERATIONS:
        found = [_crashed(session, codes, process, said, now), _stopped_by_systems(session, codes, process, said, now)]
    else:
        found = []
    if visitor.may(Action.STOP_RELEASE):
        found.append(_incidents(session, said))
    if visitor.may(Action.ANSWER_NEED):
        found.append(_needs(session, said))
    if visitor.may(Action.CHANGE_ROLES):
        found.append(_to_review(session, visitor, said))
    if visitor.may(Action.REVIEW_READING):
        found.append(_readings(session, visitor, codes, said))
    found.append(_asked_about_reading(session, visitor, codes, said))
    if visitor.may(Action.MANAGE_TOKENS):
        found.append(_tokens_that_end(session, visitor, codes, said))
    return [thing for thing in found if thing.count]


def _in_inbox(session: Session, visitor: Visitor, said: Words, now: datetime) -> Todo:
    codes = tuple(place.code for place in visitor.municipalities)
    waiting = inbox.count_for(session, codes, visitor.grant.process or "", visitor.person.id)
    return Todo(
        waiting.count,
        said.ngettext("Ärende i inkorgen", "Ärenden i inkorgen", waiting.count),
        _oldest(waiting, said, now),
        "/inbox",
        said.gettext("Öppna inkorgen"),
        "/inbox",
        waiting.more,
    )


def _in_rounds(session: Session, codes: tuple[str, ...], process: str, said: Words) -> Todo:
    """Rounds that wait for decisions, with the guarantee dates that are at risk in them."""
    open_ones = rounds.open_to_decide(session, codes, process)
    risks = sum(rounds.alarms(session, codes, process).values()) if open_ones else 0
    told = said.ngettext("%(num)s barns garantidag är i fara.", "%(num)s barns garantidag är i fara.", risks)
    return Todo(
        len(open_ones),
        said.ngettext("Omgång att besluta om", "Omgångar att besluta om", len(open_ones)),
        told % {"num": risks} if risks else said.gettext("Förslagen är rangordnade efter kommunens egna regler."),
        f"/rounds/{open_ones[0].id}" if len(open_ones) == 1 else "/rounds",
        said.gettext("Öppna omgången"),
        "/rounds",
    )


def _guarantees(session: Session, codes: tuple[str, ...], process: str, said: Words) -> Todo:
    """Who answers for the municipality hears of guarantee dates at risk weeks before; who decides has the round."""
    count = sum(rounds.alarms(session, codes, process).values())
    return Todo(
        count,
        said.ngettext("Garantidag i fara", "Garantidagar i fara", count),
        said.gettext("Barn som ska erbjudas plats inom fyra månader, och ingen plats räcker till dem i omgången."),
        "/subscriptions",
        said.gettext("Se prenumerationen"),
        "/subscriptions",
    )


def _incidents(session: Session, said: Words) -> Todo:
    """Of the region's releases: who may stop one looks at them."""
    found = incidents.open_ones(session)
    return Todo(
        len(found),
        said.ngettext("Händelse med en utgåva", "Händelser med utgåvor", len(found)),
        said.gettext("En utgåva vägrades eller stoppades av sig själv. Inget ärende är borta: de väntar."),
        f"/packages/{found[0].package}#incidents" if found else "/packages",
        said.gettext("Se vad som hände"),
        "/packages",
    )


def _needs(session: Session, said: Words) -> Todo:
    count = len(needs.open_ones(session))
    return Todo(
        count,
        said.ngettext("Behov som kommunerna har anmält", "Behov som kommunerna har anmält", count),
        said.gettext("De väntar på att få veta om det blir en robot."),
        "/catalogue#needs",
        said.gettext("Läs och svara"),
        "/catalogue",
    )


def _to_review(session: Session, visitor: Visitor, said: Words) -> Todo:
    giver = roles.Giver(visitor.person.id, visitor.role, visitor.grant.municipality_code)
    count = len(roles.to_review(session, giver))
    return Todo(
        count,
        said.ngettext("Roll att se över", "Roller att se över", count),
        said.gettext("Ingen har sagt på ett år att de fortfarande stämmer."),
        "/people",
        said.gettext("Se över"),
        "/people",
    )


def _readings(session: Session, visitor: Visitor, codes: tuple[str, ...], said: Words) -> Todo:
    count = sum(row.state != "asked" for row in readings.to_review(session, codes, but=visitor.person.id))
    return Todo(
        count,
        said.ngettext("Läsning att se över", "Läsningar att se över", count),
        said.gettext("Någon har läst ärenden på ett sätt som sticker ut, eller har svarat på din fråga."),
        "/readings",
        said.gettext("Se över"),
        "/readings",
    )


def _asked_about_reading(session: Session, visitor: Visitor, codes: tuple[str, ...], said: Words) -> Todo:
    count = len(readings.asked_of(session, codes, visitor.person.id))
    return Todo(
        count,
        said.ngettext("Fråga om vad du har läst", "Frågor om vad du har läst", count),
        said.gettext("Kommunen undrar varför du öppnade ett ärende."),
        "/readings/mine",
        said.gettext("Svara"),
        "/",
    )


def _tokens_that_end(session: Session, visitor: Visitor, codes: tuple[str, ...], said: Words) -> Todo:
    count = sum(systems.ends_soon(row) for row in systems.system_tokens(session, codes))
    if visitor.grant.municipality_code is None:
        count += sum(systems.ends_soon(row) for row in systems.worker_tokens(session))
    return Todo(
        count,
        said.ngettext("Nyckel som slutar gälla", "Nycklar som slutar gälla", count),
        said.gettext("När den har slutat gälla släpps maskinen inte in. Gör en ny i tid."),
        "/tokens",
        said.gettext("Se nycklarna"),
        "/tokens",
    )


def _asks_to_read(session: Session, codes: tuple[str, ...], process: str, said: Words) -> Todo:
    count = len(case_access.waiting(session, codes, process))
    return Todo(
        count,
        said.ngettext("Fråga om att få läsa ett ärende", "Frågor om att få läsa ärenden", count),
        said.gettext("Driften ser bara lägen och koder tills du har svarat."),
        "/case-access",
        said.gettext("Svara"),
        "/case-access",
    )


def _handed_over(session: Session, codes: tuple[str, ...], process: str, said: Words, now: datetime) -> Todo:
    waiting = queues.waiting(session, codes, "waiting", process)
    return Todo(
        waiting.count,
        said.ngettext("Ärende som roboten har lämnat över", "Ärenden som roboten har lämnat över", waiting.count),
        _oldest(waiting, said, now),
        "/work-items?state=waiting",
        said.gettext("Visa ärendena"),
        "/work-items",
        waiting.more,
    )


def _crashed(session: Session, codes: tuple[str, ...], process: str, said: Words, now: datetime) -> Todo:
    count = runs.count(session, codes, "troubled", now - timedelta(days=1), process)
    return Todo(
        count,
        said.ngettext("Körning som inte gick som den skulle", "Körningar som inte gick som de skulle", count),
        said.gettext("Senaste dygnet. Ärendena har gått tillbaka till kön eller till en handläggare."),
        "/runs?state=troubled",
        said.gettext("Visa körningarna"),
        "/runs",
    )


def _stopped_by_systems(session: Session, codes: tuple[str, ...], process: str, said: Words, now: datetime) -> Todo:
    waiting = queues.waiting(session, codes, "waiting", process, stopped=True)
    return Todo(
        waiting.count,
        said.ngettext("Ärende som systemfel har stoppat", "Ärenden som systemfel har stoppat", waiting.count),
        _oldest(waiting, said, now),
        "/work-items?state=waiting",
        said.gettext("Visa ärendena"),
        "/work-items",
        waiting.more,
    )


def _oldest(waiting: queues.Waiting, said: Words, now: datetime) -> str:
    if waiting.oldest_at is None:
        return ""
    waited = said.span((now - waiting.oldest_at).total_seconds())
    return said.gettext("Det äldsta kom %(moment)s och har väntat %(waited)s.") % {
        "moment": said.moment(waiting.oldest_at),
        "waited": waited,
    }
