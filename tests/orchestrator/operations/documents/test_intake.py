"""An e-invoice comes in: once, with its original and the official verdict, by the API and by a watched folder."""

import os
import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient
from sqlalchemy import select

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, NotFound, TooLarge, Unavailable
from orchestrator.core.settings import settings
from orchestrator.entrypoints.app import create_app
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.packages.models import Release
from orchestrator.governance.people import systems
from orchestrator.governance.vault import service as vault
from orchestrator.operations.documents import folder, intake, rule_sets
from orchestrator.operations.documents.models import Document
from orchestrator.operations.documents.official import OfficialRules, Verdict
from orchestrator.operations.queues import erased
from orchestrator.operations.queues.models import ItemFile, WorkItem
from orchestrator.outcomes.retention.rows import delete_all
from orchestrator.outcomes.trials import tryout
from tests.processes.supplier_invoices.invoices import basic, ubl
from tests.support.house import GROUND, House
from tests.support.invoice_rules import official_material
from tests.support.releases import real_rules

PROCESS, CODE = "supplier_invoices", "1287"
SCOPE = Scope.of("documents:1287", CODE)


def furnish(database: Database) -> Database:
    """A municipality that uses the process, with its real rules."""
    House(database).furnish()
    real_rules(database, PROCESS)
    with database.session(Scope.steward("test")) as session:
        known = session.scalars(select(Subscription)).one()
        session.add(
            Subscription(
                municipality_code=CODE, process=PROCESS, package=PROCESS, release_id=known.release_id, mode="shadow",
                configuration={}, parameters={}, ground=GROUND, changed_at=now(),
            )
        )  # fmt: skip
    return database


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Rules that a test installs are nobody else's."""
    monkeypatch.setattr(settings(), "home", tmp_path / "home")


@pytest.fixture
def base(database: Database) -> Database:
    return furnish(database)


def taken(base: Database, content: bytes, name: str = "f-1001.xml", **more: Any) -> intake.Taken:
    return intake.take(base, SCOPE, CODE, PROCESS, name, content, **more)


def _items(base: Database) -> list[tuple[str, str, dict[str, Any]]]:
    with base.session(SCOPE) as session:
        rows = session.scalars(select(WorkItem).where(WorkItem.process == PROCESS).order_by(WorkItem.id)).all()
        return [
            (row.reference, row.occurrence, vault.unseal_json(session, CODE, "payload", row.payload or b""))
            for row in rows
        ]


def test_an_invoice_is_a_case_with_what_was_read_and_what_the_rules_said(base: Database) -> None:
    found = taken(base, ubl())
    assert (found.reference, found.is_new, found.accepted) == ("SE5560360793-F-1001", True, None)
    ((reference, occurrence, payload),) = _items(base)
    assert (reference, occurrence) == ("SE5560360793-F-1001", "1")
    assert payload["invoice"]["totals"]["payable"] == "1250.00"
    assert payload["official"] == {"installed": False, "rule_sets": [], "findings": []}
    assert (payload["document"]["name"], payload["document"]["repeats"]) == ("f-1001.xml", False)


def test_the_original_is_kept_encrypted_to_the_byte_under_its_hash(base: Database) -> None:
    taken(base, ubl())
    with base.session(SCOPE) as session:
        row, kept = session.scalars(select(Document)).one(), session.scalars(select(ItemFile)).one()
        assert b"F-1001" not in kept.content
        assert vault.unseal(session, CODE, "file", kept.content) == ubl()
        assert (row.size, row.work_item_id) == (len(ubl()), kept.work_item_id)


def test_the_same_bytes_again_are_the_same_document(base: Database) -> None:
    first = taken(base, ubl())
    assert taken(base, ubl(), "another name.xml") == replace(first, is_new=False)
    assert len(_items(base)) == 1


def test_another_document_with_the_same_number_is_a_case_of_its_own_that_says_so(base: Database) -> None:
    taken(base, ubl())
    taken(base, ubl(buyer_reference=basic("BuyerReference", "Solgården")))
    assert [(one[1], one[2]["document"]["repeats"]) for one in _items(base)] == [("1", False), ("2", True)]


