"""``@keyword`` for our libraries: like Robot Framework's, but nothing personal leaves it in an error.

An error of our own tree passes as it is. Any other one may carry what stood on a page in its message
(a KeyError its key, a ValueError its text), so it is replaced by its type and its place in the code.
"""

from __future__ import annotations

import functools
import traceback
from collections.abc import Callable
from pathlib import Path
from typing import ParamSpec, TypeVar

from robot.api.deco import keyword as robot_keyword
from robot.errors import RobotError as RobotFrameworkError

from shared_library.errors import ApplicationException, RobotError

P = ParamSpec("P")
R = TypeVar("R")


def keyword(function: Callable[P, R]) -> Callable[P, R]:
    """A Robot Framework keyword named after the function."""

    @functools.wraps(function)
    def safely(*args: P.args, **kwargs: P.kwargs) -> R:
        try:
            return function(*args, **kwargs)
        except (RobotError, RobotFrameworkError):
            raise
        except Exception as error:
            raise unexpected(error) from None

    return robot_keyword(safely)


def unexpected(error: BaseException) -> ApplicationException:
    """What may be told of an error that nobody foresaw: its type and place, not its text."""
    frames = traceback.extract_tb(error.__traceback__)
    place = f"{Path(frames[-1].filename).name}:{frames[-1].lineno}" if frames else "unknown place"
    ours = [f for f in frames if "site-packages" not in f.filename]
    if ours and ours[-1] is not frames[-1]:
        place = f"{Path(ours[-1].filename).name}:{ours[-1].lineno} → {place}"
    return ApplicationException("unexpected", f"{type(error).__name__} at {place}")
