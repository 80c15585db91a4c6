"""What the matrix walks over: in each place one of everything that a route can name, and a person in every role."""

from dataclasses import dataclass, field

from sqlalchemy import select

from orchestrator.core.clock import now, today
from orchestrator.core.db import Database, Scope
from orchestrator.governance.catalogue import needs
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people import case_access, systems
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import Person
from orchestrator.governance.people.rules import Kind, Role, holdable
from orchestrator.governance.pipeline import gates
from orchestrator.governance.readings.models import OddReading
from orchestrator.operations.fleet import service as fleet
from orchestrator.operations.incidents import service as incidents
from orchestrator.operations.queues.add import NewItem, add
from orchestrator.operations.queues.claim import claim
from orchestrator.operations.runs import evidence
from orchestrator.operations.runs import service as runs
from orchestrator.operations.runs.exits import Ending, Exit
from orchestrator.outcomes.rounds import kept
from orchestrator.outcomes.rounds.models import Round
from tests.journeys.town import PASSWORD, Town, picture
from tests.support.house import PROCESS

OTHER_PROCESS = "parking_permit"
OWN, NEXT_DOOR, ELSEWHERE, NOWHERE = "own", "another process", "another municipality", "nowhere"
VISITORS = [(role, kind) for role in Role for kind in Kind if kind in holdable(role)]
NONE = "f" * 32


@dataclass
class Place:
    """One municipality's process with an item, a run and a picture. `marks` stand on pages that show any of them."""

    code: str
    process: str
    values: dict[str, str]
    marks: set[str] = field(default_factory=set)

    @classmethod
    def of(cls, code: str, process: str, reference: str, **values: str) -> "Place":
        shared = {
            "code": code,
            "municipality": code,
            "process": process,
            "month": "2026-11",
            "name": "w1",
            "package": PROCESS,
        }
        return cls(code, process, shared | values, {reference, *values.values()})


def in_scope(kind: Kind, ground: str) -> bool:
    """Whether a ground lies in the scope of a role held in Trelleborg (or the region)."""
    seen = {Kind.REGION: (OWN, NEXT_DOOR, ELSEWHERE), Kind.MUNICIPALITY: (OWN, NEXT_DOOR), Kind.PROCESS: (OWN,)}
    return ground in seen[kind]


def name_of(role: Role, kind: Kind) -> str:
    return f"{role.value}-{kind.name}".lower()


def lay_out(town: Town) -> dict[str, Place]:
    """The four grounds; Trelleborg gets a second process, and everybody who can hold a role holds it."""
    base = town.database
    with base.session(Scope.steward("test")) as session:
        fleet.beat(session, fleet.Beat("w1", "b", "machine", "region", 2, "1"))
        uses = session.scalars(select(Subscription).where(Subscription.municipality_code == "1287")).one()
        session.add(
            Subscription(
                municipality_code="1287", process=OTHER_PROCESS, package=uses.package, release_id=uses.release_id,
                mode="shadow", configuration={}, parameters={}, changed_at=now(),
            )
        )  # fmt: skip
        for role, kind in VISITORS:
            person = people.add_person(session, name_of(role, kind), role.value, PASSWORD)
            code = None if kind is Kind.REGION else "1287"
            people.grant_role(session, person, role, code, PROCESS if kind is Kind.PROCESS else None)
        people.add_person(session, "nobody", "No Role", PASSWORD)
    asker = name_of(Role.OPERATIONS, Kind.REGION)
    own = Place.of("1287", PROCESS, "EB-2026-12-0101", item_id=town.items["done"], run_id=town.runs["completed"],
                   evidence_id=town.evidence["picture"],
                   access_id=_asked(base, "1287", PROCESS, town.items["done"], asker),
                   person_id=_works_in(base, "1287", PROCESS), token_id=_token_of(base, "1287"),
                   reading_id=_odd(base, "1287", PROCESS), round_id=_round(base, "1287", PROCESS),
                   question_id=NONE)  # fmt: skip
    nowhere = Place.of(
        "9999",
        "nothing",
        NONE,
        item_id=NONE,
        run_id=NONE,
        evidence_id=NONE,
        access_id=NONE,
        person_id=NONE,
        token_id=NONE,
        reading_id=NONE,
        round_id=NONE,
        question_id=NONE,
    )
    nowhere.values["name"] = "nobody"
    grounds = {
        OWN: own, NEXT_DOOR: _filled(base, "1287", OTHER_PROCESS, "PP-2026-0777", asker),
        ELSEWHERE: _filled(base, "1285", PROCESS, "EB-2026-12-0955", asker), NOWHERE: nowhere,
    }  # fmt: skip
    release = _release(base)
    for ground, place in grounds.items():  # the region's, in no ground: no mark of any
        place.values.update(dict.fromkeys(release, NONE) if ground == NOWHERE else release)
    return grounds


