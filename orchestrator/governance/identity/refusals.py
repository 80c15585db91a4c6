"""Why a sign-in at a provider did not become one here. The portal has the words; the trail keeps the reason."""

from enum import StrEnum

from orchestrator.core.errors import NotAllowed


class Reason(StrEnum):
    BEGIN_AGAIN = "begin_again"  # not begun in this browser, or too long ago
    CANCELLED = "cancelled"
    PROVIDER = "provider"  # the provider answered with an error
    UNREACHABLE = "unreachable"
    NOT_FOR_US = "not_for_us"  # issuer or audience is another
    TOO_OLD = "too_old"
    NOT_GENUINE = "not_genuine"  # signature or nonce
    NO_SUBJECT = "no_subject"
    NOT_FRESH = "not_fresh"
    OTHER_PERSON = "other_person"
    UNKNOWN = "unknown"


class SignInRefused(NotAllowed):
    """`reason` is for the trail and the page; `subject` and `email` are shown to their owner, nowhere else."""

    code = "sign_in_refused"

    def __init__(self, reason: Reason, detail: str = "", subject: str = "", email: str = "") -> None:
        super().__init__(f"The sign-in was not accepted ({reason}). {detail}".strip())
        self.reason, self.subject, self.email = reason, subject, email
