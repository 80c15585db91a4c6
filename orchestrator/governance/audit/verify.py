"""Verify the trail: every row against its chain, the chains against the head and the checkpoints outside the database.

A chain is read page by page, each page in a transaction of its own: flat memory, and writers go on meanwhile. Of each
chain the first row that is wrong is named; what stands behind it cannot be said anything of.
"""

import json
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field

from orchestrator.core.clock import now
from orchestrator.core.db import Database, Scope
from orchestrator.governance.audit import chains, rules
from orchestrator.governance.audit.chains import Link
from orchestrator.governance.audit.heads import Checkpoint, End, Ends, Head, HeadBroken, Heads
from orchestrator.governance.audit.seal import LATE
from orchestrator.governance.audit.service import ERASED, stamp_key

_PAGE = 2000
_STEWARD = Scope.steward("verify")
Progress = Callable[[int], None]


@dataclass(frozen=True)
class Finding:
    """Something that is wrong. `place` and `row` name the first bad row of a chain, where there is one."""

    chain: str
    what: str
    place: int | None = None
    row: str = ""


@dataclass
class Told:
    """One chain that was verified: its rows, and those of them whose detail was erased, by rule."""

    chain: str
    rows: int = 0
    erased: Counter[str] = field(default_factory=Counter)


@dataclass
class Report:
    """`waiting`: rows that have no place yet. `accepted`: what a person has accepted of earlier breaks, in words."""

    chains: list[Told] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    waiting: int = 0
    checkpoints: int = 0
    accepted: list[str] = field(default_factory=list)

    @property
    def holds(self) -> bool:
        return not self.findings

    def wrong(self, chain: str, what: str, place: int | None = None, row: str = "") -> None:
        self.findings.append(Finding(chain, what, place, row))


@dataclass(frozen=True)
class Ground:
    """What the chains are held against. `ends`: where each ended when we began; `marks`: chain → place → seals told."""

    ends: Ends
    marks: dict[str, dict[int, str]]

    @property
    def rows(self) -> int:
        return sum(end.seq for end in self.ends.values())


def verify(database: Database, heads: Heads, begin: Callable[[int], Progress] | None = None) -> Report:
    """The whole trail. `begin` is told how many rows there are and answers what to tell of every page."""
    report = Report()
    with heads.alone(), database.session(_STEWARD) as session:
        found, every = chains.ends(session), chains.chains(session)
        ground = _ground(report, heads, found, chains.waiting(session))
    step = begin(ground.rows) if begin else lambda _rows: None
    for chain in sorted({*every, *ground.marks}):
        told = _verify_chain(database, report, chain, ground, step)
        if told.rows or chain in ground.ends:
            report.chains.append(told)
    _look_at_waiting(database, report)
    return report


def _ground(report: Report, heads: Heads, found: Ends, waiting: dict[str, int]) -> Ground:
    """Head and checkpoints; what does not hold of them is a finding, and the rows are looked at all the same."""
    head, lines = None, []
    try:
        head = heads.read()
        lines = heads.checkpoints(head)
    except HeadBroken as broken:
        report.wrong("head", broken.message)
    if head is None and found and report.holds:
        report.wrong("head", "The trail has sealed rows, but the file that says where it ends is gone.")
    report.checkpoints = len(lines)
    marks = _marks(report, lines)
    if head is not None:
        for chain, end in _ends_told(report, head, found, waiting).items():
            marks.setdefault(chain, {})[end.seq] = end.seal
        for chain in set(found) - set(head.ends) - set(head.pending or ()):
            report.wrong(chain, "The chain has sealed rows, and the head knows nothing of it: they were put in.", 1)
    return Ground(found, marks)


def _ends_told(report: Report, head: Head, found: Ends, waiting: dict[str, int]) -> Ends:
    """Where the head says that the chains end; of a round that was cut short, as it is in the database."""
    if head.pending is None or found == head.pending:
        return head.pending or head.ends
    for chain, end in head.pending.items():
        if waiting.get(chain, 0) < end.seq - head.end(chain).seq:
            report.wrong(chain, "A round of sealing was cut short, and rows of it are gone.", head.end(chain).seq + 1)
    return head.ends


def _marks(report: Report, lines: list[Checkpoint]) -> dict[str, dict[int, str]]:
    """Every seal that a checkpoint told; those that a person has accepted to be gone are told in words instead."""
    marks: dict[str, dict[int, str]] = {}
    for line in lines:
        if line.kind == "accepted":
            report.accepted.append(f"{line.at}: {line.by} accepted where the trail ends: {line.reason}")
            for chain in marks:
                end = line.ends.get(chain, End(0, rules.FIRST))
                marks[chain] = {seq: seal for seq, seal in marks[chain].items() if seq <= end.seq}
        for chain, end in line.ends.items():
            marks.setdefault(chain, {})[end.seq] = end.seal
    return marks


