"""Page object of the register: every name on its screen stands here, so that a changed label is changed once."""

from __future__ import annotations

from shared_library.browser import Screen
from shared_library.errors import LoginRefused
from shared_library.vault import credentials

SYSTEM = "Diariet"
DETAILS, REGISTERED = "table.uppgifter td", "table.registrerat tbody td"


class DiaryPages:
    def __init__(self, url: str) -> None:
        self._url = url.rstrip("/") + "/"

    @property
    def screen(self) -> Screen:
        return Screen.of(SYSTEM, login_form="form#inloggning")

    def log_in(self) -> None:
        """One try. A refused login ends the run, so that no account is locked."""
        user, password = credentials("diary")
        screen = self.screen
        screen.go_to_login(f"{self._url}logga-in")
        screen.fill("Namn", user)
        screen.fill("Lösenord", password)
        screen.press("Logga in")
        screen.wait_for_any("header a", "[role=alert]")
        if screen.sees("[role=alert]"):
            raise LoginRefused("Diariet refused the user name or the password of the secret diary.")

    def open(self, number: str) -> bool:
        """Whether there is such a document; if so its page is open."""
        screen = self.screen
        screen.go(self._url)
        screen.expect("Handlingar")
        screen.fill("Diarienummer", number)
        return screen.press("Öppna", f"Handling {number}", "Handlingen saknas") != "Handlingen saknas"

    def details(self) -> tuple[str, str]:
        """Title and state of the open document."""
        title, _received, state = self.screen.texts(DETAILS)
        return title, state

    def is_registered(self, unit: str, key: str) -> bool:
        """Whether the open document shows our registration."""
        told = self.screen.texts(REGISTERED)
        return (unit, key) in zip(told[::2], told[1::2], strict=True)

    def register(self, number: str, unit: str, key: str) -> None:
        """Write it. `save` asks for the lease first: a robot that has lost its case writes nothing."""
        screen = self.screen
        screen.choose("Enhet", unit)
        screen.fill("Nyckel", key)
        screen.save("Registrera", f"Handling {number}")