def test_a_number_that_could_be_a_persons_is_told_by_the_hash(base: Database) -> None:
    found = taken(base, ubl(number=basic("ID", "Nr 800101-9802")))
    assert found.reference.startswith("-/")
    assert _items(base)[0][2]["invoice"]["number"] == "Nr 800101-9802"


def test_what_is_no_invoice_is_refused_in_words_and_leaves_nothing(base: Database) -> None:
    for content, said in ((b"hej", "not whole XML"), (b"<!DOCTYPE a><a/>", "document type"), (b"<a/>", "not a UBL")):
        with pytest.raises(BadInput, match=said):
            taken(base, content)
    with pytest.raises(TooLarge):
        taken(base, b" " * (intake.LARGEST + 1))
    assert _items(base) == []


def test_who_does_not_use_the_process_is_told_so(base: Database) -> None:
    with pytest.raises(NotFound):
        intake.take(base, SCOPE, CODE, "preschool", "a.xml", ubl())


def test_rules_that_do_not_answer_leave_nothing_and_it_is_sent_again(base: Database) -> None:
    def late(_content: bytes, _name: str) -> Verdict:
        raise Unavailable("The official rules gave no answer in time.")

    with pytest.raises(Unavailable):
        taken(base, ubl(), judge=late)
    assert _items(base) == []
    assert taken(base, ubl()).is_new


def test_published_invoices_come_in_with_their_official_verdict(sqlite_database: Database) -> None:
    material = official_material()
    base, rules = furnish(sqlite_database), OfficialRules()
    rule_sets.install(str(material / "rules"))
    try:
        for kind, accepted in (("swedish", True), ("swedish_as_published", False)):
            file = material / kind / "BIS_Billing_30-Telefoni.xml"
            assert taken(base, file.read_bytes(), file.name, judge=rules.verdict).accepted is accepted
    finally:
        rules.close()
    good, bad = (payload["official"] for _reference, _occurrence, payload in _items(base))
    assert [one["version"] for one in good["rule_sets"]] == ["1.3.16", "3.0.19"]
    assert [one["rule"] for one in bad["findings"]] == ["PEPPOL-COMMON-R049"]


def _laid(place: Path, name: str, content: bytes, age: float = 10) -> Path:
    target = place / CODE / PROCESS / name
    target.parent.mkdir(parents=True, exist_ok=True)
    target.write_bytes(content)
    os.utime(target, (time.time() - age, time.time() - age))
    return target


def test_a_watched_folder_gives_its_documents_and_keeps_what_is_refused_with_the_reason(
    base: Database, tmp_path: Path
) -> None:
    good, bad = _laid(tmp_path, "a.xml", ubl()), _laid(tmp_path, "b.xml", b"hej")
    assert folder.round_of(base, tmp_path) == 2
    assert not good.exists()
    assert not bad.exists()
    refused = bad.parent / "refused"
    assert (refused / "b.xml").read_bytes() == b"hej"
    assert "not whole XML" in (refused / "b.xml.txt").read_text()
    assert len(_items(base)) == 1
    _laid(tmp_path, "b.xml", b"hej igen")
    _laid(tmp_path, "a.xml", ubl())
    assert folder.round_of(base, tmp_path) == 2
    assert {one.name for one in refused.glob("*.xml")} == {"b.xml", "b-2.xml"}
    assert len(_items(base)) == 1, "the same invoice again is the same case"


def test_a_file_that_is_still_written_and_one_that_cannot_be_taken_now_stay_where_they_are(
    base: Database, tmp_path: Path
) -> None:
    def late(_content: bytes, _name: str) -> Verdict:
        raise Unavailable("later")

    young, old = _laid(tmp_path, "young.xml", ubl()[:50], age=0), _laid(tmp_path, "old.xml", ubl())
    part = _laid(tmp_path, "whole.xml.part", ubl())
    elsewhere = _laid(tmp_path, "a.xml", ubl()).rename(tmp_path / "a.xml")
    assert folder.round_of(base, tmp_path, late) == 0
    assert all(one.exists() for one in (young, old, part, elsewhere))