def _verify_chain(database: Database, report: Report, chain: str, ground: Ground, step: Progress) -> Told:
    told, marks, before = Told(chain), dict(ground.marks.get(chain, {})), rules.FIRST
    last = ground.ends.get(chain, End(0, rules.FIRST)).seq
    for page in _pages(database, chain, last):
        erased = _erased(database, chain, page)
        for link in page:
            seq = told.rows + 1
            wrong = _what_is_wrong(chain, link, seq, before, erased, told) or _against(marks, link)
            if wrong:
                report.wrong(chain, wrong, seq, link.fields.id)
                return told
            before, told.rows = link.seal or "", seq
        step(len(page))
    cut = max((seq for seq in marks if seq > told.rows), default=None)
    if cut is not None:
        what = f"The last rows are gone: the chain ends at {told.rows}, and it was recorded to reach {cut}."
        report.wrong(chain, what, told.rows + 1)
    elif chain in ground.marks and told.rows > max(ground.marks[chain]):
        report.wrong(chain, "Rows stand behind the end that the head tells: they were put in.", told.rows)
    return told


def _pages(database: Database, chain: str, last: int) -> Iterator[list[Link]]:
    """The chain's rows up to where it ended when we began; rows that are sealed meanwhile are for the next time."""
    after = -1_000_000_000
    while after < last:
        with database.session(_STEWARD) as session:
            page = [link for link in chains.sealed_after(session, chain, after, _PAGE) if (link.seq or 0) <= last]
        if not page:
            return
        yield page
        after = page[-1].seq or 0


def _what_is_wrong(
    chain: str, link: Link, seq: int, before: str, erased: dict[str, str], told: Told
) -> str:  # fmt: skip
    """What does not hold of a row, in words; empty when it is as it was sealed."""
    if link.seq != seq:
        return f"Row {seq} is missing: the next one that is there is {link.seq}."
    if link.detail is None or link.salt is None:
        rule = erased.get(link.fields.id)
        if link.detail is not None or link.salt is not None:
            return "Its detail and its salt do not go together: one of them was taken away."
        if rule is None:
            return "Its detail was taken away, and no row says under which rule."
        told.erased[rule] += 1
    elif not rules.same(link.fields.detail_hash, rules.detail_hash(str(link.salt), str(link.detail))):
        return "Its detail is not what was written: detail, salt or hash was changed."
    if not rules.same(link.seal, rules.seal(before, chain, seq, link.fields, link.stamp)):
        return (
            "A field of it is not what was sealed (who, when, what, with which thing), or it stands in another place."
        )
    return ""


def _against(marks: dict[int, str], link: Link) -> str:
    """A chain that was written anew from some row on fits itself, but not what was recorded outside."""
    recorded = marks.get(link.seq or 0)
    if recorded is None or rules.same(link.seal, recorded):
        return ""
    return "The chain up to here is not the one that was recorded outside the database: it was written anew."


def _erased(database: Database, chain: str, page: list[Link]) -> dict[str, str]:
    """row → rule, of those rows of the page whose detail is gone."""
    gone = {link.fields.entity_id for link in page if link.detail is None}
    if not gone:
        return {}
    with database.session(_STEWARD) as session:
        rows = chains.erasures(session, chain, ERASED, gone)
    told: dict[str, str] = {}
    for link in rows:
        try:
            detail = json.loads(link.detail or "{}")
            told |= {str(row): str(detail["rule"]) for row in detail["rows"]}
        except (ValueError, KeyError, TypeError):
            continue  # a row that was changed: it is found in its own place
    return told


def _look_at_waiting(database: Database, report: Report) -> None:
    """Rows without a place: they wait for the next round, or something is the matter."""
    key, limit = stamp_key(), rules.moment(now() - LATE)
    late: Counter[str] = Counter()
    with database.session(_STEWARD) as session:
        for chain, link in chains.unsealed(session):
            report.waiting += 1
            if not rules.same(link.stamp, rules.stamp(key, chain, link.fields)):
                report.wrong(chain, "The platform did not write this row: it was put into the database.", None,
                             link.fields.id)  # fmt: skip
            elif link.fields.at < limit:
                late[chain] += 1
    for chain, count in sorted(late.items()):
        report.wrong(chain, f"{count} rows have waited for their seal for more than a minute: does the portal run?")
