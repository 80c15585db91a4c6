"""Who takes part in a round: who is ranked, for whom it is too early, and who waits for a person, with every reason."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from processes.kit.swedish_days import months_later
from processes.preschool.criteria import SIBLING, Ranking
from processes.preschool.distance import metres
from processes.preschool.round_facts import Round, RoundChild


@dataclass(frozen=True)
class Entry:
    """`waits`: reason codes; `not_yet`: why it is too early, and the day that says so; with neither it is ranked."""

    child: RoundChild
    waits: tuple[str, ...] = ()
    not_yet: tuple[str, date] | None = None

    @property
    def ranked(self) -> bool:
        return not self.waits and self.not_yet is None


def enter(facts: Round, ranking: Ranking) -> list[Entry]:
    """Every child once, sorted by its reference: the order of the input never matters."""
    children = sorted(facts.children, key=lambda child: child.child)
    return [Entry(child, tuple(_waits(child, ranking)), _not_yet(child, facts, ranking)) for child in children]


def _waits(child: RoundChild, ranking: Ranking) -> Iterator[str]:
    settings = ranking.settings
    if child.hold is not None:
        yield child.hold
    if child.promptly:
        yield "promptly"  # before all queues, and by a person (SkolL 8 kap. 14 § st. 2)
    if not child.wishes:
        yield "no_wish"
    if not settings.criteria:
        yield "no_order"
        return
    most = settings.value("wishes_most")
    if most is not None and len(child.wishes) > most:
        yield "too_many_wishes"
    yield from _priority(child, ranking)
    if "nearest" in settings.criteria and any(metres(child, ranking.units[w.unit]) is None for w in child.wishes):
        yield "distance_unknown"


def _priority(child: RoundChild, ranking: Ranking) -> Iterator[str]:
    """A category that the municipality has not published has no place in its order."""
    settings, categories = ranking.settings, ranking.settings.categories
    ordered = "priority" in settings.criteria
    if ordered and categories is None:
        yield "no_categories"
    elif child.priority is not None and child.priority not in (categories or []):
        yield "priority_unknown"
    siblings_count = SIBLING in settings.criteria or (ordered and SIBLING in (categories or []))
    if siblings_count and child.sibling_units and settings.value("sibling_scope") is None:
        yield "no_sibling_scope"


def _not_yet(child: RoundChild, facts: Round, ranking: Ranking) -> tuple[str, date] | None:
    """Offers are made so many months before the start and no earlier; without that rule, until the round's last day."""
    months = ranking.settings.value("offer_earliest_months")
    if months is not None:
        opens = months_later(child.wished_start_on, -months)
        if opens > facts.on:
            return "before_offers", opens
    return ("after_round", child.wished_start_on) if child.wished_start_on > facts.starts_to else None
