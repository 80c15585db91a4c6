"""The sealer: gives every committed row its place in its chain, and writes down outside the database where each ends.

The place is the sealer's to give, not the writer's: a transaction that commits late, with an older id, is sealed when
it is seen, and none is lost. One sealer works at a time. A row whose stamp is not ours gets no place, and is told of.
"""

from collections import defaultdict
from collections.abc import Iterator
from datetime import datetime, timedelta

from sqlalchemy.orm import Session

from orchestrator.core.clock import legal_date, machine_now, now
from orchestrator.core.db import Database, Scope
from orchestrator.core.errors import BadInput, Conflict
from orchestrator.core.logging import log
from orchestrator.governance.audit import chains, rules
from orchestrator.governance.audit.chains import Link
from orchestrator.governance.audit.heads import End, Ends, Head, HeadBroken, Heads
from orchestrator.governance.audit.models import REGION
from orchestrator.governance.audit.service import note, stamp_key

LATE = timedelta(seconds=60)  # a row that has been without a place for longer is trouble
_MOST = 2000  # rows a round: on SQLite nobody else writes meanwhile
_STEWARD = Scope.steward("sealer")


def seal_round(database: Database, heads: Heads) -> int:
    """Seal what is committed, and answer how many rows. HeadBroken when the chains do not end where the head says."""
    with heads.alone():
        with database.session(_STEWARD) as session:
            waiting = _ours(session)
            head = settled(session, heads.read())
            if not waiting:
                return 0
            told = dict(head.ends)
            for chain, links in waiting.items():
                told[chain] = _lay(session, chain, head.end(chain), links)
            heads.write(Head(head.ends, told, head.lines, head.last))
        heads.write(Head(told, None, head.lines, head.last))
    return sum(map(len, waiting.values()))


def _ours(session: Session) -> dict[str, list[Link]]:
    """What waits for a place and has our stamp, by chain; at most so many as a round takes."""
    key, found = stamp_key(), defaultdict(list)
    for count, (chain, link) in enumerate(_stamped(session, key), 1):
        found[chain].append(link)
        if count == _MOST:
            break
    return dict(found)


def _stamped(session: Session, key: bytes) -> Iterator[tuple[str, Link]]:
    for chain, link in chains.unsealed(session):
        if rules.same(link.stamp, rules.stamp(key, chain, link.fields)):
            yield chain, link


def _lay(session: Session, chain: str, end: End, links: list[Link]) -> End:
    """Lay rows behind the end of a chain; answers its new end."""
    places = []
    for link in links:
        end = End(end.seq + 1, rules.seal(end.seal, chain, end.seq + 1, link.fields, link.stamp))
        places.append({"row": link.fields.id, "place": end.seq, "sealed": end.seal})
    chains.give_places(session, chain, places)
    return end


def settled(session: Session, head: Head | None) -> Head:
    """The head as the database bears it out: a round that was cut short is either whole, or not there at all and its
    rows still wait. HeadBroken otherwise."""
    found = chains.ends(session)
    if head is None:
        if found:
            raise HeadBroken("The trail has sealed rows, but the file that says where it ends is gone.")
        return Head()
    if head.pending is not None and found == head.pending:
        return Head(head.pending, None, head.lines, head.last)
    wrong = {chain for chain in {*found, *head.ends} if found.get(chain) != head.ends.get(chain)}
    if not wrong and head.pending is not None:
        waits = chains.waiting(session)
        wrong = {chain for chain, end in head.pending.items() if waits.get(chain, 0) < end.seq - head.end(chain).seq}
    if wrong:
        raise HeadBroken(
            f"The trail of {', '.join(sorted(wrong))} does not end where the head says. Nothing is sealed until a "
            "person has looked: run `coe audit verify`."
        )
    return Head(head.ends, None, head.lines, head.last)


class Sealer:
    """The background's own: rounds, and a checkpoint a day. What stands in the way is told once, not every round."""

    def __init__(self, database: Database, heads: Heads | None = None) -> None:
        self._database, self._heads = database, heads or Heads()
        self._day = self._told = ""

    def round(self) -> None:
        try:
            seal_all(self._database, self._heads)
            today = legal_date(machine_now()).isoformat()
            if self._day != today:
                self._daily(today)
            self._told = ""
        except HeadBroken as broken:
            if broken.message != self._told:
                self._told = broken.message
                log.error("trail_not_sealed", problem=broken.message)

    def stop(self) -> None:
        """At shutdown: everything sealed, and a checkpoint."""
        seal_all(self._database, self._heads)
        checkpoint(self._database, self._heads, "shutdown")

    def _daily(self, today: str) -> None:
        """The first round of a day in Stockholm writes the day's line."""
        written = {_day_of(line.at) for line in self._heads.checkpoints(self._heads.read()) if line.kind == "daily"}
        if today in written or checkpoint(self._database, self._heads, "daily"):
            self._day = today


def seal_all(database: Database, heads: Heads) -> int:
    """Rounds until nothing waits."""
    sealed = 0
    while done := seal_round(database, heads):
        sealed += done
        if done < _MOST:
            break
    return sealed


def checkpoint(database: Database, heads: Heads, kind: str, by: str = "") -> Head | None:
    """Add a checkpoint of where the chains end now; none where nothing was ever sealed, or (at shutdown) nothing is
    new since the last."""
    with heads.alone(), database.session(_STEWARD) as session:
        head = settled(session, heads.read())
        known = heads.checkpoints(head)
        if not head.ends or (kind == "shutdown" and known and known[-1].ends == head.ends):
            return None
        return heads.add_checkpoint(head, kind, by)


def accept(database: Database, heads: Heads, by: str, reason: str) -> Ends:
    """A person accepts that the trail ends where the database says: an older backup was restored, on purpose.

    Checkpoints keep what was recorded before, a line of the kind `accepted` says who accepted what, and the region's
    trail has a row. Refused while everything ends as recorded.
    """
    if not reason.strip():
        raise BadInput("Say why the trail ends elsewhere than was recorded: verification tells it from now on.")
    with heads.alone(), database.session(_STEWARD) as session:
        found = chains.ends(session)
        head = _broken_head(session, heads)
        heads.add_checkpoint(Head(found, None, head.lines, head.last), "accepted", by, reason.strip())
        note(session, None, "trail_accepted", "trail", REGION, reason=reason, by=by)
    return found


def _broken_head(session: Session, heads: Heads) -> Head:
    """The head that does not fit, if its files are ours; else they are put aside. Conflict when all is well."""
    head = None
    try:
        head = heads.read()
        heads.checkpoints(head)
    except HeadBroken:
        heads.put_aside()
        return Head()
    try:
        settled(session, head)
    except HeadBroken:
        return head or Head()
    raise Conflict("The trail ends where the head says: there is nothing to accept.")


def late_since(oldest: datetime | None) -> datetime | None:
    """Since when the sealing is in trouble; None while it is not."""
    return oldest if oldest is not None and now() - oldest > LATE else None


def _day_of(at: str) -> str:
    return legal_date(datetime.fromisoformat(at)).isoformat()
