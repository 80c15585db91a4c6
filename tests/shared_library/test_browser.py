"""The browser layer: found as a person would, told in words, covered in pictures, never left behind."""

from __future__ import annotations

import io
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image

from shared_library.browser import BrowserSession, Screen, session
from shared_library.browser.processes import children
from shared_library.errors import ElementNotFound, SessionEnded, SystemFailed
from tests.shared_library.conftest import ROOT
from tests.shared_library.small_site import SmallSite

pytestmark = pytest.mark.browser

WAITING_ROBOT = """
import sys
from shared_library.browser import Screen
screen = Screen.of("Småsystemet")
screen.go(sys.argv[1])
print("ready", flush=True)
screen.page.set_default_timeout(60000)
screen.press("Finns inte")
"""


@pytest.fixture(scope="module")
def site() -> Iterator[SmallSite]:
    with SmallSite() as running:
        yield running


@pytest.fixture(scope="module")
def screen() -> Iterator[Screen]:
    yield Screen.of("Småsystemet", personal=[".namn"], login_form="form#logga-in")
    BrowserSession.shared().close()


@pytest.fixture
def short_wait(screen: Screen, monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr(session, "TIMEOUT_SECONDS", 0.3)
    screen.page.set_default_timeout(300)
    yield
    screen.page.set_default_timeout(10_000)


@pytest.mark.usefixtures("short_wait")
def test_a_missing_element_is_told_with_its_name_and_place_and_without_the_pages_text(
    site: SmallSite, screen: Screen
) -> None:
    screen.go(site.url + "/hushall?q=hemligt")
    with pytest.raises(ElementNotFound) as missing:
        screen.fill("Boendeform", "Hyresrätt")
    assert "the field 'Boendeform'" in missing.value.message
    assert "Småsystemet's page 'Hushåll' (/hushall)" in missing.value.message
    assert "Vilgot" not in missing.value.message


def test_tables_and_lists_are_read_by_their_headings_in_a_frame_too(site: SmallSite, screen: Screen) -> None:
    screen.go(site.url + "/ram")
    inside = screen.inside("Hushåll")
    page = inside.read()
    assert page.table("Vuxna", "Namn") == [{"Namn": "Vilgot Testsson", "Belopp": "6 212,00"}]
    assert page.value("Boendeform") == "Hyresrätt"
    with pytest.raises(ElementNotFound, match=r"the column 'Född' in the table 'Vuxna' on .*frame 'Hushåll'"):
        page.table("Vuxna", "Född")


def test_a_login_form_where_a_page_should_be_is_a_session_that_ended(site: SmallSite, screen: Screen) -> None:
    with pytest.raises(SessionEnded):
        screen.go(site.url + "/logga-in")


def test_a_500_is_the_systems_fault(site: SmallSite, screen: Screen) -> None:
    with pytest.raises(SystemFailed, match="500"):
        screen.go(site.url + "/fel")


def test_a_system_that_does_not_answer_is_told_as_such(screen: Screen) -> None:
    with pytest.raises(SystemFailed, match="CONNECTION_REFUSED"):
        screen.go("http://127.0.0.1:4009/")


def test_a_save_asks_for_the_lease_before_it_presses(
    site: SmallSite, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse() -> None:
        raise SystemFailed("asked first")

    monkeypatch.setattr(Screen, "before_save", staticmethod(refuse))
    screen.go(site.url + "/hushall")
    with pytest.raises(SystemFailed, match="asked first"):
        screen.save("Spara", "Sparat")
    assert screen.expect("Hushåll") == "Hushåll"


def test_of_several_pages_that_may_come_the_one_that_came_is_told(site: SmallSite, screen: Screen) -> None:
    screen.go(site.url + "/hushall")
    assert screen.press("Spara", "Varning", "Sparat") == "Sparat"


SEEN = (
    "seen.filter(([id]) => id !== 'manad').map(([id, kind, trusted]) => [id, kind, trusted || kind === 'beforeinput'])"
)


def test_a_form_filled_in_one_go_gives_the_page_the_events_of_fields_filled_one_by_one(
    site: SmallSite, screen: Screen
) -> None:
    def events(fill: Callable[[], None]) -> tuple[list[list[object]], list[str]]:
        screen.go(site.url + "/formular")
        fill()
        screen.page.get_by_role("button", name="Spara").focus()
        values = "['belopp', 'manad', 'skal'].map(id => document.getElementById(id).value)"
        return screen.page.evaluate(SEEN), screen.page.evaluate(values)

    def one_by_one() -> None:
        screen.choose("Månad", "2026-12")
        screen.fill("Belopp", "7302,00")
        screen.fill("Motivering", "Rad ett.\nRad två.")

    texts = {"Belopp": "7302,00", "Motivering": "Rad ett.\nRad två."}
    assert events(lambda: screen.fill_form(texts, {"Månad": "2026-12"})) == events(one_by_one)


def test_a_field_that_comes_late_is_waited_for_and_one_that_may_not_be_edited_is_told(
    site: SmallSite, screen: Screen, request: pytest.FixtureRequest
) -> None:
    screen.go(site.url + "/formular")
    screen.fill_form({"Sent": "ja", "Belopp": ""})
    assert screen.page.evaluate("[document.getElementById('sent').value, document.getElementById('belopp').value]") == [
        "ja",
        "",
    ]
    request.getfixturevalue("short_wait")
    with pytest.raises(ElementNotFound, match="the field 'Låst'"):
        screen.fill_form({"Låst": "y"})
    with pytest.raises(ElementNotFound, match="the choice '2027-01' in the list 'Månad'"):
        screen.fill_form({}, {"Månad": "2027-01"})


def test_a_500_after_a_button_is_told_at_once_in_a_frame_too(site: SmallSite, screen: Screen) -> None:
    for path, place in (("/hushall?fel", screen), ("/ram?fel", screen.inside("Hushåll"))):
        screen.go(site.url + path)
        place.expect("Hushåll")
        screen.page.route("**/sparat*", lambda route: route.fulfill(status=500, body="fel"))
        since = time.monotonic()
        with pytest.raises(SystemFailed, match="500"):
            place.press("Spara", "Sparat")
        assert time.monotonic() - since < 3
        screen.page.unroute("**/sparat*")


def test_a_button_that_is_there_but_leads_nowhere_is_told_apart_from_one_that_is_missing(
    site: SmallSite, screen: Screen, request: pytest.FixtureRequest
) -> None:
    screen.go(site.url + "/formular")
    screen.page.evaluate("document.forms[0].onsubmit = () => false")
    request.getfixturevalue("short_wait")
    with pytest.raises(ElementNotFound, match="Looked for a new page after the button 'Spara'"):
        screen.press("Spara")
    with pytest.raises(ElementNotFound, match="Looked for the button 'Sänd' on"):
        screen.press("Sänd")


def test_pictures_cover_what_is_personal_in_frames_too(site: SmallSite, screen: Screen) -> None:
    screen.go(site.url + "/ram")
    name = screen.inside("Hushåll").page.frame_locator("iframe").locator(".namn")
    box = name.bounding_box()
    assert box is not None
    picture = Image.open(io.BytesIO(screen.picture())).convert("RGB")
    at = (int(box["x"] + box["width"] / 2), int(box["y"] + box["height"] / 2))
    red, green, blue = picture.getpixel(at)
    assert (red < 60, green < 70, blue < 85) == (True, True, True)


def test_after_some_cases_a_system_has_a_new_blank_tab_with_the_same_login(
    site: SmallSite, screen: Screen, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "CASES_PER_TAB", 3)
    old = screen.page
    screen.go(site.url + "/hushall")
    old.evaluate("() => { sessionStorage.ticket = 'T-1'; document.cookie = 'sid=C-1'; }")
    tabs = []
    for _ in range(3):
        tabs.append(Screen.of("Småsystemet").page)
        BrowserSession.shared().tidy()
    new = Screen.of("Småsystemet", personal=[".namn"], login_form="form#logga-in")
    assert (tabs, old.is_closed(), new.blank) == ([old] * 3, True, True)
    new.go(site.url + "/hushall")
    kept = new.page.evaluate("() => [sessionStorage.ticket, document.cookie]")
    assert (kept, new.blank, len(new.page.context.pages)) == (["T-1", "sid=C-1"], False, 1)


@pytest.mark.usefixtures("screen")
def test_after_many_cases_the_next_has_a_browser_of_its_own_and_the_drivers_memory_is_free(
    site: SmallSite, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(session, "CASES_PER_BROWSER", 2)
    BrowserSession.shared().close()
    before = set(children())
    Screen.of("Småsystemet", personal=[".namn"], login_form="form#logga-in").go(site.url + "/hushall")
    with subprocess.Popen(["sleep", "60"]) as helper:
        old = set(children()) - before
        BrowserSession.shared().tidy()
        assert set(children()) - before == old
        BrowserSession.shared().tidy()
        assert set(children()) - before == {helper.pid}
        helper.kill()
    fresh = Screen.of("Småsystemet", personal=[".namn"], login_form="form#logga-in")
    assert fresh.blank
    fresh.go(site.url + "/hushall")
    assert fresh.sees("table")
    assert not old & set(children())


@pytest.mark.usefixtures("screen")
def test_a_tab_that_has_crashed_is_replaced_too(site: SmallSite, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(session, "CASES_PER_TAB", 1)
    broken = Screen.of("Annat system")
    with pytest.raises(SystemFailed):
        broken.go_to_login("chrome://crash")
    BrowserSession.shared().tidy()
    fresh = Screen.of("Annat system")
    fresh.go(site.url + "/hushall")
    assert (broken.page.is_closed(), fresh.sees("table")) == (True, True)
    fresh.page.close()


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGKILL])
def test_the_browser_goes_with_its_robot(site: SmallSite, number: signal.Signals) -> None:
    robot = subprocess.Popen(
        [sys.executable, "-c", WAITING_ROBOT, site.url + "/hushall"],
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
        text=True,
        env={"PYTHONPATH": str(ROOT), "PATH": "/usr/bin:/bin", "HOME": str(Path.home())},
    )
    assert robot.stdout is not None
    assert robot.stdout.readline() == "ready\n"
    browser = children(robot.pid)
    assert len(browser) > 2
    robot.send_signal(number)
    robot.wait(10)
    ends_at = time.monotonic() + 5
    while any(running(pid) for pid in browser) and time.monotonic() < ends_at:
        time.sleep(0.05)
    assert [pid for pid in browser if running(pid)] == []


def running(pid: int) -> bool:
    try:
        return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except (FileNotFoundError, ProcessLookupError):
        return False