@pytest.fixture
def client(sqlite_database: Database) -> Any:
    app = create_app(furnish(sqlite_database), background=False)
    with sqlite_database.session(Scope.steward("test")) as session:
        token = systems.new_token(session, CODE, systems.DOCUMENTS)
    with TestClient(app, base_url="http://testserver/api/v1") as made:
        made.headers["authorization"] = f"Bearer {token}"
        yield made


Sending = Callable[..., Any]


def test_an_operator_hands_in_an_invoice_and_sends_it_again_without_harm(client: TestClient) -> None:
    for is_new in (True, False):
        answer = client.post(f"/documents/{PROCESS}", params={"name": "f.xml"}, content=ubl())
        assert answer.status_code == 200, answer.text
        assert answer.json()["reference"] == "SE5560360793-F-1001"
        assert (answer.json()["new"], answer.json()["accepted"]) == (is_new, None)


@pytest.mark.parametrize(
    ("content", "status"),
    [
        (b'<!DOCTYPE l [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]><Invoice>&b;</Invoice>', 422),
        (b'<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><Invoice>&x;</Invoice>', 422),
        (b"", 422), (b"%PDF-1.7", 422), (b"<a>" * 5000, 413),
        (b" " * (intake.LARGEST + 1), 413),
        (ubl(customization=basic("CustomizationID", "urn:other")), 422),
    ],
    ids=["laughs", "file", "empty", "pdf", "deep", "large", "version"],
)  # fmt: skip
def test_attacks_are_refused_in_words_and_the_next_invoice_is_taken(
    client: TestClient, content: bytes, status: int
) -> None:
    answer = client.post(f"/documents/{PROCESS}", content=content)
    assert answer.status_code == status
    assert len(answer.json()["error"]["message"].split()) > 5
    assert client.post(f"/documents/{PROCESS}", content=ubl()).json()["new"] is True


def test_the_folder_is_no_ones_until_it_is_named() -> None:
    assert settings().documents_folder is None


@pytest.mark.parametrize("later", [0, 1])
def test_an_invoice_that_was_erased_years_ago_and_comes_again_repeats_it_and_is_a_persons(
    base: Database, later: int
) -> None:
    found = taken(base, ubl())
    for _ in range(later):  # another one with its number came before that
        assert taken(base, ubl().replace(b"1250.00", b"1251.00")).is_new
    with base.session(Scope.steward("test")) as session:
        item = session.get_one(WorkItem, found.work_item_id)
        erased.remember(session, [item])
        session.flush()
        session.expunge_all()
        delete_all(session, CODE, [found.work_item_id])
    assert taken(base, ubl()).is_new
    reference, occurrence, payload = _items(base)[-1]
    assert (reference, occurrence) == ("SE5560360793-F-1001", str(2 + later))
    assert payload["document"]["repeats"] is True, "which the rules give to a person"


def test_a_try_of_a_package_whose_cases_are_documents_has_them_taken_in_for_its_twin(
    sqlite_database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    base = furnish(sqlite_database)
    monkeypatch.setattr(tryout, "_invent", lambda *_asked: [{"name": "f.xml", "content": ubl().decode()}])
    with base.session(Scope.steward("test")) as session:
        release = session.scalars(select(Release)).one()
        release.manifest = {**release.manifest, "process": PROCESS, "systems": [], "secrets": [], "testbed": {
            "configuration": {"accounting": {"vendor": "raknar", "url": "{testbed}/raknar/"}},
        }}  # fmt: skip
        release_id = release.id
    tryout.try_out(base, "person:x", CODE, release_id, "raknar", 1, {"modes": ["shadow", "decide"]}, {})
    with base.session(Scope.of("test", "Q287")) as session:
        (item,) = session.scalars(select(WorkItem)).all()
        assert (item.process, item.reference) == (PROCESS, "SE5560360793-F-1001")
    assert _items(base) == [], "nothing invented touches what is real"
