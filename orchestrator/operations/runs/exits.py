"""Why a run ended: one code for each cause, its run state, and how a process's exit code tells it. Pure."""

import signal
from dataclasses import dataclass
from enum import StrEnum


class Exit(StrEnum):
    """The cause, as kept in `run.exit_kind`."""

    PASSED = "passed"  # every task passed
    TASK_FAILED = "task_failed"  # told in the log; the items carry their own outcome
    NOT_STARTED = "not_started"  # Robot Framework refused its arguments or files, or the release could not be prepared
    REFUSED = "refused"  # the worker did not start it: its release is changed, not signed by us, or stopped
    SIGNAL = "signal"  # killed from outside
    OUT_OF_MEMORY = "out_of_memory"  # killed by the kernel for lack of memory
    TIME_OUT = "time_out"  # ran longer than a run may
    STOPPED = "stopped"  # by a person, at once or after its case
    GAVE_WAY = "gave_way"  # to another municipality that waited for the slot
    CANCELLED = "cancelled"  # in Prefect
    LEASE_LOST = "lease_lost"  # it ended itself: another robot has its case
    WORKER_STOPPED = "worker_stopped"  # the worker was told to end
    WORKER_LOST = "worker_lost"  # no sign of life from the worker
    PREFECT_LOST = "prefect_lost"  # ended in Prefect before it began
    CRASHED = "crashed"  # anything else


STATE_OF = {
    Exit.PASSED: "completed", Exit.GAVE_WAY: "completed",
    Exit.TASK_FAILED: "failed", Exit.NOT_STARTED: "failed", Exit.REFUSED: "failed", Exit.TIME_OUT: "failed",
    Exit.STOPPED: "stopped", Exit.CANCELLED: "stopped", Exit.WORKER_STOPPED: "stopped",
    Exit.SIGNAL: "crashed", Exit.OUT_OF_MEMORY: "crashed", Exit.LEASE_LOST: "crashed", Exit.WORKER_LOST: "crashed",
    Exit.PREFECT_LOST: "crashed", Exit.CRASHED: "crashed",
}  # fmt: skip
WORDS = {
    Exit.PASSED: "all tasks passed", Exit.TASK_FAILED: "a task failed: see the log", Exit.TIME_OUT: "time-out",
    Exit.STOPPED: "stopped by a person", Exit.CANCELLED: "cancelled in Prefect",
    Exit.OUT_OF_MEMORY: "the machine ran out of memory", Exit.LEASE_LOST: "the lease of its case was lost",
    Exit.WORKER_STOPPED: "the worker was stopped",
}  # fmt: skip
# What a run is told that ends because others wait, and what it is remembered by.
GIVE_WAY = "gives way: another municipality waits"
_LEASE_LOST_CODE = 75
_NOT_STARTED_CODES = {251, 252, 253, 254, 255}


@dataclass(frozen=True)
class Ending:
    """How a run ended. `code` is the process's exit code, negative for a signal; None when it never started."""

    kind: Exit
    code: int | None
    cause: str

    @property
    def state(self) -> str:
        return STATE_OF[self.kind]


def of_code(code: int, *, out_of_memory: bool = False) -> Ending:
    """What a robot process's own exit code says, when nobody here ended it.

    `out_of_memory`: the kernel killed some process for lack of memory meanwhile.
    """
    if code == 0:
        kind = Exit.PASSED
    elif code == _LEASE_LOST_CODE:
        kind = Exit.LEASE_LOST
    elif code < 0:
        kind = Exit.OUT_OF_MEMORY if out_of_memory and -code == signal.SIGKILL else Exit.SIGNAL
    else:
        kind = Exit.NOT_STARTED if code in _NOT_STARTED_CODES else Exit.TASK_FAILED
    return Ending(kind, code, WORDS.get(kind) or _words(kind, code))


def told(kind: Exit, code: int | None = None, cause: str = "") -> Ending:
    """An ending whose cause we know ourselves."""
    return Ending(kind, code, cause or WORDS.get(kind, kind.value))


def _words(kind: Exit, code: int) -> str:
    if kind is Exit.SIGNAL:
        names = {number.value: number.name for number in signal.Signals}
        return f"the robot process was killed by {names.get(-code, f'signal {-code}')}"
    return f"Robot Framework did not start its task (exit code {code}): see the log"