def _release(base: Database) -> dict[str, str]:
    """A draft of a package that nobody uses, with a gate that left evidence."""
    with base.session(Scope.steward("test:author")) as session:
        known = session.scalars(select(Release).limit(1)).one()
        row = Release(package="parking", version="1.0.0", sha256="9" * 64, signature=b"", manifest=known.manifest,
                      authored_by="test:author", authored_at=now(), state="draft")  # fmt: skip
        session.add(row)
        session.flush()
        gate = gates.record(session, row, "unit", passed=True, summary="ok", evidence=b"ok")
        met = incidents.note(session, incidents.Kind.REFUSED, row, "Its hash differs.")
        return {"package": "parking", "release_id": row.id, "gate_id": gate.id, "incident_id": met.id,
                "need_id": needs.propose(session, "1287", "Bygglov", "Ofta.").id}  # fmt: skip


def _filled(base: Database, code: str, process: str, reference: str, asker: str) -> Place:
    """A finished run that has looked at a case and kept a picture; the case waits for a person."""
    with base.session(Scope.of("test", code)) as session:
        item_id = add(session, code, process, NewItem(reference, "2026-12", priority=0))[0]
    with base.session(Scope.steward("test")) as session:
        run = runs.request(session, code, process, "Handle Applications", "test")
        run = runs.open_run(session, run.id, "w1", run.id).run
    with base.session(Scope.of("test", code)) as session:
        taken = claim(session, code, process, run.id)
        assert taken is not None
        assert taken.id == item_id
        kept = evidence.keep(session, run, "screenshot", "case", picture(), "image/png", item_id, taken.fence).id
    with base.session(Scope.steward("test")) as session:
        runs.close(session, run.id, Ending(Exit.PASSED, 0, ""))
    asked = _asked(base, code, process, item_id, asker)
    return Place.of(code, process, reference, item_id=item_id, run_id=run.id, evidence_id=kept, access_id=asked,
                    person_id=_works_in(base, code, process), token_id=_token_of(base, code),
                    reading_id=_odd(base, code, process), round_id=_round(base, code, process),
                    question_id=NONE)  # fmt: skip


def _round(base: Database, code: str, process: str) -> str:
    """A round in which nobody took part."""
    with base.session(Scope.of("test", code)) as session:
        row = Round(municipality_code=code, process=process, number=1, on=today(), laid_by="test", laid_at=now(),
                    children=0, rules_version="1.0.0", rules_sha256="0" * 64, input_sha256="0" * 64,
                    result_sha256="0" * 64)  # fmt: skip
        settings = {"in_force": [], "to_confirm": [], "answer_days": None}
        frame = {"told": {"units": []}, "result": {"settings": settings}, "draws": [], "left": {}}
        kept.store(session, kept.Whole(row, frame, []))
        return row.id


def _odd(base: Database, code: str, process: str) -> str:
    """What somebody there has read stands out."""
    with base.session(Scope.steward("test")) as session:
        person = people.add_person(session, f"reader-{code}-{process}", "Reads There", PASSWORD)
        row = OddReading(municipality_code=code, person_id=person.id, day=today(), grounds=[], items=[], count=1,
                         found_at=now())  # fmt: skip
        session.add(row)
        session.flush()
        return row.id


def _works_in(base: Database, code: str, process: str) -> str:
    """Somebody who handles cases there."""
    with base.session(Scope.steward("test")) as session:
        person = people.add_person(session, f"worker-{code}-{process}", "Works There", PASSWORD)
        people.grant_role(session, person, Role.CASEWORKER, code, process)
        return person.id


def _token_of(base: Database, code: str) -> str:
    """The municipality's one token, whichever of its processes asks."""
    with base.session(Scope.steward("test")) as session:
        if not systems.system_tokens(session, (code,)):
            systems.new_token(session, code)
        return systems.system_tokens(session, (code,))[0].id


def _asked(base: Database, code: str, process: str, item_id: str, asker: str) -> str:
    """A question about reading the case, that waits for its municipality's answer."""
    with base.session(Scope.of("test", code)) as session:
        person = session.scalars(select(Person.id).where(Person.username == asker)).one()
        return case_access.ask(session, code, process, item_id, person, "felsökning").id
