"""The login of Tryton's web client: the name, then the password in a dialog that opens above."""

from __future__ import annotations

from shared_library.systems.accounting.tryton.form import TrytonScreen

NAME, PASSWORD = ".login-dialog.in #login", ".ask-dialog.in input[type=password]"
INSIDE = "#user-preferences a"


def sign_in(screen: TrytonScreen, client: str, user: str, password: str) -> bool:
    """One try; False when Tryton asks for the password again. A session that still stands is used."""
    screen.go_to_login("about:blank")
    screen.go_to_login(client)
    screen.wait_for_any(NAME, PASSWORD, INSIDE)
    if not screen.sees(PASSWORD) and screen.sees(NAME):
        screen.enter(NAME, user)
        screen.wait_for_any(PASSWORD)
    if screen.sees(PASSWORD):
        screen.enter(PASSWORD, password)
        screen.wait_until_gone(f"{PASSWORD}:focus")
        screen.wait_for_any(INSIDE, PASSWORD)
    return screen.sees(INSIDE)
