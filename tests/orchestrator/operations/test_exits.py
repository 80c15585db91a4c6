"""What a robot process's exit code tells."""

import pytest

from orchestrator.operations.runs.exits import STATE_OF, Exit, of_code


@pytest.mark.parametrize(
    ("code", "kind", "state"),
    [
        (0, Exit.PASSED, "completed"),
        (1, Exit.TASK_FAILED, "failed"),
        (75, Exit.LEASE_LOST, "crashed"),
        (252, Exit.NOT_STARTED, "failed"),
        (-9, Exit.SIGNAL, "crashed"),
        (-15, Exit.SIGNAL, "crashed"),
    ],
)
def test_each_code_has_its_cause(code: int, kind: Exit, state: str) -> None:
    ending = of_code(code)
    assert (ending.kind, ending.state, ending.code) == (kind, state, code)


def test_a_kill_while_the_machine_ran_out_of_memory_is_told_as_that() -> None:
    assert of_code(-9, out_of_memory=True).kind is Exit.OUT_OF_MEMORY
    assert of_code(-15, out_of_memory=True).kind is Exit.SIGNAL
    assert "SIGKILL" in of_code(-9).cause


def test_every_cause_has_a_run_state() -> None:
    assert set(STATE_OF) == set(Exit)
