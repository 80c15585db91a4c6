"""Why it waits, in words: one sentence or two for each reason of `operations/triggers/why_run.py`."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from orchestrator.core.clock import STOCKHOLM
from orchestrator.entrypoints.portal import labels
from orchestrator.entrypoints.portal.i18n import N_
from orchestrator.entrypoints.portal.words import Words
from orchestrator.operations.triggers.why_run import Why

# Reasons whose words need no facts.
_PLAIN = {
    "run_requested": N_("En robot är begärd och lämnas till Prefect om någon sekund."),
    "run_soon": N_("En arbetare tar körningen om några sekunder."),
    "robot_soon": N_("En robot begärs om några sekunder."),
    "takes_no_items": N_("Paketet har ingen uppgift som tar ärenden ur kön."),
    "no_subscription": N_("Kommunen har ingen prenumeration som är igång, så ingen robot kommer."),
}
# What to do about a queue that stands still.
ADVICE = {
    "no_subscription": N_("Be processchefen sätta igång prenumerationen igen, eller avsluta ärendena."),
    "paused": N_("Verksamhetsansvarig eller driften startar roboten igen på prenumerationens sida."),
    "takes_no_items": N_("Be utvecklaren ange i paketet vilken uppgift som tar ärenden."),
    "rests": N_("Läs loggen för den senaste körningen. Roboten börjar om av sig själv när vilan är slut."),
    "no_worker": N_("Starta en arbetare med coe worker. Inget ärende försvinner medan de väntar."),
    "workers_drained": N_("Ta en arbetare i bruk igen när arbetet med den är klart."),
    "prefect_away": N_("Kontrollera Prefect-servern; coe doctor säger vad som fattas. Vi försöker om och om igen."),
}  # fmt: skip
_FOR = {
    "decision": N_("Väntar på en handläggares beslut"),
    "confirmation": N_("Väntar på att en handläggare bekräftar förslaget"),
    "outcome": N_("Väntar på att en handläggare avgör i verksamhetssystemet"),
    "supplement": N_("Väntar på den sökande"),
    "round": N_("Väntar på nästa omgång"),
    "answer": N_("Väntar på svar på erbjudandet"),
}


@dataclass(frozen=True)
class Sayer:
    """Says reasons in one language. `names`: actor → what the actor is called."""

    said: Words
    now: datetime
    names: Mapping[str, str]

    def __call__(self, why: Why) -> str:
        if why.code in _PLAIN:
            return self.said.gettext(_PLAIN[why.code])
        verb: Callable[[dict[str, Any]], str] = getattr(self, f"_{why.code}")
        return verb(why.facts)

    def when(self, moment: datetime) -> str:
        """09.40 today, with its date on other days."""
        same_day = moment.astimezone(STOCKHOLM).date() == self.now.astimezone(STOCKHOLM).date()
        return self.said.time(moment) if same_day else self.said.moment(moment)

    def _deferred(self, facts: dict[str, Any]) -> str:
        return self.said.gettext("Uppskjutet till %(until)s.") % {"until": self.when(facts["until"])}

    def _back_off(self, facts: dict[str, Any]) -> str:
        told = {"happened": self._exception(facts["exception"]), "until": self.when(facts["until"])}
        return self.said.gettext("%(happened)s Nytt försök %(until)s.") % told

    def _on_hold(self, facts: dict[str, Any]) -> str:
        told = {
            "since": self.when(facts["since"]), "reason": facts["reason"],
            "by": self.names.get(facts["by"]) or self.said.gettext("plattformen"),
        }  # fmt: skip
        return self.said.gettext("Pausat sedan %(since)s av %(by)s: ”%(reason)s”") % told

    def _paused(self, facts: dict[str, Any]) -> str:
        by = self.names.get(facts["by"]) or self.said.gettext("plattformen")
        told = self.said.gettext("Roboten är pausad av %(by)s: ”%(reason)s”") % {"by": by, "reason": facts["reason"]}
        if facts["to_on"] is None:
            return told
        return self.said.gettext("%(told)s Till och med %(day)s.") % {
            "told": told,
            "day": self.said.day(facts["to_on"]),
        }

    def _commit_window(self, facts: dict[str, Any]) -> str:
        told = {"until": self.said.clock(facts["until"])}
        return self.said.gettext("Roboten försvann medan den skrev. Kontrolleras efter %(until)s.") % told

    def _behind(self, facts: dict[str, Any]) -> str:
        ahead = facts["ahead"]
        if facts["more"]:
            first = self.said.gettext("Väntar på sin tur, fler än %(count)s är före.") % {
                "count": self.said.number(ahead)
            }
        elif ahead:
            first = self.said.ngettext(
                "Väntar på sin tur, %(count)s ärende är före.", "Väntar på sin tur, %(count)s ärenden är före.", ahead
            ) % {"count": self.said.number(ahead)}
        else:
            first = self.said.gettext("Står på tur.")
        robots = self.said.ngettext("%(count)s robot arbetar.", "%(count)s robotar arbetar.", facts["robots"])
        told = f"{first} {robots % {'count': facts['robots']}}"
        if facts["seconds"] is None:
            return told
        minutes = max(1, round(facts["seconds"] / 60))
        about = self.said.ngettext(
            "Klart om ungefär %(count)s minut.", "Klart om ungefär %(count)s minuter.", minutes
        ) % {"count": self.said.number(minutes)}
        return f"{told} {about}"

    def _working(self, facts: dict[str, Any]) -> str:
        told = self.said.ngettext("%(count)s robot arbetar.", "%(count)s robotar arbetar.", facts["robots"])
        return told % {"count": facts["robots"]}

    def _with_person(self, facts: dict[str, Any]) -> str:
        what = self.said.gettext(_FOR.get(facts["waiting_for"] or "", _FOR["decision"]))
        claimed = self.said.gettext("taget") if facts["claimed"] else self.said.gettext("inte taget än")
        told = {"what": what, "claimed": claimed, "since": self.when(facts["since"])}
        return self.said.gettext("%(what)s sedan %(since)s, %(claimed)s.") % told

    def _leased(self, facts: dict[str, Any]) -> str:
        if facts["since"] is None:
            return self.said.gettext("En robot har det nu.")
        return self.said.gettext("En robot har det sedan %(since)s.") % {"since": self.said.clock(facts["since"])}

    def _rests(self, facts: dict[str, Any]) -> str:
        count = {"count": facts["in_vain"], "until": self.said.clock(facts["until"])}
        told = self.said.ngettext(
            "Vilar till %(until)s efter %(count)s körning som inte gick som den skulle.",
            "Vilar till %(until)s efter %(count)s körningar i rad som inte gick som de skulle.",
            facts["in_vain"],
        )
        return f"{told % count} {self._cause(facts)}".strip()

    def _prefect_away(self, facts: dict[str, Any]) -> str:
        told = {"since": self.when(facts["since"]), "tries": facts["tries"], "next": self.said.clock(facts["next_at"])}
        return self.said.gettext(
            "Begärd %(since)s, men Prefect svarar inte. %(tries)s försök, nästa %(next)s."
        ) % told  # fmt: skip

    def _own_limit(self, facts: dict[str, Any]) -> str:
        return self.said.ngettext(
            "Kommunen får ha %(count)s robot åt gången, och den arbetar.",
            "Kommunen får ha %(count)s robotar åt gången, och alla arbetar.",
            facts["limit"],
        ) % {"count": facts["limit"]}

    def _no_worker(self, facts: dict[str, Any]) -> str:
        if facts["last_at"] is None:
            return self.said.gettext("Ingen arbetare har anmält sig.")
        return self.said.gettext("Ingen arbetare svarar sedan %(since)s.") % {"since": self.when(facts["last_at"])}

    def _workers_drained(self, facts: dict[str, Any]) -> str:
        told = {"reason": facts["reason"]}
        return self.said.gettext("Arbetarna tar inga nya körningar: ”%(reason)s”") % told

    def _slots_full(self, facts: dict[str, Any]) -> str:
        return self.said.ngettext(
            "Arbetarnas enda plats är upptagen.", "Arbetarnas alla %(count)s platser är upptagna.", facts["slots"]
        ) % {"count": facts["slots"]}

    def _running(self, facts: dict[str, Any]) -> str:
        return facts["does_now"] or self.said.gettext("Arbetar.")

    def _stopping(self, facts: dict[str, Any]) -> str:
        reason = facts["reason"]
        reason = self.said.gettext(labels.RUN_CAUSES[reason]) if reason in labels.RUN_CAUSES else reason
        if facts["how"] == "kill":
            return self.said.gettext("Avslutas direkt: %(reason)s") % {"reason": reason}
        return self.said.gettext("Gör klart sitt ärende och slutar: %(reason)s") % {"reason": reason}

    def _ended(self, facts: dict[str, Any]) -> str:
        if "kind" not in facts:
            _mark, word = labels.ITEM_STATES[facts["state"]]
            return self.said.gettext(word)
        return self._cause(facts)

    def _cause(self, facts: dict[str, Any]) -> str:
        cause = facts["cause"] or ""
        return self.said.gettext(labels.RUN_CAUSES[cause]) if cause in labels.RUN_CAUSES else cause

    def _exception(self, code: str) -> str:
        known = labels.EXCEPTIONS.get(code)
        return self.said.gettext(known) if known else f"{code}."
