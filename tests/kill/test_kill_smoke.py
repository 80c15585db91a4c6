"""The kill suite in small: five kills while cases are handled by the whole platform on PostgreSQL."""

from pathlib import Path

import pytest
from rich.console import Console

from tests.kill.__main__ import run


@pytest.mark.road
@pytest.mark.timeout(600)
def test_five_kills_lose_nothing_and_do_nothing_twice(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with monkeypatch.context():
        report = run(kills=5, cases=4, seed=5, home=tmp_path, console=Console())
    assert sum(report["kills"].values()) == 5
    assert (report["lost"], report["twice"], report["otherwise"]) == ([], [], []), report
    assert report["cases"] == 8
