"""The rules of a process release: verified, unpacked, asked in an interpreter of their own. One host for each release.

A municipality does not pin rules. Its robot release says which major of the facts it speaks, and gets the newest
published rules of that major in the subscription's ring: an old robot decides by the new norm on the norm's day.
"""

import threading
from collections import OrderedDict
from pathlib import Path

from sqlalchemy import select
from sqlalchemy.orm import Session

from orchestrator.core.errors import Unavailable
from orchestrator.core.settings import settings
from orchestrator.governance.catalogue.models import Subscription
from orchestrator.governance.catalogue.rules_host import RulesHost, rules_host
from orchestrator.governance.catalogue.service import find
from orchestrator.governance.packages.models import ProcessRelease, Release
from orchestrator.governance.packages.queries import newest, rules_for
from orchestrator.governance.packages.service import archive_of
from orchestrator.governance.packages.states import State
from orchestrator.governance.packages.verified import Releases

# Each is a process with a few dozen megabytes. The one that was asked longest ago goes first.
_MOST_HOSTS = 4


class ReleasedRules(RulesHost):
    """The rules of one release. Its files are hashed anew whenever its interpreter starts."""

    def __init__(self, release: ProcessRelease, releases: Releases, timeout: float) -> None:
        self._release, self._releases = release, releases
        super().__init__(self._folder(), timeout, jailed=True)
        self.sha256 = release.sha256

    def _before_start(self) -> None:
        self._root = self._folder()

    def _folder(self) -> Path:
        release = self._release
        found = self._releases.ready(release.sha256, release.signature)
        return found or self._releases.unpack(archive_of(release), release.sha256, release.signature)


class Hosts:
    """The hosts of this process, by the hash of their release."""

    def __init__(self) -> None:
        self._hosts: OrderedDict[tuple[Path, str], ReleasedRules] = OrderedDict()
        self._releases: dict[Path, Releases] = {}
        self._lock = threading.Lock()

    def of(self, release: ProcessRelease) -> ReleasedRules:
        """The host of a release, made if need be. Raises BadInput when the archive is not what the Center signed."""
        home = settings().home.resolve()
        with self._lock:
            host = self._hosts.pop((home, release.sha256), None)
            if host is None:
                releases = self._releases.setdefault(home, Releases(home, "rules"))
                host = ReleasedRules(release, releases, settings().rules_timeout_seconds)
            self._hosts[home, release.sha256] = host
            old = [self._hosts.popitem(last=False)[1] for _ in range(len(self._hosts) - _MOST_HOSTS)]
        for one in old:
            one.close()
        return host

    def close(self) -> None:
        """End them all."""
        with self._lock:
            hosts, self._hosts, self._releases = list(self._hosts.values()), OrderedDict(), {}
        for host in hosts:
            host.close()


hosts = Hosts()


def in_force(session: Session, uses: Subscription, robot_release_id: str | None = None) -> RulesHost:
    """The rules that decide in a subscription now, for the robot release at work (the subscribed one if not said).

    Raises Unavailable when none is published for the facts that the robot speaks.
    """
    robot = session.get_one(Release, robot_release_id or uses.release_id)
    major = int(robot.manifest.get("schema_major") or 1)
    release = rules_for(session, uses.process, major, uses.ring)
    if release is None:
        raise Unavailable(
            f"No rules of {uses.process} with facts {uses.process}/{major} are published for the ring {uses.ring}. "
            "Publish a process release: coe release list."
        )
    return hosts.of(release)


def for_words(session: Session, municipality: str, process: str) -> RulesHost:
    """The texts and forms of a process: of the release in force; when that was halted, of the newest that was ever
    published, for what is decided already must be told. Nothing is decided by it. Without any release: as installed.
    """
    uses = find(session, municipality, process)
    robot = session.get(Release, uses.release_id) if uses else None
    if uses is not None and robot is not None:
        found = rules_for(session, process, int(robot.manifest.get("schema_major") or 1), uses.ring)
        if found is not None:
            return hosts.of(found)
    asked = select(ProcessRelease).where(
        ProcessRelease.process == process, ProcessRelease.published_at.is_not(None),
        ProcessRelease.state != State.WITHDRAWN.value,
    )  # fmt: skip
    last = newest(session.scalars(asked))
    return hosts.of(last) if last else rules_host()
