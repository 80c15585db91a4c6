"""Show again who one is: what the table calls fresh is done within some minutes of that, and by nobody else's hand."""

from sqlalchemy.orm import Session

from orchestrator.core.clock import machine_now
from orchestrator.governance.people import service as people


def confirm(session: Session, token: str | None, password: str) -> bool:
    """Whether the password is the signed-in person's own; then their sign-in is fresh. Wrong ones count as at sign-in.

    The caller leaves the session before refusing: a wrong password must stay counted.
    """
    visitor = people.visitor(session, token)
    fits = people.password_fits(visitor.person, password)
    if fits:
        visitor.sign_in.confirmed_at = machine_now()
    return fits
