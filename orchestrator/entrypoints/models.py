"""Every table, in one import: for migrations and for tests."""

from orchestrator.core import outbox
from orchestrator.core.db import Base
from orchestrator.governance.audit import models as audit
from orchestrator.governance.catalogue import models as catalogue
from orchestrator.governance.identity import models as identity
from orchestrator.governance.packages import models as packages
from orchestrator.governance.people import models as people
from orchestrator.governance.readings import models as readings
from orchestrator.governance.vault import models as vault
from orchestrator.operations.documents import models as documents
from orchestrator.operations.fleet import models as fleet
from orchestrator.operations.incidents import models as incidents
from orchestrator.operations.queues import erased, restored
from orchestrator.operations.queues import models as queues
from orchestrator.operations.runs import models as runs
from orchestrator.outcomes.benefits import models as benefits
from orchestrator.outcomes.decisions import models as decisions
from orchestrator.outcomes.letters import models as letters
from orchestrator.outcomes.notices import models as notices
from orchestrator.outcomes.retention import models as retention
from orchestrator.outcomes.rounds import models as rounds
from orchestrator.outcomes.supplements import models as supplements
from orchestrator.outcomes.trials import models as trials

TABLES = (
    outbox, audit, catalogue, identity, packages, people, readings, vault, queues, erased, restored, incidents,
    documents, runs, fleet, benefits, decisions, letters, notices, retention, supplements, trials, rounds,
)  # fmt: skip
metadata = Base.metadata
