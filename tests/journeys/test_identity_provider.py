"""Sign in at one's municipality, in Chromium, at a real certified provider: in, refused, changed, out everywhere."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from urllib.parse import quote

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, expect
from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now, today
from orchestrator.core.db import Scope
from orchestrator.core.settings import settings
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.identity import metadata
from orchestrator.governance.identity import service as identity
from orchestrator.governance.identity.models import Identity
from orchestrator.governance.identity.service import Told
from orchestrator.governance.people import service as people
from orchestrator.governance.people.models import Grant, Person, SignIn
from orchestrator.governance.people.rules import Role
from tests.journeys.conftest import Site
from tests.journeys.test_portal import check
from tests.support.identity_provider import IdentityProvider

pytestmark = pytest.mark.browser
SECRET = "en hemlighet med tecken: %+/=&"
ACCOUNTS = {
    "sub-karin": {"email": "karin@trelleborg.example", "email_verified": True, "name": "Karin Bergström"},
    "sub-elif": {"email": "Elif@Trelleborg.example", "email_verified": True, "name": "Elif Demir"},
    "sub-mallory": {"email": "elif@trelleborg.example", "email_verified": False, "name": "Elif Demir"},
    "sub-new": {"email": "ny@trelleborg.example", "email_verified": True, "name": "Ny Person"},
}


def _client(client_id: str, url: str) -> dict[str, object]:
    return {
        "client_id": client_id, "client_secret": SECRET, "redirect_uris": [f"{url}/sign-in/1287/callback"],
        "post_logout_redirect_uris": [f"{url}/sign-in"], "backchannel_logout_uri": f"{url}/sign-in/1287/logout",
        "backchannel_logout_session_required": True,
    }  # fmt: skip


@dataclass
class Place:
    """The portal, and the provider of one of its municipalities."""

    site: Site
    provider: IdentityProvider

    @property
    def url(self) -> str:
        return self.site.url

    def sign_in(self, page: Page, login: str, next: str = "/") -> Page:
        page.goto(f"{self.url}/sign-in/1287?next={quote(next)}")
        return self.at_provider(page, login)

    def at_provider(self, page: Page, login: str) -> Page:
        page.locator("[name=login]").fill(login)
        page.locator("[name=password]").fill("vad som helst")
        page.get_by_role("button", name="Sign-in").click()
        return page

    def reasons(self) -> list[str]:
        with self.site.town.database.session(Scope.steward("test")) as session:
            rows = session.scalars(select(TrailRow).where(TrailRow.action == "sign_in_refused").order_by(TrailRow.id))
            return [str((row.detail or {})["reason"]) for row in rows]


@pytest.fixture
def place(site: Site, monkeypatch: pytest.MonkeyPatch) -> Iterator[Place]:
    monkeypatch.setenv("COE_PUBLIC_URL", site.url)
    monkeypatch.setenv("COE_FETCH_NETWORKS", "127.0.0.1/32")
    settings.cache_clear()
    metadata.forget()
    provider = IdentityProvider([_client("coe", site.url), _client("another", site.url)], ACCOUNTS)
    try:
        provider.start()
        with site.town.database.session(Scope.steward("test")) as session:
            identity.set_provider(session, "1287", Told(provider.issuer, "coe", SECRET))
            identity.expect(session, _person(session, "karin"), "1287", subject="sub-karin")
            identity.expect(session, _person(session, "elif"), "1287", email="elif@trelleborg.example")
        yield Place(site, provider)
    finally:
        provider.stop()
        metadata.forget()


def _person(session: Session, username: str) -> Person:
    return session.scalars(select(Person).where(Person.username == username)).one()


@pytest.fixture
def other(browser: Browser) -> Iterator[Callable[[], Page]]:
    """Another browser, with cookies of its own."""
    made: list[BrowserContext] = []

    def new() -> Page:
        made.append(browser.new_context())
        return made[-1].new_page()

    yield new
    for context in made:
        context.close()


@pytest.mark.parametrize(("scheme", "width"), [("light", 1280), ("dark", 320)])
def test_from_the_sign_in_page_to_the_municipality_and_back(scheme: str, width: int, place: Place, page: Page) -> None:
    page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
    page.set_viewport_size({"width": width, "height": 900})
    page.goto(f"{place.url}/runs?state=alive")
    check(page, "sign-in with a provider")
    page.get_by_role("link", name="Trelleborg").press("Enter")
    place.at_provider(page, "sub-karin")
    page.wait_for_url(f"{place.url}/runs?state=alive")
    page.context.clear_cookies(name="coe_session")
    page.goto(f"{place.url}/sign-in")
    expect(page.get_by_role("link", name="Logga in hos Trelleborg")).to_be_visible()
    check(page, "sign-in with a municipality remembered")


def test_a_changed_role_holds_from_the_next_page(place: Place, page: Page) -> None:
    place.sign_in(page, "sub-karin")
    expect(page.locator("h1")).to_contain_text("Karin")
    with place.site.town.database.session(Scope.steward("test")) as session:
        karin = _person(session, "karin")
        for grant in session.scalars(select(Grant).where(Grant.person_id == karin.id)):
            session.delete(grant)
        people.grant_role(session, karin, Role.CONTROLLER, "1287")
    assert page.goto(f"{place.url}/work-items").status == 403  # type: ignore[union-attr]
    assert page.goto(f"{place.url}/time-saved").status == 200  # type: ignore[union-attr]
    with place.site.town.database.session(Scope.steward("test")) as session:
        for grant in session.scalars(select(Grant).where(Grant.person_id == _person(session, "karin").id)):
            grant.valid_to_on = today().replace(day=1)
    assert page.goto(f"{place.url}/time-saved").status == 403  # type: ignore[union-attr]


def test_signed_out_everywhere_is_signed_out_in_every_browser_and_at_the_municipality(
    place: Place, page: Page, other: Callable[[], Page]
) -> None:
    elsewhere = place.sign_in(other(), "sub-karin")
    place.sign_in(page, "sub-karin", "/account")
    page.get_by_role("button", name="Logga ut överallt").click()
    page.wait_for_url(f"{place.provider.issuer}/session/end**")
    page.get_by_role("button", name="Yes, sign me out").click()
    page.wait_for_url(f"{place.url}/sign-in")
    elsewhere.goto(f"{place.url}/work-items")
    assert elsewhere.url == f"{place.url}/sign-in?next=/work-items"
    page.goto(f"{place.url}/sign-in/1287")
    expect(page.locator("[name=password]"), "the municipality asks again").to_be_visible()


def test_a_sign_out_at_the_municipality_ends_the_sign_in_here(place: Place, page: Page) -> None:
    place.sign_in(page, "sub-karin")
    page.goto(f"{place.provider.issuer}/session/end")
    page.get_by_role("button", name="Yes, sign me out").click()
    page.goto(f"{place.url}/work-items")
    assert page.url == f"{place.url}/sign-in?next=/work-items"


@pytest.mark.parametrize(
    ("wrong", "reason", "said"),
    [
        ({"audience": "another"}, "not_for_us", "Svaret gällde ett annat system"),
        ({"skewSeconds": -7200}, "too_old", "Svaret hade gått ut"),
    ],
)
def test_a_token_for_somebody_else_or_from_yesterday_opens_nothing(
    wrong: dict[str, object], reason: str, said: str, place: Place, page: Page
) -> None:
    place.provider.control(**wrong)
    place.sign_in(page, "sub-karin")
    expect(page.get_by_role("heading", level=1)).to_have_text(said)
    check(page, reason)
    assert place.reasons() == [reason]
    assert [cookie for cookie in page.context.cookies(place.url) if cookie["name"].startswith("coe_")] == []


def test_a_clock_that_is_a_little_wrong_does_no_harm(place: Place, page: Page) -> None:
    place.provider.control(skewSeconds=45)
    place.sign_in(page, "sub-karin")
    page.wait_for_url(f"{place.url}/")


def test_new_signing_keys_are_found_at_once(place: Place, page: Page, other: Callable[[], Page]) -> None:
    place.sign_in(page, "sub-karin")
    place.provider.stop()
    place.provider.start()
    again = place.sign_in(other(), "sub-karin")
    again.wait_for_url(f"{place.url}/")


def test_somebody_unknown_is_told_what_to_do(place: Place, page: Page) -> None:
    page.set_viewport_size({"width": 320, "height": 900})
    place.sign_in(page, "sub-new")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi känner inte igen dig än")
    expect(page.get_by_text("sub-new")).to_be_visible()
    expect(page.get_by_text("ny@trelleborg.example")).to_be_visible()
    check(page, "unknown person")
    with place.site.town.database.session(Scope.steward("test")) as session:
        identity.expect(session, _person(session, "johan"), "1287", subject="sub-new")
    page.get_by_role("link", name="Logga in igen").click()
    page.wait_for_url(f"{place.url}/")


def test_an_address_links_once_and_only_when_the_municipality_has_verified_it(
    place: Place, page: Page, other: Callable[[], Page]
) -> None:
    place.sign_in(page, "sub-mallory")
    expect(page.get_by_role("heading", level=1)).to_have_text("Vi känner inte igen dig än")
    mine = place.sign_in(other(), "sub-elif")
    mine.wait_for_url(f"{place.url}/")
    expect(mine.locator("h1")).to_contain_text("Elif")
    with place.site.town.database.session(Scope.steward("test")) as session:
        row = session.scalars(select(Identity).where(Identity.subject == "sub-elif")).one()
        assert (row.email, row.linked_at is not None) == (None, True)


def test_a_fresh_sign_in_asks_the_same_person_anew(place: Place, page: Page) -> None:
    place.sign_in(page, "sub-karin")
    before = _token(page)
    page.goto(f"{place.url}/sign-in/1287?fresh=1&next=/account")
    place.at_provider(page, "sub-karin")
    page.wait_for_url(f"{place.url}/account")
    assert _token(page) != before
    page.goto(f"{place.url}/sign-in/1287?fresh=1")
    place.at_provider(page, "sub-elif")
    expect(page.get_by_role("heading", level=1)).to_have_text("Det var någon annan som loggade in")
    # The provider has put the other person in her place, and says so: she is signed out here too.
    page.goto(f"{place.url}/account")
    expect(page.locator("h1")).to_have_text("Logga in")


def _stale(place: Place) -> None:
    """Signed in, but a while ago."""
    with place.site.town.database.session(Scope.steward("test")) as session:
        for row in session.scalars(select(SignIn)):
            row.created_at, row.confirmed_at = machine_now() - timedelta(hours=1), None


def test_who_signed_in_at_the_municipality_shows_there_again_who_they_are(place: Place, page: Page) -> None:
    case = f"{place.url}/work-items/{place.site.town.items['done']}"
    place.sign_in(page, "sub-karin")
    page.wait_for_url(f"{place.url}/")
    _stale(place)
    page.goto(case)
    expect(page.get_by_role("heading", level=1)).to_have_text("Visa att det är du")
    check(page, "confirm at the provider")
    page.get_by_role("link", name="Visa det hos din kommun").click()
    place.at_provider(page, "sub-karin")
    page.wait_for_url(case)


def test_a_form_waits_in_its_tab_while_its_person_shows_who_they_are(place: Place, page: Page) -> None:
    place.sign_in(page, "sub-karin", "/people/give")
    page.locator("[name=username]").fill("eva")
    page.locator("[name=role]").select_option("caseworker")
    page.locator("[name=reason]").fill("vikarie i december")
    _stale(place)
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Visa att det är du")
    check(page, "a form that waits")
    with page.expect_popup() as opened:
        page.get_by_role("link", name="Visa det hos din kommun").click()
    place.at_provider(opened.value, "sub-karin")
    expect(opened.value.get_by_role("heading", level=1)).to_have_text("Nu vet vi att det är du")
    check(opened.value, "shown")
    page.get_by_role("button", name="Fortsätt").click()
    page.wait_for_url(f"{place.url}/people**")
    with place.site.town.database.session(Scope.steward("test")) as session:
        held = select(Grant).where(Grant.person_id == _person(session, "eva").id, Grant.municipality_code == "1287")
        assert [grant.role for grant in session.scalars(held)] == ["caseworker"]


def test_a_session_that_somebody_planted_is_not_the_one_that_is_signed_in(place: Place, page: Page) -> None:
    page.context.add_cookies([{"name": "coe_session", "value": "planted-by-somebody", "url": place.url}])
    place.sign_in(page, "sub-karin")
    page.wait_for_url(f"{place.url}/")
    assert _token(page) != "planted-by-somebody"


def test_an_answer_that_another_browser_asked_for_is_refused(
    place: Place, page: Page, other: Callable[[], Page]
) -> None:
    """Sign-in forgery: somebody sends their own answer to another person."""
    theirs = other()
    theirs.goto(f"{place.url}/sign-in/1287")
    answers: list[str] = []
    theirs.on("request", lambda asked: answers.append(asked.url) if "/callback" in asked.url else None)
    place.at_provider(theirs, "sub-elif")
    theirs.wait_for_url(f"{place.url}/")
    page.goto(answers[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in en gång till")
    page.goto(f"{place.url}/sign-in/1287")
    page.goto(answers[0])
    expect(page.get_by_role("heading", level=1)).to_have_text("Logga in en gång till")
    assert place.reasons() == ["begin_again", "begin_again"]


def _token(page: Page) -> str:
    return next(str(cookie["value"]) for cookie in page.context.cookies() if cookie["name"] == "coe_session")
