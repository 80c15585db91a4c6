"""When one more robot is worth its slot. Pure."""

import math


def one_more(waiting: int, seconds_a_case: float, robots: int, at_most: int, target_minutes: float) -> bool:
    """Whether to ask for another robot: the first at once, one more while the queue would last beyond the target.

    `waiting` items, `robots` asked for or at work, `at_most` as subscribed.
    """
    if waiting == 0 or robots >= at_most:
        return False
    return robots == 0 or waiting * seconds_a_case / robots > target_minutes * 60


def enough_to_tell(seconds_a_case: float, robots: int, target_minutes: float) -> int:
    """So many waiting items settle the question: a queue of a million need not be counted."""
    if robots == 0:
        return 1
    return math.floor(target_minutes * 60 * robots / max(seconds_a_case, 0.001)) + 1
