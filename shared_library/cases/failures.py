"""From Robot Framework's failure back to the error that a keyword raised.

Robot Framework turns every exception into one of its own and keeps the message only. Python itself keeps
the original as the context of the new one, so the type is read, never guessed from the message.
"""

from __future__ import annotations

from robot.errors import ExecutionFailed
from robot.errors import RobotError as RobotFrameworkError

from shared_library.browser import BrowserSession
from shared_library.errors import ApplicationException, RobotError, RunStopped, unexpected
from shared_library.masking import mask


def error_behind(failure: BaseException) -> RobotError:
    """The typed error; anything unforeseen becomes an ApplicationException with the code ``unexpected``."""
    if BrowserSession.stopping or getattr(failure, "exit", False):
        return RunStopped("The run was told to end while the case was in work.")
    originals = list(_originals(failure))
    for original in originals:
        if isinstance(original, RobotError):
            return original
    for original in originals:
        if not isinstance(original, RobotFrameworkError):
            return unexpected(original)
    # No Python error behind it: a fault in the .robot file, whose text holds no case data.
    return ApplicationException("unexpected", mask(str(failure))[:500])


def _originals(failure: BaseException) -> list[BaseException]:
    found: list[BaseException] = []
    waiting: list[BaseException | None] = [failure]
    while waiting:
        error = waiting.pop(0)
        if error is None or error in found:
            continue
        found.append(error)
        if isinstance(error, ExecutionFailed):
            waiting.extend(e for e in error.get_errors() if e is not error)
            waiting.extend([error.__cause__, error.__context__])
    return found
