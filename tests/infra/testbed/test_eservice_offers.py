"""Offers of a place: fetched from the platform, answered on Mina sidor, told back. A small stand-in is the platform."""

import json
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import httpx
import pytest
from axe_playwright_python.sync_playwright import Axe
from fastapi import FastAPI, Header, Request
from fastapi.responses import JSONResponse, Response
from fastapi.testclient import TestClient
from playwright.sync_api import Page, expect

from infra.testbed import answer_key, guardians
from infra.testbed.app import Stores
from infra.testbed.eservice import offers, platform
from tests.infra.testbed.conftest import on_a_port

Json = dict[str, Any]
NUMBER, OTHER, CODE = "198001012387", "198803052383", "1287"
LATE = "Svarstiden har gått ut."


@dataclass
class Standin:
    """The platform's offers as the contract has them: told until fetched, answered once."""

    to_tell: list[Json] = field(default_factory=list)
    heard: list[tuple[str, Json]] = field(default_factory=list)
    late: bool = False
    down: bool = False

    def app(self) -> FastAPI:
        app = FastAPI()

        @app.get("/api/v1/eservice/letters")
        def letters() -> Json:
            return {"letters": []}

        @app.get("/api/v1/eservice/supplements")
        def supplements() -> Json:
            return {"supplements": []}

        @app.get("/api/v1/eservice/offers")
        def told(limit: int, authorization: str = Header()) -> Json:
            assert (limit, authorization) == (100, "Bearer nyckel")
            return {"offers": self.to_tell[:limit]}

        @app.post("/api/v1/eservice/offers/{offer_id}/fetched")
        async def fetched(offer_id: str, request: Request) -> Response:
            what = (await request.json())["what"]
            self.to_tell = [one for one in self.to_tell if (one["id"], one["what"]) != (offer_id, what)]
            return Response(status_code=204)

        @app.post("/api/v1/eservice/offers/{offer_id}/answer")
        async def answer(offer_id: str, request: Request) -> Response:
            if self.down:
                return Response(status_code=503)
            self.heard.append((offer_id, await request.json()))
            if self.late:
                return JSONResponse({"error": {"code": "conflict", "message": LATE, "problems": []}}, 409)
            return Response(status_code=204)

        return app


@pytest.fixture
def standin(stores: Stores) -> Iterator[Standin]:
    made = Standin()
    with on_a_port(stores, made.app()) as url:
        platform.connect(stores.eservice, CODE, f"{url}/api/v1", "nyckel")
        for number, reference in ((NUMBER, "BO-2026-0001"), (OTHER, "BO-2026-0002")):
            citizen = {"number": number, "first_name": "Ida", "last_name": "Ekbacka", "address": "Provgatan 1",
                       "municipality": CODE}  # fmt: skip
            offers.know(stores.eservice, citizen, reference)
        yield made


def offer(offer_id: str = "a1", reference: str = "BO-2026-0001", **changed: Any) -> Json:
    return {
        "id": offer_id, "what": "offer", "reference": reference, "occurrence": "1", "unit": "Solrosen",
        "start_on": "2027-01-11", "answer_by": "2026-12-07", "fee_ore": 136_500, "hours_week": 35,
        "text": "Första i tur av 2 vid det första önskemålet.", **changed,
    }  # fmt: skip


def end(offer_id: str = "a1") -> Json:
    return {"id": offer_id, "what": "end", "reference": "BO-2026-0001", "occurrence": "1", "text": LATE}


def sign_in(client: TestClient, number: str = NUMBER) -> None:
    client.post("/e-tjanst/legitimera", data={"personnummer": number})


def test_an_offer_is_fetched_once_and_stands_on_mina_sidor_for_its_guardian_alone(
    client: TestClient, stores: Stores, standin: Standin
) -> None:
    standin.to_tell = [offer(), offer("z9", "BO-2026-0999")]
    assert platform.exchange(stores.eservice) == {"fetched": 1, "told": 0}, "nobody here has applied for the other"
    assert standin.to_tell == []
    standin.to_tell = [offer()]
    assert platform.exchange(stores.eservice)["fetched"] == 0
    sign_in(client)
    listed = client.get("/e-tjanst/mina-sidor").text
    assert listed.count("Plats på Solrosen från 2027-01-11") == 1
    assert "Väntar på ditt svar" in listed
    shown = client.get("/e-tjanst/erbjudande/1").text
    for text in ("35 timmar i veckan", "1\u00a0365 kr i månaden", "2026-12-07", "BO-2026-0001", "Första i tur av 2"):
        assert text in shown
    sign_in(client, OTHER)
    assert "Solrosen" not in client.get("/e-tjanst/mina-sidor").text
    assert client.get("/e-tjanst/erbjudande/1").headers["location"] == "/e-tjanst/mina-sidor"
    assert client.post("/e-tjanst/erbjudande/1", data={"svar": "ja"}).headers["location"] == "/e-tjanst/erbjudande/1"
    assert platform.exchange(stores.eservice)["told"] == 0


