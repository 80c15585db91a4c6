"""Each page, drawn from rows that the services wrote with the real rules."""

import re

import pytest
from sqlalchemy import select

from orchestrator.core.db import Scope
from orchestrator.governance.audit.models import TrailRow
from orchestrator.governance.people.models import Grant, Person
from orchestrator.operations.queues import queries
from orchestrator.outcomes.benefits import small
from orchestrator.outcomes.decisions.models import Decision
from tests.journeys.town import Town
from tests.orchestrator.entrypoints.portal.conftest import SignIn


def _plain(html: str) -> str:
    """The words of a page, as they are read."""
    text = re.sub(r"<[^>]+>", " ", html.split("<main", 1)[1].split("</main>", 1)[0])
    return re.sub(r"\s+", " ", text.replace("\u00a0", " ").replace("&#39;", "'"))


def test_the_start_page_says_what_waits_and_how_the_month_went(as_person: SignIn) -> None:
    text = _plain(as_person("karin").get("/").text)
    assert "2 saker väntar på dig." in text
    assert "2 Ärenden som roboten har lämnat över Det äldsta kom" in text
    assert "Roboten har hanterat 3 av 5 ärenden. 1 gick rakt igenom, 1 lämnades över till en handläggare" in text
    assert "Det har frigjort 0,3 timmar , ± 0,1 . uppmätt" in text
    # A slow machine may take a second between the two readings of the clock.
    assert re.search(r"Hälften av de sökande som fick svar fick det inom 40 minuter( och \d sekund(er)?)? \.", text)
    assert "Beslutar vid helt bifall." in text


def test_operations_are_told_of_runs_that_went_wrong(as_person: SignIn) -> None:
    text = _plain(as_person("johan").get("/").text)
    assert "2 Körningar som inte gick som de skulle" in text
    assert "1 Ärende som systemfel har stoppat" in text


def test_who_has_nothing_waiting_is_told_so(as_person: SignIn) -> None:
    client = as_person("eva")
    assert "Inget väntar på dig" in _plain(client.get("/").text)
    assert 'class="count"' not in client.get("/").text


def test_the_menu_is_drawn_from_the_roles_actions(as_person: SignIn) -> None:
    def menu(username: str) -> list[str]:
        nav = as_person(username).get("/").text.split('<nav class="nav"', 1)[1].split("</nav>", 1)[0]
        return re.findall(r'href="([^"]+)"', nav)

    assert menu("elif") == ["/", "/inbox", "/work-items"]
    assert menu("anders") == ["/", "/time-saved", "/catalogue"]
    packages = ["/packages", "/time-saved", "/catalogue", "/subscriptions"]
    assert menu("johan") == ["/", "/queues", "/work-items", "/runs", *packages, "/tokens", "/secrets"]
    assert menu("maria") == ["/", "/queues", "/runs", *packages, "/people"]


def test_a_case_that_was_decided_is_told_from_end_to_end(town: Town, as_person: SignIn) -> None:
    text = _plain(as_person("karin").get(f"/work-items/{town.items['done']}").text)
    told = [
        "Återansökan för december", "Klart Bifall, 12 661 kr. Svar efter 40 minuter",
        "Ansökan kom in", "Försök 1 avbröts av ett systemfel Systemet loggade ut roboten. Ärendet gick tillbaka",
        "Försök 2: så arbetade roboten", "Bedömning: 12 661 kr", "Vuxen, ensamstående", "3 940", "Summa norm 9 170",
        "Summa inkomster −3 923", "Beviljas: 9 170 + 7 414 − 3 923", "alla godkända",
        "Skrev i verksamhetssystemet och läste tillbaka", "EB-2026-12-0101:2026-12:1:decision", "Beslut: bifall",
        "På delegation av socialnämnden 18 februari 2026, § 24 (SN 2026/112). Kan överklagas",
        "Avisering skickad en gång Sms: ”Du har ett nytt meddelande från Trelleborgs kommun.",
    ]  # fmt: skip
    places = [text.find(words) for words in told]
    assert -1 not in places, told[places.index(-1)]
    assert places == sorted(places)
    assert "22 minuter uppmätt Utgångsläge 22 min (återansökan, betyg B) minus 0 min" in text


