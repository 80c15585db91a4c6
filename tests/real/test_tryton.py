"""The robot for supplier invoices against Tryton 8, through its real screen; the truth is read by its interface."""

from __future__ import annotations

import signal
from datetime import date
from typing import Any

import pytest

from infra.real.tryton.server import Tryton
from tests.real.conftest import add, drafts, invoice
from tests.robots.conftest import RobotProcess, wait_for
from tests.robots.rules_host import Rules
from tests.shared_library.platform_double import Platform

pytestmark = [pytest.mark.real, pytest.mark.browser, pytest.mark.timeout(900)]
Json = dict[str, Any]
Start = Any  # tests.robots.conftest: start_robot
PATIENCE_SECONDS = 600
DATA = {"organisation_number": "5567037485", "account": "9912346"}
ROOMS = {"organisation_number": "5590004429", "account": "1234566", "scheme": "plusgiro"}


def test_three_invoices_are_entered_and_posted_and_stand_in_tryton_to_the_ore(
    tryton: Tryton, platform: Platform, start_robot: Start
) -> None:
    items = [
        add(platform, invoice("F-2001", "1000.40", "250.10", "1250.50")),
        add(platform, invoice("F-2002", "9980.00", "2495.00", "12475.00", **DATA)),
        add(platform, invoice("F-2003", "38765.44", "9691.36", "48456.80", **ROOMS)),
    ]
    run = start_robot("Handle Invoices").finished(PATIENCE_SECONDS)
    assert run.code == 0, run.console
    assert [item["state"] for item in items] == ["done"] * 3, [item["released"] for item in items]
    assert [[effect["state"] for effect in item["effects"]] for item in items] == [["confirmed"]] * 3
    assert _stands(tryton, "F-2001") == [("Prov Papper AB", "1000.40", "250.10", "1250.50", "6110", "3100")]
    assert _stands(tryton, "F-2002") == [("Prov Data AB", "9980.00", "2495.00", "12475.00", "6230", "2200")]
    assert _stands(tryton, "F-2003") == [("Prov Lokaler AB", "38765.44", "9691.36", "48456.80", "5010", "1500")]


def test_a_robot_killed_between_save_and_post_is_followed_by_one_that_posts_the_same_draft(
    tryton: Tryton, platform: Platform, start_robot: Start
) -> None:
    item = add(platform, invoice("F-2004", "800.00", "200.00", "1000.00"))
    robot: RobotProcess = start_robot("Handle Invoices")
    wait_for(lambda: drafts(tryton, "F-2004") == 1, PATIENCE_SECONDS)
    robot.process.send_signal(signal.SIGKILL)
    robot.process.wait()
    (left,) = tryton.interface.invoices("F-2004")
    assert (left["state"], left["booked"]) == ("draft", None)
    item["leased_until"] = 0.0  # the lease ran out
    run = start_robot("Handle Invoices").finished(PATIENCE_SECONDS)
    assert run.code == 0, run.console
    assert (item["state"], item["purpose"]) == ("done", "verify"), item["released"]
    (made,) = tryton.interface.invoices("F-2004")
    assert (made["id"], made["state"], made["booked"]) == (left["id"], "posted", "posted")
    assert (made["key"], made["total"]) == ("SE5560360793-F-2004:1:1:registration", "1000.00")


def test_a_similar_invoice_that_a_person_posts_meanwhile_is_a_persons_and_ours_is_not_posted(
    tryton: Tryton, platform: Platform, rules: Rules, start_robot: Start
) -> None:
    def meanwhile(item: Json, facts: Json) -> Json:
        """The rules have seen no such invoice; between their answer and our post a colleague enters it."""
        assessment: Json = rules(item, facts)
        tryton.interface.post_again("T-109", under="F-2005", on=date(2026, 11, 3))
        return assessment

    platform.assess = meanwhile
    item = add(platform, invoice("F-2005", "640.00", "160.00", "800.00"))
    run = start_robot("Handle Invoices", COE_PATIENCE_SECONDS="120").finished(PATIENCE_SECONDS)
    assert run.code == 0, run.console
    told = item["released"][-1]["exception"]
    assert (told["type"], told["code"]) == ("BUSINESS", "similar_invoice")
    assert 'The invoice "[F-2005]" is similar to invoice "10 [F-2005]".' in told["message"]
    by_hand, ours = tryton.interface.invoices("F-2005")
    assert (by_hand["state"], by_hand["key"]) == ("posted", None)
    assert (ours["state"], ours["booked"]) == ("draft", None)
    assert ours["key"] == "SE5560360793-F-2005:1:1:registration"


def _stands(tryton: Tryton, reference: str) -> list[tuple[str, ...]]:
    """Of each invoice with this reference: party, sums, coding; what is the same for all is compared here."""
    found = []
    for made in tryton.interface.invoices(reference):
        assert (made["state"], made["booked"], made["due_on"]) == ("posted", "posted", ["2026-12-02"])
        assert (made["issued_on"], made["payment_reference"]) == ("2026-11-02", "12345674")
        ((account, centre, net),) = made["lines"]
        assert net == made["net"]
        found.append((made["party"], made["net"], made["vat"], made["total"], account, centre))
    return found