@pytest.mark.parametrize(("word", "said"), [("ja", "accepted"), ("nej", "declined")])
def test_the_first_answer_counts_and_is_told_until_it_is_heard(
    client: TestClient, stores: Stores, standin: Standin, word: str, said: str
) -> None:
    standin.to_tell = [offer()]
    platform.exchange(stores.eservice)
    sign_in(client)
    without = client.post("/e-tjanst/erbjudande/1", data={})
    assert (without.status_code, "Välj om du tackar ja eller nej." in without.text) == (422, True)
    for answer in (word, "nej" if word == "ja" else "ja"):
        client.post("/e-tjanst/erbjudande/1", data={"svar": answer})
    shown = client.get("/e-tjanst/erbjudande/1").text
    assert (f"Du har tackat {word}." in shown, "Skicka svaret" in shown) == (True, False)
    standin.down = True
    with pytest.raises(httpx.HTTPStatusError):
        platform.exchange(stores.eservice)
    standin.down = False
    assert platform.exchange(stores.eservice)["told"] == 1
    assert platform.exchange(stores.eservice)["told"] == 0
    ((offer_id, body),) = standin.heard
    assert (offer_id, body["answer"], body["answered_at"][:10]) == ("a1", said, "2026-11-23")
    assert body["answered_at"].endswith("+00:00")


def test_an_answer_that_the_platform_refuses_is_told_once_and_the_guardian_reads_why(
    client: TestClient, stores: Stores, standin: Standin
) -> None:
    standin.to_tell, standin.late = [offer()], True
    platform.exchange(stores.eservice)
    sign_in(client)
    client.post("/e-tjanst/erbjudande/1", data={"svar": "ja"})
    for _ in range(2):
        assert platform.exchange(stores.eservice)["told"] == 0
    assert len(standin.heard) == 1
    assert "Svaret togs inte emot" in client.get("/e-tjanst/mina-sidor").text
    shown = client.get("/e-tjanst/erbjudande/1").text
    assert ("Ditt svar togs inte emot" in shown, "Svarstiden hade gått ut" in shown) == (True, True)


def test_an_offer_that_has_ended_can_no_longer_be_answered_and_says_why(
    client: TestClient, stores: Stores, standin: Standin
) -> None:
    standin.to_tell = [offer()]
    platform.exchange(stores.eservice)
    standin.to_tell = [end(), end("never-seen")]
    assert platform.exchange(stores.eservice)["fetched"] == 0
    assert standin.to_tell == []
    sign_in(client)
    client.post("/e-tjanst/erbjudande/1", data={"svar": "ja"})
    shown = client.get("/e-tjanst/erbjudande/1").text
    assert ("Erbjudandet gäller inte längre" in shown, LATE in shown, "Skicka svaret" in shown) == (True, True, False)
    assert platform.exchange(stores.eservice)["told"] == 0


def test_guardians_answer_as_the_key_says_and_only_once(stores: Stores, standin: Standin) -> None:
    means = {"BO-2026-0001": "accepted", "BO-2026-0002": "declined", "BO-2026-0003": None}
    offers.know(stores.eservice, {"number": "199002022384", "first_name": "Bo", "last_name": "Ek", "address": "",
                                  "municipality": CODE}, "BO-2026-0003")  # fmt: skip
    lines = [{"process": "preschool", "reference": reference, "answer": said} for reference, said in means.items()]
    answer_key.add(stores.data, CODE, {"process": "preschool", "month": ""}, lines)
    standin.to_tell = [offer(f"a{number}", reference) for number, reference in enumerate(means, 1)]
    with on_a_port(stores) as url:
        told = [guardians.answer_offers(stores.eservice, url, stores.data, CODE) for _ in range(2)]
    assert told == [{"accepted": 1, "declined": 1, "silent": 1, "refused": 0},
                    {"accepted": 0, "declined": 0, "silent": 1, "refused": 0}]  # fmt: skip
    assert [(offer_id, body["answer"]) for offer_id, body in standin.heard] == [("a1", "accepted"), ("a2", "declined")]


@pytest.mark.browser
def test_a_guardian_finds_the_offer_and_says_yes_by_keyboard_on_pages_that_are_accessible(
    stores: Stores, standin: Standin, page: Page
) -> None:
    standin.to_tell = [offer()]
    platform.exchange(stores.eservice)
    with on_a_port(stores) as url:
        page.goto(f"{url}/e-tjanst/legitimera")
        page.get_by_role("textbox").first.fill(NUMBER)
        page.get_by_role("textbox").first.press("Enter")
        expect(page.get_by_role("heading", name="Erbjudanden om plats i förskola")).to_be_visible()
        _accessible(page)
        page.get_by_role("link", name="Plats på Solrosen från 2027-01-11").press("Enter")
        expect(page.get_by_role("group", name="Vill du ha platsen?")).to_be_visible()
        page.get_by_role("button", name="Skicka svaret").press("Enter")
        expect(page.get_by_role("alert")).to_have_text("Välj om du tackar ja eller nej.")
        _accessible(page)
        page.get_by_label("Ja, jag tackar ja till platsen").press("Space")
        page.get_by_role("button", name="Skicka svaret").press("Enter")
        expect(page.get_by_role("heading", name="Ditt svar")).to_be_visible()
        standin.to_tell, standin.late = [end()], True
        platform.exchange(stores.eservice)
        page.reload()
        expect(page.get_by_role("heading", name="Erbjudandet gäller inte längre")).to_be_visible()
        _accessible(page)


def _accessible(page: Page) -> None:
    found = Axe().run(page, options={"resultTypes": ["violations"]}).response["violations"]
    assert found == [], json.dumps(found, indent=1, ensure_ascii=False)[:3000]