def test_a_case_handed_over_shows_every_reason_in_the_rules_own_words(town: Town, as_person: SignIn) -> None:
    path = f"/work-items/{town.items['handed']}"
    client = as_person("elif")
    swedish = _plain(client.get(path).text)
    assert "Av de här skälen: En kostnad är" in swedish or "Av de här skälen: Den sökande begär" in swedish
    assert "Hyra: sökt 8 610 kr, förra månaden 6 900 kr." in swedish
    assert "Inget belopp: en handläggare avgör" in swedish
    token = client.get("/account").text.split('name="csrf" value="', 1)[1].split('"', 1)[0]
    client.post("/account/language", data={"csrf": token, "language": "en"})
    assert "Rent: applied SEK 8,610, last month SEK 6,900." in _plain(client.get(path).text)


def test_opening_a_case_is_in_the_trail_and_the_page_says_so(town: Town, as_person: SignIn) -> None:
    page = as_person("karin").get(f"/work-items/{town.items['done']}")
    assert "Att du öppnade ärendet är inskrivet i loggen" in _plain(page.text)
    assert _openings(town) == 1


def test_operations_see_states_and_codes_and_open_nothing(town: Town, as_person: SignIn) -> None:
    text = _plain(as_person("johan").get(f"/work-items/{town.items['handed']}").text)
    assert "handed_over" in text
    assert "Det som ärendet innehåller läses bara i kommunen. Be Trelleborg om tillgång" in text
    for hidden in ("Bedömning", "8 610", "Frigjord tid", "Återansökan"):
        assert hidden not in text
    assert _openings(town) == 0


def _openings(town: Town) -> int:
    with town.database.session(Scope.steward("test")) as session:
        return len(session.scalars(select(TrailRow).where(TrailRow.action == "case_opened")).all())


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"0101", "0102", "0103", "0104", "0105"}),
        ("?state=waiting", {"0102", "0103"}),
        ("?state=queued", {"0105"}),
        ("?state=working", {"0104"}),
        ("?state=done&month=2026-11", {"0101"}),
        ("?month=2026-10", set()),
        ("?q=EB-2026-12-01", {"0101", "0102", "0103", "0104", "0105"}),
        ("?q=%25", set()),
        ("?process=economic_assistance&state=ended", set()),
    ],
)
def test_the_list_shows_what_is_asked_for(query: str, found: set[str], as_person: SignIn) -> None:
    page = as_person("karin").get(f"/work-items{query}").text
    assert set(re.findall(r'class="ref" href="[^"]+">EB-2026-12-(\d+)<', page)) == found
    assert ("Inget ärende passar" in page) is (not found)


def test_a_whole_case_number_leads_straight_to_the_case(town: Town, as_person: SignIn) -> None:
    answer = as_person("karin").get("/work-items?q=EB-2026-12-0102")
    assert answer.headers["location"] == f"/work-items/{town.items['handed']}"


def test_a_state_or_month_that_is_none_is_refused_with_words(as_person: SignIn) -> None:
    client = as_person("karin")
    for path in ("/work-items?state=magic", "/work-items?month=2026-13", "/work-items?before=x", "/runs?state=magic"):
        answer = client.get(path)
        assert answer.status_code == 422
        assert "Gå tillbaka, rätta det och skicka igen." in answer.text


def test_a_run_tells_what_it_does_and_what_it_did(town: Town, as_person: SignIn) -> None:
    client = as_person("johan")
    running = _plain(client.get(f"/runs/{town.runs['running']}").text)
    assert "Körning Trelleborg 4 I gång Läser registeruppgifter" in running
    assert "Loggar in i Sambis" in running
    assert "Gör klart ärendet och sluta …" in running
    ended = _plain(client.get(f"/runs/{town.runs['completed']}").text)
    assert "Klar 1 klara, 1 lämnade över, 1 systemfel" in ended
    assert "Robotens logg (HTML)" not in ended, "it shows what stood on the screen: the municipality's own to read"
    assert "Stoppa körningen" not in ended
    assert "Orsak: Arbetaren gav inga livstecken på 30 sekunder." in _plain(
        client.get(f"/runs/{town.runs['crashed']}").text
    )


def test_a_log_is_a_download_and_never_a_page_of_ours(town: Town, as_person: SignIn) -> None:
    client = as_person("karin")
    log = client.get(f"/evidence/{town.evidence['log']}")
    assert log.headers["content-type"] == "application/octet-stream"
    assert log.headers["content-disposition"].startswith('attachment; filename="log_html-')
    assert "sandbox" in log.headers["content-security-policy"]
    picture = as_person("karin").get(f"/evidence/{town.evidence['picture']}")
    assert picture.headers["content-type"] == "image/png"


