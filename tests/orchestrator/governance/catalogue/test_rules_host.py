"""The rules' own interpreter: one that is gone is told of, and the next question has a new one."""

import pytest

from orchestrator.core.errors import Unavailable
from orchestrator.core.settings import ROOT
from orchestrator.governance.catalogue.rules_host import RulesHost
from tests.support.deaf import deaf


def test_one_that_no_longer_listens_is_told_of_and_replaced() -> None:
    host = RulesHost(ROOT, 20)
    try:
        host._child = deaf(None)
        with pytest.raises(Unavailable):
            host.schema("leave")
        assert host.schema("leave")["$id"] == "leave/1"
    finally:
        host.close()
