"""The error tree of the robots. The raiser says whether a retry helps; nobody guesses it from a message.

::

    RobotError
    ├── BusinessException          the case is wrong, missing or outside the rules: a person, never a retry
    │   ├── HandedOver             the rules handed the case over, with reasons
    │   ├── DoubleDecision         the case system says that the month is already decided
    │   ├── ReadBackDiffers        what the case system shows is not what was written
    │   └── CannotTell             after a crash nobody can see whether an effect was done
    ├── ApplicationException       a system failed: another attempt may help
    │   ├── LoginRefused           wrong user or password: ends the run, so that the account is not locked
    │   ├── SessionEnded           the system logged us out
    │   ├── ElementNotFound        a page lacks what the page object looked for
    │   ├── UnknownText            an amount, date or word that the page object does not know
    │   ├── SystemFailed           the system answered with a fault of its own (500, time-out, no answer)
    │   ├── LockedByOther          another user holds the case
    │   ├── ReadBackMissing        the save said yes, but the page does not show it
    │   ├── LeaseTooShort          too little of the lease is left to save safely
    │   ├── LeaseLost              the platform has given the case to someone else
    │   ├── RunStopped             the run was told to end
    │   └── PlatformError          the platform's machine API said no
    │       └── PlatformAway       … or did not answer for as long as we wait
    └── (anything else that is raised is an ApplicationException with the code ``unexpected``)

A message is shown to people and kept in log.html: it must not hold a name, and a personal
number in it is masked.
"""

from __future__ import annotations

import traceback
from pathlib import Path

from shared_library.masking import mask


class RobotError(Exception):
    """An error with a stable ``code`` (for counting and for tests) and a ``message`` for a person."""

    ROBOT_SUPPRESS_NAME = True
    type = "APPLICATION"
    code = "unexpected"

    def __init__(self, code: str, message: str) -> None:
        self.code = code
        self.message = mask(message)
        super().__init__(self.message)


class BusinessException(RobotError):
    """A person must act; the case is never tried again by itself."""

    type = "BUSINESS"


class ApplicationException(RobotError):
    """A system failed; the platform may give the case to a robot again."""

    type = "APPLICATION"


class _Coded:
    """Mixin: the class fixes the code, the raiser gives the message only."""

    code = "unexpected"

    def __init__(self, message: str) -> None:
        super().__init__(self.code, message)  # type: ignore[call-arg]


class HandedOver(_Coded, BusinessException):
    code = "handed_over"


class DoubleDecision(_Coded, BusinessException):
    code = "double_decision"


class ReadBackDiffers(_Coded, BusinessException):
    code = "read_back_differs"


class CannotTell(_Coded, BusinessException):
    code = "cannot_tell"


class LoginRefused(_Coded, ApplicationException):
    code = "login_refused"


class SessionEnded(_Coded, ApplicationException):
    code = "session_ended"


class UnknownText(_Coded, ApplicationException):
    code = "unknown_text"


class SystemFailed(_Coded, ApplicationException):
    code = "system_failed"


class LockedByOther(_Coded, ApplicationException):
    code = "locked_by_other"


class ReadBackMissing(_Coded, ApplicationException):
    code = "read_back_missing"


class LeaseTooShort(_Coded, ApplicationException):
    code = "lease_too_short"


class LeaseLost(_Coded, ApplicationException):
    code = "lease_lost"


class RunStopped(_Coded, ApplicationException):
    code = "run_stopped"


class PlatformError(ApplicationException):
    """The machine API refused: ``code`` is the server's own."""


class PlatformAway(PlatformError):
    def __init__(self, message: str) -> None:
        super().__init__("platform_away", message)


class ElementNotFound(ApplicationException):
    """Says which element was looked for and where, in words that a developer can act on."""

    def __init__(self, element: str, page: str, seconds: float, hint: str = "") -> None:
        message = f"Looked for {element} on {page} for {seconds:g} s and did not find it."
        super().__init__("element_not_found", f"{message} {hint}".strip())
        self.element = element
        self.page = page


def unexpected(error: BaseException) -> ApplicationException:
    """What may be told of an error that nobody foresaw: its type and place, not its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
    ours = [f for f in frames if "site-packages" not in f.filename]
    if ours and ours[-1] is not frames[-1]:
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno} → {place}"
    return ApplicationException("unexpected", f"{type(error).__name__} at {place}")