def test_the_live_log_sends_new_lines_and_ends_with_the_run(town: Town, as_person: SignIn) -> None:
    client, path = as_person("johan"), f"/runs/{town.runs['completed']}/lines"
    events = client.get(path).text
    assert events.count("event: line") == 3
    assert events.endswith("event: end\ndata: {}\n\n")
    second = re.findall(r"id: (\w+)", events)[1]
    assert client.get(path, headers={"last-event-id": second}).text.count("event: line") == 1


def test_time_saved_shows_rung_interval_and_its_cases(as_person: SignIn) -> None:
    client = as_person("karin")
    table = _plain(client.get("/time-saved").text)
    assert "November 2026 Trelleborg Ekonomiskt bistånd 0,3 ± 0,1 uppmätt 1 0 1 1" in table
    month = _plain(client.get("/time-saved/1287/2026-11/economic_assistance").text)
    assert "Rakt igenom 1 × (22 − 0), återansökan 22 Systemfel, sedan för hand 1 × (22 − 24)" in month
    assert "Netto, 0,3 timmar 17" in month
    assert "EB-2026-12-0101" in month


def test_what_few_cases_stand_behind_is_not_shown_outside_the_municipality(as_person: SignIn) -> None:
    anders = as_person("anders")
    table = _plain(anders.get("/time-saved").text)
    assert "November 2026 Trelleborg Ekonomiskt bistånd – – uppmätt – – – –" in table
    assert "– betyder att färre än fem ärenden står bakom siffran" in table
    month = _plain(anders.get("/time-saved/1287/2026-11/economic_assistance").text)
    assert "Färre än fem ärenden står bakom någon av siffrorna." in month
    assert "22" not in month
    start = _plain(anders.get("/").text)
    assert "Roboten har hanterat färre än 5 av 6 ärenden. Hur de slutade visas inte" in start
    assert "timmar" not in start


def test_a_controller_sees_the_figure_and_no_case(as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(small, "LEAST", 1)
    month = _plain(as_person("anders").get("/time-saved/1287/2026-11/economic_assistance").text)
    assert "Din roll ser antal, inte ärenden." in month
    assert "EB-2026" not in month


def test_how_we_count_shows_the_baselines_own_numbers(as_person: SignIn) -> None:
    text = _plain(as_person("anders").get("/time-saved/how").text)
    assert "22,0 ± 2,4 7,9 42 1,22 Arbetsstickprov B × 0,90 L. Persson, M. Friberg" in text


def test_every_page_has_a_title_of_its_own(town: Town, as_person: SignIn) -> None:
    client = as_person("karin")
    paths = ["/", "/account", "/work-items", f"/work-items/{town.items['done']}", "/runs", "/time-saved",
             "/time-saved/how", "/nowhere"]  # fmt: skip
    titles = [re.findall("<title>(.*) – CoE Skåne</title>", client.get(path).text) for path in paths]
    assert all(titles)
    assert len({title[0] for title in titles}) == len(paths)


def test_too_many_to_read_says_how_to_narrow_down(as_person: SignIn, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(queries, "MOST_COUNTED", 2)
    text = _plain(as_person("karin").get("/work-items").text)
    assert "Fler än 2 ärenden, det är för många att läsa igenom Här är de 50 senaste." in text


def test_cases_assessed_in_shadow_are_not_called_straight_through(town: Town, as_person: SignIn) -> None:
    with town.database.session(Scope.steward("test")) as session:
        session.scalars(select(Decision)).one().state = "void"
    text = _plain(as_person("karin").get("/").text)
    assert "0 gick rakt igenom" in text
    assert "1 bedömdes i skuggläge, utan att något skrevs." in text


def test_a_role_in_one_process_sees_no_other(town: Town, as_person: SignIn) -> None:
    with town.database.session(Scope.steward("test")) as session:
        person = session.scalars(select(Person).where(Person.username == "karin")).one()
        session.scalars(select(Grant).where(Grant.person_id == person.id)).one().process = "school_meals"
    client = as_person("karin")
    paths = [f"/work-items/{town.items['done']}", f"/runs/{town.runs['running']}", f"/evidence/{town.evidence['log']}",
             f"/evidence/{town.evidence['picture']}", "/work-items?process=economic_assistance",
             "/time-saved/1287/2026-11/economic_assistance"]  # fmt: skip
    assert [client.get(path).status_code for path in paths] == [404] * len(paths)
    assert "Inga ärenden än" in client.get("/work-items").text
