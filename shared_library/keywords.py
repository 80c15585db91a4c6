"""``@keyword`` for our libraries: like Robot Framework's, but nothing personal leaves it in an error.

An error of our own tree passes as it is. Any other one may carry what stood on a page in its message
(a KeyError its key, a ValueError its text), so it is replaced by its type and its place in the code.
"""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import ParamSpec, TypeVar

from robot.api.deco import keyword as robot_keyword
from robot.errors import RobotError as RobotFrameworkError

from shared_library.errors import RobotError, unexpected

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
